package uvs.dataplane.forward;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.StateTracker;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.Engine;
import uvs.dataplane.service.ServerCounters;
import uvs.dataplane.service.TableChange;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.Schedulers;

/// One thread of the packet path: its ports, its forwarder, its part of the connections.
///
/// A cycle takes in what the conductor told, then a bounded batch of frames from each port, then what is due; and ends
/// with the one system call that sends and receives. With nothing to do it sleeps in that call.
public final class Worker implements Agent {

    private static final int CHANGES_A_CYCLE = 256;
    private static final int FRAMES_A_PORT = 256;
    private static final int EXPIRIES_A_CYCLE = 256;
    /// How long an idle worker sleeps; frames and changes wake it.
    private static final long IDLE_NS = 50_000_000L;
    /// How often ports are asked what they lost.
    private static final long ASK_NS = 1_000_000_000L;

    /// Places in [#pace]: when the last cycle began, how many found work and how many did not, the number of the thread.
    private static final int LAST_CYCLE = 0;
    private static final int BUSY_CYCLES = 1;
    private static final int IDLE_CYCLES = 2;
    private static final int THREAD = 3;

    private final Setup setup;
    private final Drops drops = new Drops();
    private final PaddedCounters pace = new PaddedCounters(4);
    private long askedNs;

    private volatile Engine engine;
    private PortSet ports;
    /// The same, for other threads.
    private volatile PortSet shown;
    private WayOut wayOut;
    private Servers servers;
    private ConnectionOwner owner;
    private StateTracker tracker;
    private Forwarder forwarder;
    private Offload offload;
    private NetworkView view;
    private final Consumer<TableChange> applyChange = this::apply;

    /// What a worker is made of.
    ///
    /// @param number   from 0
    /// @param engine   opens the worker's engine, on its own thread
    /// @param links    which interfaces are used
    /// @param network  where the newest view of the network is
    /// @param inbox    what the conductor tells
    /// @param reports  takes what the worker tells the conductor; must not block
    /// @param counters the worker's own
    /// @param everyone the real-server counters of all workers, its own among them
    /// @param wallClockMs milliseconds since 1970, for time stamps in packets
    public record Setup(
        int number, Supplier<Engine> engine, Predicate<Link> links, Supplier<NetworkView> network,
        WorkerInbox inbox, Consumer<WorkerReport> reports, WorkerCounters counters, List<ServerCounters> everyone,
        ConnectionTable connections, Timeouts timeouts, VsSettings settings, Schedulers schedulers,
        SchedulerOptions schedulerOptions, NanoClock clock, LongSupplier wallClockMs) {

        /// With the time of day of this machine.
        public Setup(
            int number, Supplier<Engine> engine, Predicate<Link> links, Supplier<NetworkView> network,
            WorkerInbox inbox, Consumer<WorkerReport> reports, WorkerCounters counters,
            List<ServerCounters> everyone, ConnectionTable connections, Timeouts timeouts, VsSettings settings,
            Schedulers schedulers, SchedulerOptions schedulerOptions, NanoClock clock) {
            this(number, engine, links, network, inbox, reports, counters, everyone, connections, timeouts, settings,
                schedulers, schedulerOptions, clock, System::currentTimeMillis);
        }
    }

    public Worker(Setup setup) {
        this.setup = setup;
        pace.set(LAST_CYCLE, setup.clock.nanoTime());
    }

    @Override
    public String roleName() {
        return "worker-" + setup.number;
    }

    /// What this worker dropped. Anybody may read it.
    public Drops drops() {
        return drops;
    }

    /// When the last cycle began, by the worker's clock: an old time means that it is stuck. Anybody may read it.
    public long lastCycleNs() {
        return pace.get(LAST_CYCLE);
    }

    /// What this worker has done. Anybody may ask.
    public WorkerStatus status() {
        PortSet opened = shown;
        return new WorkerStatus(roleName(), pace.get(BUSY_CYCLES), pace.get(IDLE_CYCLES),
            opened == null ? List.of() : opened.read(), pace.get(THREAD), Optional.ofNullable(engine).map(Engine::accounting));
    }

    @Override
    public void onStart() {
        long nowNs = setup.clock.nanoTime();
        askedNs = nowNs;
        pace.set(THREAD, Thread.currentThread().threadId());
        engine = setup.engine.get();
        ports = new PortSet(engine, setup.links, setup.reports);
        shown = ports;
        var load = new RealServerLoad(setup.counters.realServers(), setup.everyone);
        servers = new Servers(setup.schedulers, setup.schedulerOptions, load);
        wayOut = WayOut.of(ports, engine::allocate, drops, setup.reports, setup.wallClockMs);
        offload = new Offload(engine.fastPath(), wayOut.nextHops(), wayOut.transmitter(), nowNs);
        owner = new ConnectionOwner(setup.connections, setup.number, load, nowNs).offloaded(offload.connections());
        tracker = new StateTracker(owner, load).timeouts(setup.timeouts);
        forwarder = new Forwarder(servers, owner, tracker, wayOut, setup.counters, drops, offload);
        forwarder.settings(setup.settings);
        follow(setup.network.get());
    }

    @Override
    public int doWork() {
        long nowNs = setup.clock.nanoTime();
        pace.set(LAST_CYCLE, nowNs);
        int work = setup.inbox.take(applyChange, CHANGES_A_CYCLE);
        NetworkView newest = setup.network.get();
        if (newest != view || ports.isRetryDue(nowNs)) {
            follow(newest);
            work++;
        }
        forwarder.at(nowNs);
        for (int i = 0; i < ports.size(); i++) {
            work += ports.receive(i, forwarder, FRAMES_A_PORT);
        }
        forwarder.finishBurst();
        if (wayOut.transmitter().isWaiting()) {
            work += wayOut.transmitter().settle(nowNs);
        }
        work += forwarder.expire();
        work += owner.expire(nowNs, EXPIRIES_A_CYCLE);
        offload.onTime(nowNs);
        tally(work, nowNs);
        engine.poll(work > 0 ? 0 : IDLE_NS);
        return work;
    }

    private void tally(int work, long nowNs) {
        pace.add(work > 0 ? BUSY_CYCLES : IDLE_CYCLES, 1);
        if (nowNs - askedNs >= ASK_NS) {
            askedNs = nowNs;
            ports.ask();
        }
    }

    private void apply(TableChange change) {
        switch (change) {
            case TableChange.Timing(Timeouts timeouts) -> {
                tracker.timeouts(timeouts);
                offload.everythingChanged();
            }
            case TableChange.Settings(VsSettings settings) -> {
                forwarder.settings(settings);
                offload.everythingChanged();
            }
            case TableChange.Pool pool -> {
                servers.apply(pool, lastCycleNs());
                offload.serverChanged(pool.changed().number());
            }
            default -> servers.apply(change, lastCycleNs());
        }
    }

    private void follow(NetworkView newest) {
        view = newest;
        ports.follow(view, lastCycleNs());
        wayOut.nextHops().follow(view);
        offload.follow(view);
    }

    /// Makes a sleeping worker look at its inbox and the network. Any thread may call this.
    public void wakeUp() {
        Engine running = engine;
        if (running != null) {
            running.wakeUp();
        }
    }

    @Override
    public void onClose() {
        if (engine != null) {
            engine.close();
        }
    }
}
