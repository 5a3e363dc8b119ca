package uvs.tools.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import uvs.config.Configuration;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.dataplane.conn.ConnectionEntry;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.ConnectionWalk;
import uvs.dataplane.forward.Drops;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.MemoryEngine;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.Defence;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.healthcheck.Decision;
import uvs.healthcheck.HealthRules;
import uvs.scheduler.Schedulers;
import uvs.tools.daemon.PacketPathSettings;

/// A director with one worker that runs when it is told to, at the time it is told, in a network that never
/// changes.
///
/// Every real server counts as up. The calling thread is both the conductor and the worker.
public final class OfflineDirector implements AutoCloseable {

    /// Frames that the worker may keep, waiting for the first part of their packet.
    private static final int FRAMES = 512;
    private static final int CONNECTIONS = 1 << 20;
    private static final int MOST_CONNECTIONS = 1 << 24;
    private static final int WALK_STEP = 4096;

    /// Where random choices come from: the same each time.
    private static final long SEED = 0x1b873593_cc9e2d51L;

    /// How often what is due is done while no frame comes: as often as the kernel's timer ticks at its
    /// slowest.
    private static final long TICK_NS = 10_000_000L;
    /// How often the defences against an attack look at the connections.
    private static final long DEFENCE_NS = TimeUnit.SECONDS.toNanos(1);
    /// In a gap of more ticks than these, the ticks are longer.
    private static final long MAX_TICKS = 100_000;

    private final ConnectionTable connections;
    private final Worker worker;
    private final UserspaceBackend backend;
    private final Defence defence;
    private MemoryEngine engine;
    private long defendedNs;
    private long nowNs;

    /// @param marks   which packets have firewall marks
    /// @param startNs when it starts, by the clock of the frames
    /// @param sink    takes the frames that are sent
    public OfflineDirector(Configuration configuration, VsSettings settings, List<MarkRule> marks,
            NetworkView network, long startNs, MemoryEngine.Sink sink) throws BackendException, SystemCallException {
        nowNs = startNs;
        var random = new SplittableRandom(SEED);
        connections = new ConnectionTable(
            new ConnectionLimits(CONNECTIONS, MOST_CONNECTIONS, CONNECTIONS / 4, 0), 1, random);
        Schedulers schedulers = Schedulers.load();
        var counters = new WorkerCounters();
        var inbox = new WorkerInbox(this::settle);
        worker = new Worker(new Worker.Setup(
            0, () -> openEngine(sink), Link::isEthernet, () -> network, inbox, report -> { }, counters,
            List.of(counters.realServers()), connections, PacketPathSettings.timeouts(configuration),
            Defence.calm(settings), schedulers, PacketPathSettings.schedulerOptions(settings).withRandom(random::nextInt),
            () -> nowNs, () -> TimeUnit.NANOSECONDS.toMillis(nowNs)));
        backend = new UserspaceBackend(schedulers, List.of(new UserspaceBackend.Worker(inbox, counters)), connections,
            PacketPathSettings.timeouts(configuration), () -> nowNs);
        backend.marks(marks);
        defence = new Defence(settings, connections, random, backend::onePacketServers, backend::settings);
        defendedNs = startNs;
        worker.onStart();
        backend.batch(() -> program(configuration));
        settle();
    }

    private MemoryEngine openEngine(MemoryEngine.Sink sink) {
        engine = new MemoryEngine(FRAMES, sink);
        return engine;
    }

    /// Puts the servers into the table as a daemon does whose every check has succeeded.
    private void program(Configuration configuration) throws BackendException {
        var rules = new HealthRules(false, false);
        var servers = new LinkedHashMap<VirtualServer.Key, VirtualServer>();
        configuration.virtualServers().forEach(virtual -> servers.putIfAbsent(virtual.key(), virtual));
        for (VirtualServer virtual : servers.values()) {
            HealthRules.Transition transition = rules.start(virtual);
            carryOut(transition.decisions());
            for (RealServer server : virtual.realServers()) {
                for (int check = 0; check < server.checkers().size(); check++) {
                    transition = rules.on(virtual, transition.health(),
                        new HealthRules.Result(server.key(), check, true, "counts as up"));
                    carryOut(transition.decisions());
                }
            }
        }
    }

    private void carryOut(List<Decision> decisions) throws BackendException {
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Programming programming) {
                programming.carryOut(backend);
            }
        }
    }

    /// Lets time pass, and does what is due meanwhile. Time that has passed already is no time.
    public void advance(long timeNs) {
        long tickNs = Math.max(TICK_NS, (timeNs - nowNs) / MAX_TICKS);
        while (timeNs - nowNs > 0) {
            nowNs = Math.min(timeNs, nowNs + tickNs);
            if (nowNs - defendedNs >= DEFENCE_NS) {
                defendedNs = nowNs;
                defence.keepUp(Long.MAX_VALUE, nowNs);
            }
            settle();
        }
    }

    /// Lets a frame arrive now, and forwards it. Answers false when it is longer than any that an interface
    /// takes in.
    public boolean arrive(int linkIndex, byte[] frame) {
        boolean taken = engine.arrive(linkIndex, frame);
        settle();
        return taken;
    }

    /// Works until there is nothing left to do.
    private void settle() {
        while (engine != null && worker.doWork() > 0) {
            // Each cycle does a bounded part of it.
        }
    }

    /// The table of virtual and real servers.
    public List<VirtualServerStatus> servers() {
        return backend.list();
    }

    /// Shows every connection as it is now, in no order.
    public void connections(Consumer<ConnectionEntry> consumer) {
        ConnectionWalk walk = connections.walk();
        while (walk.next(nowNs, WALK_STEP, consumer)) {
            // A part of the table at a time.
        }
    }

    public Drops drops() {
        return worker.drops();
    }

    @Override
    public void close() {
        worker.onClose();
        connections.close();
    }
}
