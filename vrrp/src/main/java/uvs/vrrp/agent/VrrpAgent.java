package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.HdrHistogram.Histogram;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

import uvs.config.Configuration;
import uvs.config.VrrpInstance;
import uvs.config.VrrpSyncGroup;
import uvs.dataplane.linux.Poller;
import uvs.dataplane.linux.RawInbox;
import uvs.dataplane.linux.Scheduling;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.Event;
import uvs.vrrp.Standing;
import uvs.vrrp.Standings;
import uvs.vrrp.State;
import uvs.vrrp.SyncGroup;
import uvs.vrrp.VirtualRouter;
import uvs.vrrp.VirtualRouters;
import uvs.vrrp.VrrpState;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.network.InterfaceChange;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.track.Judgement;
import uvs.vrrp.track.ScriptExecutor;
import uvs.vrrp.track.TrackerResult;
import uvs.vrrp.track.Trackers;
import uvs.vrrp.wire.Advertisement;

/// The thread `vrrp`: waits for packets, changes of the network, commands and deadlines, and turns each into an event
/// of the protocol. What the protocol wants done is done by [Effects].
///
/// What has arrived is read before deadlines are looked at: a backup that was kept waiting by the machine must not
/// take a master for dead whose advertisements lie in its socket.
final class VrrpAgent implements Runnable {

    /// How many packets of one socket are read before deadlines are looked at: some hundred microseconds' worth.
    private static final int BURST = 256;
    private static final int COMMAND_LIMIT = 1024;
    private static final int EVENTS_A_CYCLE = 64;
    private static final long LONGEST_WAIT_NS = 1_000_000_000;
    private static final long LATENESS_LIMIT_NS = 60_000_000_000L;
    private static final long LATENESS_WARNING_NS = 20_000_000;
    private static final int DEFAULT_REAL_TIME_PRIORITY = 1;

    private final MpscVarHandleArrayQueue<Runnable> commands = new MpscVarHandleArrayQueue<>(COMMAND_LIMIT);
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Histogram lateness = new Histogram(LATENESS_LIMIT_NS, 3);
    private final TrackerBoard board = new TrackerBoard();
    private final Notices notices;
    private final ScriptExecutor scripts;

    private Configuration configuration;
    private List<RunningRouter> routers = List.of();
    private VirtualRouters protocol = new VirtualRouters(List.of(), List.of());
    private Standings standings = protocol.initial();

    private final Poller poller;
    private RawInbox inbox;
    private InterfaceWatch watch;
    private SocketPool sockets;
    private Effects effects;
    private Trackers trackers;
    private OptionalLong startNs = OptionalLong.empty();
    private volatile boolean stopping;
    private final Object wakeLock = new Object();
    private boolean released;

    VrrpAgent(Configuration configuration, ScriptExecutor scripts, VrrpListener listener)
        throws SystemCallException {
        this.configuration = configuration;
        this.scripts = scripts;
        poller = new Poller();
        notices = new Notices(listener);
    }

    /// Done when the virtual routers run, or failed.
    CompletableFuture<Void> opened() {
        return opened;
    }

    void stop() {
        stopping = true;
        wake();
    }

    /// The poller is gone once the thread has ended. Only the end takes this lock on the thread `vrrp`.
    private void wake() {
        synchronized (wakeLock) {
            if (!released) {
                poller.wake();
            }
        }
    }

