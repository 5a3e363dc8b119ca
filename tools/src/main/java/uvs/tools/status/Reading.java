package uvs.tools.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.healthcheck.CheckStatus;
import uvs.tools.control.Controlled;
import uvs.vrrp.agent.VrrpSnapshot;

/// All that a director can be asked, at one moment.
///
/// @param started  when the director began
/// @param counters in groups: `connections`, `dropped`, `malformed`
/// @param events   the newest first
public record Reading(
    Instant time, Instant started, BackendInfo info, List<VirtualServerStatus> services,
    Map<String, Map<String, Long>> counters, List<WorkerStatus> workers, VrrpSnapshot vrrp, List<Event> events, List<CheckStatus> checks) {

    public Reading {
        services = List.copyOf(services);
        workers = List.copyOf(workers);
        events = List.copyOf(events);
        checks = List.copyOf(checks);
    }

    /// Asks a director. On the conductor; may complete on another thread.
    public static CompletionStage<Reading> take(Controlled director) throws BackendException {
        BackendInfo info = director.byHand().info();
        List<VirtualServerStatus> services = director.byHand().list();
        var counters = director.counters();
        List<WorkerStatus> workers = director.workers();
        VrrpSnapshot vrrp = director.vrrp();
        List<Event> events = director.events();
        Instant now = Instant.now();
        Instant started = director.started();
        return director.checks().thenApply(
            checks -> new Reading(now, started, info, services, counters, workers, vrrp, events, checks));
    }
}
