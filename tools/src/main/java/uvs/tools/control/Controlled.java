package uvs.tools.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import uvs.config.Configuration;
import uvs.dataplane.forward.WorkerStatus;
import uvs.healthcheck.CheckStatus;
import uvs.tools.status.Event;
import uvs.vrrp.agent.VrrpSnapshot;

/// A running director as its control socket sees it. All methods are called on the conductor, which [#conductor]
/// gives tasks to.
public interface Controlled {

    /// Runs tasks on the conductor. Refuses them when the director is stopping.
    Executor conductor();

    /// The table of virtual and real servers, for changes that hold until the next reload.
    HandBackend byHand();

    /// What was changed by hand and holds, one line each: what a reload would undo.
    List<String> handChanges();

    /// The configuration in effect.
    Configuration configuration();

    /// Every check. May complete on another thread.
    CompletionStage<List<CheckStatus>> checks();

    VrrpSnapshot vrrp();

    /// What was counted, in groups: `connections`, `dropped`, `malformed`, `vrrp`.
    Map<String, Map<String, Long>> counters();

    /// What each worker has done; empty where the kernel carries the packets.
    List<WorkerStatus> workers();

    /// When the director began.
    Instant started();

    /// What has changed lately, the newest first.
    List<Event> events();

    /// Why packets may not be carried as they should, in one line; empty when all is well.
    Optional<String> ill();

    /// Reads the file again, and goes over to it unless it has errors.
    ///
    /// @return what was undone of the changes by hand, one line each
    /// @throws ControlException when the file has errors: nothing has changed
    List<String> reload() throws ControlException;
}