    /// Has something done between two cycles. Any thread.
    <T> CompletableFuture<T> ask(Function<VrrpAgent, T> question) {
        var answer = new CompletableFuture<T>();
        boolean fits = commands.offer(() -> {
            try {
                answer.complete(question.apply(this));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!fits) {
            answer.completeExceptionally(new IllegalStateException("commands=" + COMMAND_LIMIT + " wait already"));
        }
        wake();
        return answer;
    }

    @Override
    public void run() {
        try {
            open();
            opened.complete(null);
            while (!stopping) {
                cycle();
            }
            shutDown();
        } catch (SystemCallException | RuntimeException e) {
            if (!opened.completeExceptionally(e)) {
                notices.add(new Notice.Log(Notice.Log.Level.WARNING, "VRRP ended: " + e.getMessage()));
            }
        } finally {
            release();
        }
    }

    private void open() throws SystemCallException {
        schedule();
        inbox = new RawInbox();
        sockets = new SocketPool();
        watch = new InterfaceWatch();
        effects = new Effects(watch, notices);
        effects.settleLeftovers(configuration);
        effects.installation().installStatic(configuration.staticNetwork());
        configuration.vrrpInstances().forEach(effects.installation()::createVmac);
        WarmUp.run();
        build(configuration.vrrpInstances(), Map.of());
        startTrackers();
        long nowNs = System.nanoTime();
        startNs = OptionalLong.of(nowNs + StartDelay.ns(configuration.globalDefs().vrrp()));
        standAll(nowNs);
        startReady(nowNs);
    }

    private void startTrackers() {
        trackers = Trackers.start(configuration, scripts, board.knownScripts(), result -> ask(agent -> {
            agent.take(result);
            return result;
        }));
    }

    /// Before all ordinary threads, so that a busy machine cannot keep it waiting.
    private void schedule() {
        var process = configuration.globalDefs().vrrpProcess();
        try {
            if (!process.cpuAffinity().isEmpty()) {
                Scheduling.affinity(process.cpuAffinity());
            }
            if (process.niceness().isPresent()) {
                Scheduling.niceness(process.niceness().get());
            } else {
                Scheduling.realTime(process.realTimePriority().orElse(DEFAULT_REAL_TIME_PRIORITY));
            }
        } catch (SystemCallException e) {
            notices.add(new Notice.Log(Notice.Log.Level.NOTICE, "VRRP runs as an ordinary thread: " + e.getMessage()));
        }
    }

    private void cycle() throws SystemCallException {
        long nowNs = System.nanoTime();
        OptionalLong deadlineNs = deadlineNs(nowNs);
        poller.awaitNs(deadlineNs.isPresent()
            ? Math.min(deadlineNs.getAsLong() - nowNs, LONGEST_WAIT_NS) : LONGEST_WAIT_NS);
        long wokeNs = System.nanoTime();
        if (deadlineNs.isPresent() && wokeNs - deadlineNs.getAsLong() >= 0) {
            recordLateness(wokeNs - deadlineNs.getAsLong());
        }
        for (int i = 0; i < EVENTS_A_CYCLE && !commands.isEmpty(); i++) {
            commands.poll().run();
        }
        followNetwork();
        receive();
        tick(System.nanoTime());
        effects.announce(routers, System.nanoTime());
    }

    private void recordLateness(long lateNs) {
        lateness.recordValue(Math.min(lateNs, LATENESS_LIMIT_NS));
        if (lateNs >= LATENESS_WARNING_NS) {
            effects.warn("lateness", "VRRP was " + lateNs / 1_000_000 + " ms late: the machine or this program stood"
                + " still; give it processors of its own, or vrrp_rt_priority");
        }
    }

    private OptionalLong deadlineNs(long nowNs) {
        OptionalLong earliest = effects.deadlineNs(nowNs);
        for (Standing standing : standings.routers()) {
            earliest = earlier(earliest, VirtualRouter.deadlineNs(standing.state()));
        }
        return earlier(earliest, startNs);
    }

    private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.getAsLong() - other.getAsLong() <= 0 ? one : other;
    }

    private void tick(long nowNs) {
        if (startNs.isPresent() && nowNs - startNs.getAsLong() >= 0) {
            startNs = OptionalLong.empty();
            startReady(nowNs);
        }
        for (int i = 0; i < routers.size(); i++) {
            OptionalLong deadlineNs = VirtualRouter.deadlineNs(standings.routers().get(i).state());
            if (deadlineNs.isPresent() && nowNs - deadlineNs.getAsLong() >= 0) {
                handle(i, new Event.Tick(), nowNs);
            }
        }
    }

    private void handle(int router, Event event, long nowNs) {
        VirtualRouters.Outcome outcome = protocol.on(standings, router, event, nowNs);
        standings = outcome.standings();
        effects.carryOut(outcome, routers, configuration, nowNs);
    }

    // Packets.

    private void receive() throws SystemCallException {
        for (AdvertisementSocket socket : List.copyOf(sockets.all())) {
            routers.forEach(router -> router.heardInThisBurst = false);
            for (int i = 0; i < BURST; i++) {
                AdvertisementSocket.Received received;
                try {
                    received = socket.receive(inbox);
                } catch (SystemCallException e) {
                    // ENETDOWN and its like come once, when the interface goes down.
                    effects.warn("receiving", e.getMessage());
                    break;
                }
                if (received instanceof AdvertisementSocket.Received.Nothing) {
                    break;
                }
                if (received instanceof AdvertisementSocket.Received.Packet(var packet)) {
                    Hearing.Heard heard = Hearing.hear(socket, packet, routers, effects, configuration);
                    if (heard instanceof Hearing.Heard.By(int router)) {
                        handle(router, new Event.Heard(packet.priority(), packet.source(),
                            packet.intervalCs() * 10_000_000L), System.nanoTime());
                    }
                } else {
                    effects.countMalformed();
                }
            }
        }
    }

    // The network, and what is tracked.

    private void followNetwork() throws SystemCallException {
        List<InterfaceChange> changes = watch.poll();
        if (changes.isEmpty()) {
            return;
        }
        long nowNs = System.nanoTime();
        for (InterfaceChange change : changes) {
            if (change instanceof InterfaceChange.AddressGone(var gone) && !watch.addresses().contains(gone)) {
                for (int i = 0; i < routers.size(); i++) {
                    if (effects.holds(routers.get(i), gone)) {
                        effects.log("(" + routers.get(i).name() + ") " + gone.address()
                            + " was removed by somebody else");
                        handle(i, new Event.AddressLost(), nowNs);
                    }
                }
            }
        }
        standAll(nowNs);
    }

    private void take(TrackerResult result) {
        board.take(result);
        if (result instanceof TrackerResult.ScriptDisabled(var name, var reason)) {
            effects.warn("script " + name, "track script " + name + " is disabled: " + reason);
        }
        long nowNs = System.nanoTime();
        for (int i = 0; i < routers.size(); i++) {
            judge(i, nowNs);
        }
        startReady(nowNs);
    }

    /// Finds out what every virtual router stands on now: interface, source address, socket; then judges it.
    private void standAll(long nowNs) {
        Ground ground = new Ground(watch, sockets, routers);
        for (int i = 0; i < routers.size(); i++) {
            ground.settle(routers.get(i));
        }
        protocol = new VirtualRouters(routers.stream().map(router -> router.protocol).toList(), protocol.groups());
        sockets.keepOnly(new HashSet<>(routers.stream().flatMap(router -> router.socket.stream()).toList()));
        var watched = new ArrayList<>(sockets.descriptors());
        watched.add(watch.descriptor());
        poller.watch(watched);
        for (int i = 0; i < routers.size(); i++) {
            judge(i, nowNs);
        }
    }

    private void judge(int index, long nowNs) {
        RunningRouter router = routers.get(index);
        Judgement judgement = Judgement.of(
            router.instance.priority(), board.watched(router.instance, groupOf(router.instance), watch));
        var faults = new ArrayList<>(new Ground(watch, sockets, routers).faults(router));
        faults.addAll(judgement.faults());
        boolean was = !router.faults.isEmpty();
        router.faults = List.copyOf(faults);
        if (!faults.isEmpty() && !was) {
            effects.log("(" + router.name() + ") fault: " + String.join(", ", faults));
            handle(index, new Event.FaultBegan(), nowNs);
        }
        handle(index, new Event.PriorityChanged(judgement.priority()), nowNs);
        if (faults.isEmpty() && was) {
            handle(index, new Event.FaultEnded(), nowNs);
        }
    }

    private Optional<VrrpSyncGroup> groupOf(VrrpInstance instance) {
        return configuration.vrrpSyncGroups().stream()
            .filter(group -> group.instances().contains(instance.name())).findFirst();
    }

    /// Starts what has nothing to wait for any more: neither the start-up delay nor a first result of a script.
    private void startReady(long nowNs) {
        if (startNs.isPresent() && nowNs - startNs.getAsLong() < 0) {
            return;
        }
        for (int i = 0; i < routers.size(); i++) {
            RunningRouter router = routers.get(i);
            if (!router.started && !board.isPending(router.instance, groupOf(router.instance))) {
                router.started = true;
                handle(i, new Event.Startup(), nowNs);
            }
        }
    }

    // Configurations.

    /// Makes the virtual routers of a configuration.
    ///
    /// @param former what the virtual routers with these names remember, if they are to remember it
    private void build(List<VrrpInstance> instances, Map<String, Former> former) {
        var groups = new ArrayList<SyncGroup>();
        var names = instances.stream().map(VrrpInstance::name).toList();
        for (VrrpSyncGroup group : configuration.vrrpSyncGroups()) {
            groups.add(new SyncGroup(group.name(),
                group.instances().stream().map(names::indexOf).filter(position -> position >= 0).toList()));
        }
        var made = new ArrayList<RunningRouter>();
        for (VrrpInstance instance : instances) {
            boolean grouped = groupOf(instance).isPresent();
            Former kept = former.get(instance.name());
            var counters = kept == null ? new Statistics.Counters() : kept.router().counters;
            var router = new RunningRouter(instance, grouped, counters);
            if (kept != null) {
                router.continueFrom(kept.router());
            }
            made.add(router);
        }
        routers = List.copyOf(made);
        protocol = new VirtualRouters(routers.stream().map(router -> router.protocol).toList(), groups);
        var initial = protocol.initial();
        var remembered = new ArrayList<Standing>();
        for (int i = 0; i < routers.size(); i++) {
            Former kept = former.get(routers.get(i).name());
            remembered.add(kept == null ? initial.routers().get(i) : kept.standing());
        }
        standings = new Standings(
            remembered, routers.stream().map(router -> !router.faults.isEmpty()).toList());
    }

    /// What is kept of a virtual router over a reload.
    private record Former(RunningRouter router, Standing standing) {}

    void reload(Configuration next) {
        long nowNs = System.nanoTime();
        var former = new HashMap<String, Former>();
        for (int i = 0; i < routers.size(); i++) {
            RunningRouter router = routers.get(i);
            Optional<VrrpInstance> successor = next.vrrpInstances().stream()
                .filter(instance -> isSame(instance, router.instance)).findFirst();
            if (successor.isPresent()) {
                former.put(router.name(), new Former(router, standings.routers().get(i)));
            } else {
                handle(i, new Event.Shutdown(), nowNs);
                effects.deleted(router);
            }
        }
        effects.changeStatic(configuration.staticNetwork(), next.staticNetwork());
        Configuration before = configuration;
        configuration = next;
        effects.forgetAnnouncements();
        board.keepOnly(before, next);
        build(next.vrrpInstances(), former);
        for (int i = 0; i < routers.size(); i++) {
            Former kept = former.get(routers.get(i).name());
            if (kept != null) {
                effects.change(
                    kept.router(), routers.get(i), standings.routers().get(i).shown() == VrrpState.MASTER);
            } else {
                effects.installation().createVmac(routers.get(i).instance);
            }
        }
        trackers.close();
        startTrackers();
        standAll(nowNs);
        startReady(nowNs);
        if (next.globalDefs().vrrp().fifoWriteStatesOnReload()) {
            for (int i = 0; i < routers.size(); i++) {
                effects.writeState(routers.get(i), standings.routers().get(i));
            }
        }
    }

    /// Whether two blocks describe the same virtual router: then it keeps its state.
    private static boolean isSame(VrrpInstance one, VrrpInstance other) {
        return one.name().equals(other.name()) && one.virtualRouterId() == other.virtualRouterId()
            && one.family() == other.family() && one.version() == other.version()
            && one.interfaceName().equals(other.interfaceName()) && one.vmac().equals(other.vmac());
    }

    VrrpSnapshot snapshot() {
        var shown = new ArrayList<VrrpSnapshot.Router>();
        for (int i = 0; i < routers.size(); i++) {
            RunningRouter router = routers.get(i);
            Standing standing = standings.routers().get(i);
            long intervalNs = standing.state() instanceof State.Backup backup
                ? backup.activeIntervalNs() : router.instance.advertInterval().toNanos();
            shown.add(new VrrpSnapshot.Router(router.instance, standing.shown(), standing.priority(), intervalNs,
                router.source, router.lastTransition, router.faults, router.counters.read()));
        }
        return new VrrpSnapshot(shown, protocol.groups().stream().map(group -> new VrrpSnapshot.Group(group.name(),
            group.members().stream().map(member -> routers.get(member).name()).toList(),
            group.shown(standings))).toList());
    }

    Vrrp.Lateness lateness() {
        return new Vrrp.Lateness(lateness.getTotalCount(), lateness.getValueAtPercentile(50),
            lateness.getValueAtPercentile(99.99), lateness.getMaxValue());
    }

    void clearStatistics() {
        routers.forEach(router -> router.counters.clear());
    }

    private void shutDown() {
        for (int i = 0; i < routers.size(); i++) {
            handle(i, new Event.Shutdown(), System.nanoTime());
        }
        configuration.vrrpInstances().forEach(effects.installation()::removeVmac);
        effects.installation().removeStatic(configuration.staticNetwork());
    }

    private void release() {
        if (trackers != null) {
            trackers.close();
        }
        if (effects != null) {
            effects.close();
        }
        if (sockets != null) {
            sockets.close();
        }
        if (watch != null) {
            watch.close();
        }
        if (inbox != null) {
            inbox.close();
        }
        notices.close();
        synchronized (wakeLock) {
            released = true;
            poller.close();
        }
    }
}
