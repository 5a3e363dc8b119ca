package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import uvs.config.Configuration;
import uvs.config.VrrpInstance;
import uvs.config.VrrpSyncGroup;
import uvs.vrrp.Event;
import uvs.vrrp.Standing;
import uvs.vrrp.Standings;
import uvs.vrrp.State;
import uvs.vrrp.VirtualRouter;
import uvs.vrrp.VirtualRouters;
import uvs.vrrp.VrrpState;
import uvs.vrrp.network.AdvertisementSocket;
import uvs.vrrp.network.InterfaceChange;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.network.RouteWatch;
import uvs.vrrp.track.Judgement;
import uvs.vrrp.track.TrackerResult;
import uvs.vrrp.wire.ReceivedPacket;

/// The virtual routers of this node as they run: turns what happens (a packet, a deadline, a change of the network, the
/// word of a tracker, another configuration) into events of the protocol. What the protocol wants done then is done by
/// [Effects]. Belongs to the thread `vrrp`, and never waits.
final class RunningRouters {

    private final InterfaceWatch watch;
    private final SocketPool sockets;
    private final Effects effects;
    private final LinkStates links = new LinkStates();
    private final TrackerBoard board = new TrackerBoard();

    private Configuration configuration;
    private Roster roster;
    private VirtualRouters protocol;
    private Standings standings;
    private OptionalLong startNs;

    /// @param startNs until when all virtual routers are held back
    RunningRouters(Configuration configuration, InterfaceWatch watch, SocketPool sockets, Effects effects, long startNs) {
        this.configuration = configuration;
        this.watch = watch;
        this.sockets = sockets;
        this.effects = effects;
        this.startNs = OptionalLong.of(startNs);
        links.adopt(configuration.interfaces().upDownDelays());
        adopt(Roster.of(configuration, Map.of()));
    }

    private void adopt(Roster next) {
        roster = next;
        protocol = next.protocol();
        standings = next.standings();
    }

    List<RunningRouter> all() {
        return roster.routers();
    }

    Configuration configuration() {
        return configuration;
    }

    /// The scripts of which something is known: whether they are up.
    Map<String, Boolean> knownScripts() {
        return board.knownScripts();
    }

    // Time.

    /// When [#tick] has something to do; empty if never.
    OptionalLong deadlineNs() {
        OptionalLong earliest = earlier(startNs, links.deadlineNs());
        for (Standing standing : standings.routers()) {
            earliest = earlier(earliest, VirtualRouter.deadlineNs(standing.state()));
        }
        return earliest;
    }

