package uvs.tools.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.Configuration;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.healthcheck.Decision;

/// What carries the packets of a director: workers of its own, or the kernel's IPVS. Used on the conductor.
sealed interface PacketPath extends AutoCloseable permits WorkerPath, KernelPath {

    /// The table of virtual and real servers that packets follow.
    Backend backend();

    /// Carries out a decision of the checks.
    ///
    /// @param table [#backend], perhaps with something before it
    void carryOut(Decision.Programming decision, Backend table) throws BackendException;

    /// Called once, when the table has what the configuration wants at the start.
    void started(Configuration configuration, HandChanges changes) throws BackendException;

    /// Called when the network has changed.
    ///
    /// @throws IOException when the path cannot follow; then it goes by the view before, and this is to be called again
    void follow(NetworkView network) throws IOException;

    /// Does what is due. Called each second, and whenever something happens.
    void onCycle();

    /// What was counted, in groups: `connections`, `dropped`, `malformed`.
    Map<String, Map<String, Long>> counters() throws BackendException;

    /// What each worker has done; empty where the kernel carries the packets.
    List<WorkerStatus> workers();

    /// How it carries packets, for the log: `with 1 worker, engine uring`.
    String describe();

    /// Why packets may not be carried as they should, in one line; empty when all is well.
    Optional<String> ill();

    /// Why it came to its end, and the director's with it.
    Optional<Throwable> failure();

    /// What was added to the machine goes away, but for a table that is the kernel's.
    @Override
    void close() throws BackendException, IOException;
}
