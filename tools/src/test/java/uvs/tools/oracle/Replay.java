package uvs.tools.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import uvs.dataplane.conn.ConnectionEntry;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.MemoryEngine;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.Schedulers;
import uvs.tools.daemon.Steerer;
import uvs.tools.oracle.Network.Output;

/// Lets what was recorded pass through the userspace path: one worker driven by hand, by the recording's own
/// clock.
final class Replay implements AutoCloseable {

    private static final int SLOTS = 64;
    private static final int CONNECTIONS = 1 << 16;
    private static final int CYCLES = 10_000;
    private static final String SET = "--set ";
    private static final long START_NS = TimeUnit.HOURS.toNanos(1);

    private final List<Output> sent = new ArrayList<>();
    private final KernelSide kernel = new KernelSide();
    private final ConnectionTable connections;
    private final Worker worker;
    private final UserspaceBackend backend;
    private final Steerer steerer;
    private final MemoryEngine engine = new MemoryEngine(SLOTS, (link, frame) ->
        sent.add(new Output(link.index() == Topology.index(Side.CLIENT) ? Side.CLIENT : Side.SERVER, frame)));
    private final Set<String> keptFromKernel = new HashSet<>();
    private int clientMtu = Topology.MTU;
    private int serverMtu = Topology.MTU;
    private NetworkView network = Topology.view(clientMtu, serverMtu);
    private long nowNs = START_NS;
    /// In milliseconds.
    private long timeOfDay;

    /// What the userspace path and the kernel beside it make of a recording.
    ///
    /// @param outputs for each frame that arrived, what is sent
    record Outcome(List<List<Output>> outputs, List<VirtualServerStatus> servers,
            List<ConnectionEntry> connections) {
    }

    static Outcome of(Recording recording) throws IOException, SystemCallException, BackendException {
        try (var replay = new Replay(recording)) {
            return replay.play(recording);
        }
    }

    private Replay(Recording recording) throws SystemCallException {
        connections = new ConnectionTable(
            new ConnectionLimits(CONNECTIONS, CONNECTIONS, CONNECTIONS / 4, 0), 1, new Random(1));
        var counters = new WorkerCounters();
        var inbox = new WorkerInbox(() -> { });
        Schedulers schedulers = Schedulers.load();
        VsSettings settings = settings(recording);
        worker = new Worker(new Worker.Setup(0, () -> engine, _ -> true, () -> network, inbox, _ -> { },
            counters,
            List.of(counters.realServers()), connections, timeouts(recording), settings, schedulers,
            SchedulerOptions.DEFAULTS.withExpiration(settings.value(VsSetting.LBLC_EXPIRATION),
                settings.value(VsSetting.LBLCR_EXPIRATION)), () -> nowNs, () -> timeOfDay));
        backend = new UserspaceBackend(schedulers, List.of(new UserspaceBackend.Worker(inbox, counters)), connections,
            timeouts(recording), () -> nowNs);
        steerer = new Steerer(kernel, _ -> true, backend);
        backend.marks(recording.steps().stream().filter(step -> step instanceof Step.Mark)
            .map(step -> MarkRule.parse(((Step.Mark) step).rule())).toList());
        worker.onStart();
    }

    /// Settings hold for the life of a data plane, so scenarios make them before anything arrives.
    private static VsSettings settings(Recording recording) {
        VsSettings settings = VsSettings.DEFAULTS;
        for (Step step : beforeArrivals(recording)) {
            if (step instanceof Step.Sysctl(_, String name, int value)) {
                settings = settings.with(name + "=" + value);
            }
        }
        return settings;
    }

    private static Timeouts timeouts(Recording recording) {
        Timeouts timeouts = Timeouts.DEFAULT;
        for (Step step : beforeArrivals(recording)) {
            if (step instanceof Step.Ipvsadm(_, String line) && line.startsWith(SET)) {
                int[] seconds = Stream.of(line.substring(SET.length()).split(" "))
                    .mapToInt(Integer::parseInt).toArray();
                timeouts = timeouts.set(seconds[0], seconds[1], seconds[2]);
            }
        }
        return timeouts;
    }

    private static List<Step> beforeArrivals(Recording recording) {
        return recording.steps().stream().takeWhile(step -> !(step instanceof Step.Arrival)).toList();
    }

    private Outcome play(Recording recording) throws IOException, BackendException {
        var outputs = new ArrayList<List<Output>>();
        for (Step step : recording.steps()) {
            nowNs = START_NS + step.timeNs();
            work();
            switch (step) {
                case Step.Ipvsadm(_, String line) -> {
                    if (!line.startsWith(SET)) {
                        new AdmLine(line).apply(backend);
                        steerer.follow(network);
                    }
                }
                case Step.Mtu(_, Side side, int bytes) -> mtu(side, bytes);
                case Step.Arrival arrival -> outputs.add(arrive(arrival));
                case Step.Sysctl _, Step.Mark _, Step.Pause _ -> { }
            }
            work();
        }
        var entries = new ArrayList<ConnectionEntry>();
        var walk = connections.walk();
        while (walk.next(nowNs, CONNECTIONS, entries::add)) {
            Thread.onSpinWait();
        }
        return new Outcome(outputs, backend.list(), entries);
    }

    private void mtu(Side side, int bytes) {
        clientMtu = side == Side.CLIENT ? bytes : clientMtu;
        serverMtu = side == Side.SERVER ? bytes : serverMtu;
        network = Topology.view(clientMtu, serverMtu);
    }

    private List<Output> arrive(Step.Arrival arrival) {
        boolean seenByKernel = kernelAnswers(arrival.frame());
        sent.clear();
        timeOfDay = TimeStamp.of(arrival.outputs()).orElse(0);
        engine.arrive(Topology.index(arrival.side()), arrival.frame());
        work();
        var outputs = new ArrayList<>(sent);
        if (seenByKernel) {
            outputs.addAll(arrival.plain());
        }
        return outputs;
    }

    /// Whether the kernel beside the data plane does with a frame what it does when it sees all of them. For
    /// itself it waits for all fragments of a packet, so that it does nothing when one was kept from it.
    private boolean kernelAnswers(byte[] frame) {
        boolean sees = kernel.sees(frame);
        if (!Reassembly.isFragment(frame)) {
            return sees;
        }
        if (!sees) {
            keptFromKernel.add(Reassembly.key(frame));
        }
        return sees && !(keptFromKernel.contains(Reassembly.key(frame))
            && network.isLocal(Frames.destination(Frames.packet(frame))));
    }

    private void work() {
        for (int i = 0; i < CYCLES; i++) {
            if (worker.doWork() == 0) {
                return;
            }
        }
        throw new IllegalStateException("the worker has always more to do");
    }

    @Override
    public void close() {
        worker.onClose();
        connections.close();
    }
}
