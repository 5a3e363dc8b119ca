package uvs.dataplane.service;

import java.util.function.Consumer;

/// A walk over the connections of a backend, a part at a time.
///
/// A connection that stays throughout the walk is met once; one that comes or goes meanwhile may be met or not.
/// The order is that of the backend's table. Opened by [Backend#connections] on the conductor; after that any one thread
/// may use it, so that a listing of millions of connections holds nobody up.
public interface ConnectionScan extends AutoCloseable {

    /// Goes on with the next connections.
    ///
    /// @param limit about how many to look at
    /// @return whether there may be more
    boolean next(int limit, Consumer<ConnectionStatus> consumer) throws BackendException;

    /// Walks to the end.
    default void forEach(Consumer<ConnectionStatus> consumer) throws BackendException {
        while (next(4096, consumer)) {
            // The next part.
        }
    }

    @Override
    void close();
}
