package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.HdrHistogram.Histogram;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

import uvs.config.Configuration;
import uvs.dataplane.linux.Poller;
import uvs.dataplane.linux.RawInbox;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.network.InterfaceChange;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.network.RouteWatch;
import uvs.vrrp.track.ScriptExecutor;
import uvs.vrrp.track.TrackerResult;
import uvs.vrrp.track.Trackers;

/// The thread `vrrp`: waits for packets, changes of the network, commands and deadlines, and hands each to the
/// [RunningRouters].
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

    private final MpscVarHandleArrayQueue<Runnable> commands = new MpscVarHandleArrayQueue<>(COMMAND_LIMIT);
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Histogram lateness = new Histogram(LATENESS_LIMIT_NS, 3);
    private final Configuration initial;
    private final Notices notices;
    private final ScriptExecutor scripts;

    private final Poller poller;
    private RawInbox inbox;
    private InterfaceWatch watch;
    private Optional<RouteWatch> routes = Optional.empty();
    private SocketPool sockets;
    private Effects effects;
    private RunningRouters routers;
    private Trackers trackers;
    private volatile boolean stopping;
    private final Object wakeLock = new Object();
    private boolean released;

    VrrpAgent(Configuration initial, ScriptExecutor scripts, VrrpListener listener)
        throws SystemCallException {
        this.initial = initial;
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
            routers.shutDown(System.nanoTime());
        } catch (SystemCallException | RuntimeException e) {
            if (!opened.completeExceptionally(e)) {
                notices.add(new Notice.Log(Notice.Log.Level.WARNING, "VRRP ended: " + e.getMessage()));
            }
        } finally {
            release();
        }
    }

    private void open() throws SystemCallException {
        Urgency.take(initial.globalDefs().vrrpProcess(),
            text -> notices.add(new Notice.Log(Notice.Log.Level.NOTICE, text)));
        inbox = new RawInbox();
        sockets = new SocketPool();
        watch = new InterfaceWatch();
        effects = new Effects(watch, notices);
        effects.settleLeftovers(initial);
        openRouteWatch(initial);
        effects.fixed().change(initial.staticNetwork());
        initial.vrrpInstances().forEach(effects.installation()::createVmac);
        WarmUp.run();
        routers = new RunningRouters(initial, watch, sockets, effects,
            System.nanoTime() + StartDelay.ns(initial.globalDefs().vrrp()));
        startTrackers();
        begin();
    }

    /// Nobody who has no routes here needs to hear of the changes of a routing daemon.
    private void openRouteWatch(Configuration configuration) throws SystemCallException {
        if (!RouteWatch.isWanted(configuration)) {
            routes.ifPresent(RouteWatch::close);
            routes = Optional.empty();
        } else if (routes.isEmpty()) {
            routes = Optional.of(new RouteWatch());
        }
    }

    /// Starts what the routers of a new configuration can start with.
    private void begin() {
        long nowNs = System.nanoTime();
        routers.standAll(nowNs);
        watchAll();
        routers.startReady(nowNs);
    }

    private void startTrackers() {
        trackers = Trackers.start(routers.configuration(), scripts, routers.knownScripts(), this::take);
    }

    /// Called by trackers, on threads of theirs.
    private void take(TrackerResult result) {
        ask(agent -> {
            agent.routers.take(result, System.nanoTime());
            return result;
        });
    }

    private void cycle() throws SystemCallException {
        long nowNs = System.nanoTime();
        OptionalLong deadlineNs = RunningRouters.earlier(effects.deadlineNs(nowNs), routers.deadlineNs());
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
        routers.tick(System.nanoTime());
        effects.announce(routers.all(), System.nanoTime());
    }

    private void recordLateness(long lateNs) {
        lateness.recordValue(Math.min(lateNs, LATENESS_LIMIT_NS));
        if (lateNs >= LATENESS_WARNING_NS) {
            effects.warn("lateness", "VRRP was " + lateNs / 1_000_000 + " ms late: the machine or this program stood"
                + " still; give it processors of its own, or vrrp_rt_priority");
        }
    }

    private void followNetwork() throws SystemCallException {
        List<InterfaceChange> changes = watch.poll();
        if (!changes.isEmpty()) {
            routers.follow(changes, System.nanoTime());
            watchAll();
        }
        if (routes.isPresent()) {
            routers.followRoutes(routes.get().poll(), System.nanoTime());
        }
    }

    /// Waits for the sockets that there are now.
    private void watchAll() {
        var watched = new ArrayList<>(sockets.descriptors());
        watched.add(watch.descriptor());
        routes.ifPresent(each -> watched.add(each.descriptor()));
        poller.watch(watched);
    }

    private void receive() {
        for (AdvertisementSocket socket : List.copyOf(sockets.all())) {
            routers.beginBurst();
            for (int i = 0; i < BURST && receive(socket); i++) {
                // All is done by the condition.
            }
        }
    }

    /// @return whether there may be more
    private boolean receive(AdvertisementSocket socket) {
        try {
            return switch (socket.receive(inbox)) {
                case AdvertisementSocket.Received.Nothing() -> false;
                case AdvertisementSocket.Received.Malformed() -> {
                    effects.countMalformed();
                    yield true;
                }
                case AdvertisementSocket.Received.Packet(var packet) -> {
                    routers.hear(socket, packet, System.nanoTime());
                    yield true;
                }
            };
        } catch (SystemCallException e) {
            // ENETDOWN and its like come once, when the interface goes down.
            effects.warn("receiving", e.getMessage());
            return false;
        }
    }

    void reload(Configuration next) {
        try {
            openRouteWatch(next);
        } catch (SystemCallException e) {
            effects.warn("routes", "routes that somebody removes are not noticed: " + e.getMessage());
        }
        routers.reload(next, System.nanoTime());
        trackers.close();
        startTrackers();
        begin();
        if (next.globalDefs().vrrp().fifoWriteStatesOnReload()) {
            routers.writeStates();
        }
    }

    VrrpSnapshot snapshot() {
        return routers.snapshot();
    }

    void clearStatistics() {
        routers.clearStatistics();
    }

    /// Since the last call.
    Vrrp.Lateness takeLateness() {
        var taken = new Vrrp.Lateness(lateness.getTotalCount(), lateness.getValueAtPercentile(50),
            lateness.getValueAtPercentile(99.99), lateness.getMaxValue());
        lateness.reset();
        return taken;
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
        routes.ifPresent(RouteWatch::close);
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
