package uvs.tools.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.forward.WorkerReport;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.Engine;
import uvs.dataplane.service.Defence;
import uvs.dataplane.service.ServerCounters;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.Schedulers;

/// The workers with all that they share, and the backend that drives them.
final class DataPlane implements AutoCloseable {

    /// Address space for this many connections; memory is used as they come.
    private static final int CONNECTIONS = 1 << 20;
    private static final int MOST_CONNECTIONS = 1 << 24;
    /// An idle worker runs many times a second.
    private static final long STUCK_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(2);

    private final ConnectionTable connections;
    private final List<Worker> workers = new ArrayList<>();
    private final List<AgentRunner> runners = new ArrayList<>();
    private final UserspaceBackend backend;

    /// @param engine  opens the engine of the worker of this number, on the worker's thread
    /// @param network the newest view of the network that steering follows
    /// @param reports takes what workers tell, on their threads; must not block
    DataPlane(int workerCount, IntFunction<Engine> engine, Predicate<Link> links, Supplier<NetworkView> network, Timeouts timeouts,
        VsSettings settings, Consumer<WorkerReport> reports)
        throws SystemCallException {
        connections = new ConnectionTable(
            new ConnectionLimits(CONNECTIONS, MOST_CONNECTIONS, CONNECTIONS / 4, 0), workerCount);
        Schedulers schedulers = Schedulers.load();
        var counters = new ArrayList<WorkerCounters>();
        for (int i = 0; i < workerCount; i++) {
            counters.add(new WorkerCounters());
        }
        List<ServerCounters> everyone = counters.stream().map(WorkerCounters::realServers).toList();
        var known = new ArrayList<UserspaceBackend.Worker>();
        for (int i = 0; i < workerCount; i++) {
            int number = i;
            var inbox = new WorkerInbox(() -> workers.get(number).wakeUp());
            workers.add(new Worker(new Worker.Setup(
                number, () -> engine.apply(number), links, network, inbox, reports,
                counters.get(number), everyone, connections, timeouts, Defence.calm(settings), schedulers,
                PacketPathSettings.schedulerOptions(settings),
                SystemNanoClock.INSTANCE)));
            known.add(new UserspaceBackend.Worker(inbox, counters.get(number)));
        }
        backend = new UserspaceBackend(schedulers, known, connections, timeouts, SystemNanoClock.INSTANCE);
        for (Worker worker : workers) {
            var runner = new AgentRunner(NoOpIdleStrategy.INSTANCE,
                thrown -> reports.accept(new WorkerReport.Failed(thrown)), null, worker);
            runners.add(runner);
            AgentRunner.startOnThread(runner);
        }
    }

    UserspaceBackend backend() {
        return backend;
    }

    ConnectionTable connections() {
        return connections;
    }

    List<Worker> workers() {
        return List.copyOf(workers);
    }

    /// A worker that does not run, in words.
    Optional<String> ill(long nowNs) {
        return workers.stream().filter(worker -> nowNs - worker.lastCycleNs() > STUCK_NS).findFirst()
            .map(worker -> worker.roleName() + " has not run for more than "
                + TimeUnit.NANOSECONDS.toSeconds(STUCK_NS) + " s");
    }

    /// Makes sleeping workers look at the network.
    void wakeUp() {
        workers.forEach(Worker::wakeUp);
    }

    @Override
    public void close() {
        workers.forEach(Worker::wakeUp);
        runners.forEach(runner -> runner.close((int) CLOSE_TIMEOUT_MS, stuck -> { }));
        connections.close();
    }
}