    static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.getAsLong() - other.getAsLong() <= 0 ? one : other;
    }

    void tick(long nowNs) {
        OptionalLong linkNs = links.deadlineNs();
        if (linkNs.isPresent() && nowNs - linkNs.getAsLong() >= 0) {
            standAll(nowNs);
        }
        if (startNs.isPresent() && nowNs - startNs.getAsLong() >= 0) {
            startNs = OptionalLong.empty();
            startReady(nowNs);
        }
        for (int i = 0; i < all().size(); i++) {
            OptionalLong deadlineNs = VirtualRouter.deadlineNs(standings.routers().get(i).state());
            if (deadlineNs.isPresent() && nowNs - deadlineNs.getAsLong() >= 0) {
                handle(i, new Event.Tick(), nowNs);
            }
        }
    }

    private void handle(int router, Event event, long nowNs) {
        VirtualRouters.Outcome outcome = protocol.on(standings, router, event, nowNs);
        standings = outcome.standings();
        effects.carryOut(outcome, all(), configuration, nowNs);
    }

    // Packets.

    void beginBurst() {
        all().forEach(router -> router.heardInThisBurst = false);
    }

    void hear(AdvertisementSocket socket, ReceivedPacket packet, long nowNs) {
        if (Hearing.hear(socket, packet, all(), effects, configuration) instanceof Hearing.Heard.By(int router)) {
            handle(router, new Event.Heard(packet.priority(), packet.source(), packet.intervalCs() * 10_000_000L), nowNs);
        }
    }

    // The network, and what is tracked.

    void follow(List<InterfaceChange> changes, long nowNs) {
        for (InterfaceChange change : changes) {
            if (change instanceof InterfaceChange.AddressGone(var gone) && !watch.addresses().contains(gone)) {
                for (int i = 0; i < all().size(); i++) {
                    if (effects.holds(all().get(i), gone)) {
                        effects.log("(" + all().get(i).name() + ") " + gone.address()
                            + " was removed by somebody else");
                        handle(i, new Event.AddressLost(), nowNs);
                    }
                }
                effects.fixed().gone(gone);
            }
        }
        if (!changes.isEmpty()) {
            effects.fixed().putAgain();
        }
        standAll(nowNs);
    }

    /// Routes and rules that somebody took away are treated as addresses are.
    void followRoutes(List<RouteWatch.Gone> changes, long nowNs) {
        for (RouteWatch.Gone gone : changes) {
            for (int i = 0; i < all().size(); i++) {
                Optional<String> held = effects.held(all().get(i), gone);
                if (held.isPresent()) {
                    effects.log("(" + all().get(i).name() + ") " + held.get() + " was removed by somebody else");
                    handle(i, new Event.AddressLost(), nowNs);
                }
            }
            effects.fixed().gone(gone);
        }
        for (int i = 0; i < all().size() && !changes.isEmpty(); i++) {
            judge(i, nowNs);
        }
    }

    void take(TrackerResult result, long nowNs) {
        board.take(result);
        if (result instanceof TrackerResult.ScriptDisabled(var name, var reason)) {
            effects.warn("script " + name, "track script " + name + " is disabled: " + reason);
        }
        if (result instanceof TrackerResult.Link(var name, var up)) {
            effects.log("Linkbeat reports " + name + (up ? " up" : " down"));
            links.found(name, up);
            links.observe(watch::link, nowNs);
        }
        for (int i = 0; i < all().size(); i++) {
            judge(i, nowNs);
        }
        startReady(nowNs);
    }

    /// Finds out what every virtual router stands on now: interface, source address, socket; then judges it.
    void standAll(long nowNs) {
        links.observe(watch::link, nowNs);
        all().forEach(ground()::settle);
        protocol = new VirtualRouters(all().stream().map(router -> router.protocol).toList(), protocol.groups());
        sockets.keepOnly(new HashSet<>(all().stream().flatMap(router -> router.socket.stream()).toList()));
        for (int i = 0; i < all().size(); i++) {
            judge(i, nowNs);
        }
    }

    private Ground ground() {
        return new Ground(watch, links, sockets, all(), text -> effects.warn(text, text));
    }

    private void judge(int index, long nowNs) {
        RunningRouter router = all().get(index);
        Judgement judgement = Judgement.of(
            router.instance.priority(), board.watched(router.instance, groupOf(router.instance), watch, links));
        var faults = new ArrayList<>(ground().faults(router));
        faults.addAll(judgement.faults());
        faults.addAll(effects.fixed().faults(router.name()));
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
        return Roster.groupOf(configuration, instance);
    }

    /// Starts what has nothing to wait for any more: neither the start-up delay nor a first result of a script.
    void startReady(long nowNs) {
        if (startNs.isPresent() && nowNs - startNs.getAsLong() < 0) {
            return;
        }
        for (int i = 0; i < all().size(); i++) {
            RunningRouter router = all().get(i);
            if (!router.started && !board.isPending(router.instance, groupOf(router.instance))) {
                router.started = true;
                handle(i, new Event.Startup(), nowNs);
            }
        }
    }

    // Configurations.

    /// Goes over to another configuration. [#standAll] and [#startReady] are to follow, once its trackers run.
    void reload(Configuration next, long nowNs) {
        var former = new HashMap<String, Roster.Former>();
        for (int i = 0; i < all().size(); i++) {
            RunningRouter router = all().get(i);
            if (next.vrrpInstances().stream().anyMatch(instance -> Roster.isSame(instance, router.instance))) {
                former.put(router.name(), new Roster.Former(router, standings.routers().get(i)));
            } else {
                handle(i, new Event.Shutdown(), nowNs);
                effects.deleted(router);
            }
        }
        effects.fixed().change(next.staticNetwork());
        effects.forgetAnnouncements();
        board.keepOnly(configuration, next);
        links.adopt(next.interfaces().upDownDelays());
        links.forgetCarriers();
        configuration = next;
        adopt(Roster.of(next, former));
        for (int i = 0; i < all().size(); i++) {
            Roster.Former kept = former.get(all().get(i).name());
            if (kept != null) {
                effects.change(kept.router(), all().get(i), standings.routers().get(i).shown() == VrrpState.MASTER);
            } else {
                effects.installation().createVmac(all().get(i).instance);
            }
        }
    }

    /// Writes all states to the FIFOs, although they have not changed.
    void writeStates() {
        for (int i = 0; i < all().size(); i++) {
            effects.writeState(all().get(i), standings.routers().get(i));
        }
    }

    void shutDown(long nowNs) {
        for (int i = 0; i < all().size(); i++) {
            handle(i, new Event.Shutdown(), nowNs);
        }
        configuration.vrrpInstances().forEach(effects.installation()::removeVmac);
        effects.fixed().remove();
    }

    // Telling.

    VrrpSnapshot snapshot() {
        var shown = new ArrayList<VrrpSnapshot.Router>();
        for (int i = 0; i < all().size(); i++) {
            RunningRouter router = all().get(i);
            Standing standing = standings.routers().get(i);
            long intervalNs = standing.state() instanceof State.Backup backup
                ? backup.activeIntervalNs() : router.instance.advertInterval().toNanos();
            shown.add(new VrrpSnapshot.Router(router.instance, standing.shown(), standing.priority(), intervalNs,
                router.source, router.lastTransition, router.faults, router.counters.read()));
        }
        return new VrrpSnapshot(shown, protocol.groups().stream().map(group -> new VrrpSnapshot.Group(group.name(),
            group.members().stream().map(member -> all().get(member).name()).toList(),
            group.shown(standings))).toList(), effects.unknown(), effects.malformed());
    }

    void clearStatistics() {
        all().forEach(router -> router.counters.clear());
    }
}
