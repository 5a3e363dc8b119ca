package uvs.dataplane.service;

import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import uvs.dataplane.conn.ConnectionWalk;

/// A walk over the connections of the userspace data plane.
final class TableScan implements ConnectionScan {

    private final ConnectionWalk walk;
    private final NanoClock clock;

    TableScan(ConnectionWalk walk, NanoClock clock) {
        this.walk = walk;
        this.clock = clock;
    }

    @Override
    public boolean next(int limit, Consumer<ConnectionStatus> consumer) {
        return walk.next(clock.nanoTime(), limit, entry -> consumer.accept(ConnectionStatus.of(entry)));
    }

    @Override
    public void close() {
        // The walk holds nothing that is not the table's.
    }
}
