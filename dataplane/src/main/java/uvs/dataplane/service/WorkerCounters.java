package uvs.dataplane.service;

/// The counters of one worker.
public record WorkerCounters(ServerCounters virtualServers, ServerCounters realServers) {

    public WorkerCounters() {
        this(new ServerCounters(), new ServerCounters());
    }
}
