package uvs.vrrp.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import uvs.config.Configuration;
import uvs.config.InterfaceAddress;
import uvs.config.InterfaceSettings;
import uvs.config.VrrpInstance;
import uvs.config.VrrpSyncGroup;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.Action;
import uvs.vrrp.Standing;
import uvs.vrrp.VirtualRouters;
import uvs.vrrp.VrrpState;
import uvs.vrrp.agent.Notice.Kind;
import uvs.vrrp.network.AnnouncementSocket;
import uvs.vrrp.network.HostAddress;
import uvs.vrrp.network.InterfaceWatch;
import uvs.vrrp.network.Kernel;
import uvs.vrrp.network.KernelAddresses;
import uvs.vrrp.network.KernelRoutes;
import uvs.vrrp.network.KernelRules;
import uvs.vrrp.network.NetworkInterface;
import uvs.vrrp.network.RouteWatch;
import uvs.vrrp.wire.Announcement;
import uvs.vrrp.wire.ReceivedPacket;
import uvs.vrrp.wire.Refusal;

/// Does what the protocol wants done: sends, installs, announces, counts and tells. What fails is told and counted, and
/// the rest is done all the same.
final class Effects implements AutoCloseable {

    private static final int ANNOUNCEMENTS_A_CYCLE = 64;

    private final InterfaceWatch watch;
    private final Notices notices;
    private final Kernel kernel;
    private final AnnouncementSocket announcements;
    private final Installation installation;
    private final StaticKeeper fixed;
    private final Announcer announcer = new Announcer();
    private final Map<String, RateLimit> warnings = new HashMap<>();
    private long malformed;
    private long unknown;

    Effects(InterfaceWatch watch, Notices notices) throws SystemCallException {
        this.watch = watch;
        this.notices = notices;
        kernel = new Kernel(watch);
        try {
            announcements = new AnnouncementSocket();
        } catch (SystemCallException e) {
            kernel.close();
            throw e;
        }
        installation = new Installation(watch, kernel, text -> warn(text, text));
        fixed = new StaticKeeper(installation, text -> warn(text, text));
    }

    void carryOut(
        VirtualRouters.Outcome outcome, List<RunningRouter> routers, Configuration configuration, long nowNs) {
        for (VirtualRouters.Step step : outcome.steps()) {
            switch (step) {
                case VirtualRouters.Step.OfRouter(int index, var action) -> {
                    int priority = outcome.standings().routers().get(index).priority();
                    VrrpState state = outcome.standings().routers().get(index).shown();
                    carryOut(index, routers.get(index), action, priority, state, configuration, nowNs);
                }
                case VirtualRouters.Step.OfGroup(var group, var from, var to) ->
                    enterGroup(group.name(), from, to, configuration);
            }
        }
    }

    private void carryOut(int index, RunningRouter router, Action action, int priority, VrrpState state,
        Configuration configuration, long nowNs) {
        switch (action) {
            case Action.SendAdvertisement(int advertised) -> send(router, advertised, nowNs);
            case Action.InstallAddresses() -> {
                log(router.name(), "setting VIPs.");
                installation.install(router);
            }
            case Action.RemoveAddresses() -> {
                log(router.name(), "removing VIPs.");
                announcer.forget(index);
                installation.remove(router);
            }
            case Action.Announce(int rounds) -> queueAnnouncements(index, router, rounds, configuration);
            case Action.AnnounceElsewhere() -> queueElsewhere(index, router, configuration);
            case Action.Enter enter -> enter(router, enter, priority, configuration);
            case Action.NotifyLowerPriority() ->
                Notifications.lowerPriority(subject(router, priority)).forEach(notices::add);
            case Action.NotifyPriority _ ->
                Notifications.priority(subject(router, priority), state).forEach(notices::add);
            case Action.Log(var text) -> log(router.name(), text);
        }
    }

    private void send(RunningRouter router, int priority, long nowNs) {
        try {
            Transmitter.send(router, priority);
            if (priority == 0) {
                log(router.name(), "sent 0 priority");
            }
        } catch (SystemCallException e) {
            if (router.sendErrorLog.allows(nowNs)) {
                log(Notice.Log.Level.WARNING, router.name(), e.getMessage() + router.sendErrorLog.suffix(), Map.of());
            }
        }
    }

    private void enter(RunningRouter router, Action.Enter enter, int priority, Configuration configuration) {
        router.lastTransition = Instant.now();
        if (enter.to() == VrrpState.MASTER) {
            router.counters.becameMaster++;
        }
        if (enter.from() == VrrpState.MASTER) {
            router.counters.releasedMaster++;
        }
        log(Notice.Log.Level.INFO, router.name(), enter.to() == VrrpState.INIT ? "Stopped"
            : "Entering " + enter.to() + " STATE" + (enter.cause() == Action.Cause.STARTUP ? " (init)" : ""),
            Map.of("from", enter.from().name(), "to", enter.to().name(), "priority", Integer.toString(priority)));
        if (enter.cause() == Action.Cause.RECOVERY && router.isUnicast()) {
            announceSource(router);
        }
        notices.add(new Notice.StateChanged(Kind.INSTANCE, router.name(), enter.from(), enter.to(), priority));
        Notifications.entered(subject(router, priority), enter.to(), mailsFaults(configuration))
            .forEach(notices::add);
    }

    private void enterGroup(String name, VrrpState from, VrrpState to, Configuration configuration) {
        Optional<VrrpSyncGroup> group =
            configuration.vrrpSyncGroups().stream().filter(each -> each.name().equals(name)).findFirst();
        if (to != VrrpState.INIT) {
            notices.add(new Notice.Log(Notice.Log.Level.INFO, "VRRP_Group(" + name + ") Syncing instances to " + to
                + " state", Map.of("group", name, "from", from.name(), "to", to.name())));
        }
        notices.add(new Notice.StateChanged(Kind.GROUP, name, from, to, 0));
        group.ifPresent(found -> Notifications.entered(
            new Notifications.Subject(Kind.GROUP, name, 0, found.notifiers(), found.smtpAlert()),
            to, mailsFaults(configuration)).forEach(notices::add));
    }

    private static boolean mailsFaults(Configuration configuration) {
        return !configuration.globalDefs().mail().noEmailFaults();
    }

    /// Writes the state to the FIFOs, although it has not changed.
    void writeState(RunningRouter router, Standing standing) {
        if (standing.shown() != VrrpState.INIT) {
            notices.add(Notifications.line(subject(router, standing.priority()), standing.shown().toString()));
        }
    }

    private static Notifications.Subject subject(RunningRouter router, int priority) {
        return new Notifications.Subject(Kind.INSTANCE, router.name(), priority, router.instance.notifiers(),
            router.instance.smtpAlert());
    }

    // Announcements.

    private void queueAnnouncements(
        int index, RunningRouter router, int rounds, Configuration configuration) {
        for (int round = 0; round < rounds; round++) {
            for (InterfaceAddress address : Definitions.installed(router.instance)) {
                installation.interfaceOf(router.instance, address)
                    .filter(NetworkInterface::resolvesNeighbours)
                    .ifPresent(link -> queue(index, router, address, link, configuration));
            }
        }
    }

    /// Switches forget where a link-layer address is that nothing is sent from.
    private void queueElsewhere(int index, RunningRouter router, Configuration configuration) {
        String own = router.instance.vmac().map(VrrpInstance.Vmac::name).or(router.instance::interfaceName).orElse("");
        for (InterfaceAddress address : Definitions.installed(router.instance)) {
            installation.interfaceOf(router.instance, address)
                .filter(link -> link.resolvesNeighbours() && !link.name().equals(own))
                .ifPresent(link -> queue(index, router, address, link, configuration));
        }
    }

    private void queue(int index, RunningRouter router, InterfaceAddress address, NetworkInterface link,
        Configuration configuration) {
        Family family = address.address().address().family();
        var garp = router.instance.garp();
        Optional<InterfaceSettings.GarpGroup> group = configuration.interfaces().garpGroups().stream()
            .filter(each -> each.interfaces().contains(link.name())).findFirst();
        long ownNs = (family == Family.IPV4 ? garp.interval() : garp.gnaInterval()).toNanos();
        long intervalNs = group
            .flatMap(each -> family == Family.IPV4 ? each.garpInterval() : each.gnaInterval())
            .map(Duration::toNanos).orElse(ownNs);
        String lane = group.map(each -> String.join(" ", each.interfaces())).orElse(link.name());
        announcer.add(new Announcer.Lane(lane, family), intervalNs,
            new Announcer.Message(index, address.address().address(), link));
    }

    /// Sends the announcements that are due.
    void announce(List<RunningRouter> routers, long nowNs) {
        for (int i = 0; i < ANNOUNCEMENTS_A_CYCLE; i++) {
            Optional<Announcer.Message> next = announcer.next(nowNs);
            if (next.isEmpty()) {
                return;
            }
            Announcer.Message message = next.get();
            if (routers.get(message.router()).installed) {
                announce(message.address(), message.by());
            }
        }
    }

    /// While it was away its peers may have lost the link-layer address of the router itself.
    private void announceSource(RunningRouter router) {
        if (router.source.isPresent() && router.link.filter(NetworkInterface::resolvesNeighbours).isPresent()) {
            announce(router.source.get(), router.link.get());
        }
    }

    private void announce(IpAddress address, NetworkInterface link) {
        try {
            announcements.send(
                Announcement.frame(address, link.address(), Forwarding.ipv6(link.name())), link.index());
        } catch (SystemCallException e) {
            warn("announcing", e.getMessage());
        }
    }

    OptionalLong deadlineNs(long nowNs) {
        return announcer.deadlineNs(nowNs);
    }

    void forgetAnnouncements() {
        announcer.forgetAll();
    }

    // Addresses outside the protocol.

    /// What puts things into the kernel.
    Installation installation() {
        return installation;
    }

    /// Takes away what a former run that did not end properly has left: everything that bears our mark, and everything
    /// that this configuration could have put there.
    void settleLeftovers(Configuration configuration) {
        for (HostAddress found : watch.addresses()) {
            if (found.origin() == KernelAddresses.ORIGIN) {
                log("removing " + found.prefix() + ", which a former run has left");
                attempt(() -> kernel.addresses().remove(found));
            }
        }
        watch.links().stream().filter(NetworkInterface::isVmac).forEach(link -> {
            log("removing the VMAC " + link.name() + ", which a former run has left");
            attempt(() -> kernel.vmacs().remove(link.name()));
        });
        configuration.vrrpInstances().forEach(instance -> {
            log(instance.name(), "removing VIPs.");
            installation.clear(instance);
            installation.removeVmac(instance);
        });
    }

    /// What is there whatever state virtual routers are in.
    StaticKeeper fixed() {
        return fixed;
    }

    static <T> List<T> without(List<T> some, List<T> others) {
        return some.stream().filter(each -> !others.contains(each)).toList();
    }

    /// Whether an address that is gone was put there for this router.
    boolean holds(RunningRouter router, HostAddress gone) {
        return router.installed && Definitions.installed(router.instance).stream().anyMatch(address ->
            address.tracked() && address.address().equals(gone.prefix())
                && installation.interfaceOf(router.instance, address).filter(link -> link.index() == gone.interfaceIndex())
                    .isPresent());
    }

    /// What it is, in words, if a route or a rule that is gone was put there for this router.
    Optional<String> held(RunningRouter router, RouteWatch.Gone gone) {
        if (!router.installed) {
            return Optional.empty();
        }
        return switch (gone) {
            case RouteWatch.Gone.OfRoute route -> router.instance.routes().stream()
                .filter(each -> each.tracked() && KernelRoutes.isSame(each, route)).findFirst()
                .map(each -> "the route " + each.destination());
            case RouteWatch.Gone.OfRule rule -> router.instance.rules().stream()
                .filter(each -> each.tracked() && KernelRules.isSame(each, rule)).findFirst()
                .map(each -> "the rule " + KernelRules.describe(each));
            case RouteWatch.Gone.Something() -> {
                // Which ones it was is not known: whatever is missing is put back.
                installation.addRoutes(router.name(), router.instance.routes());
                installation.addRules(router.name(), router.instance.rules());
                yield Optional.empty();
            }
        };
    }

    /// After a reload: puts there what is new, and takes away what is gone.
    void change(RunningRouter before, RunningRouter after, boolean isMaster) {
        if (!isMaster) {
            return;
        }
        VrrpInstance was = before.instance;
        VrrpInstance is = after.instance;
        var kept = Definitions.installed(is);
        var former = Definitions.installed(was);
        installation.removeRules(is.name(), without(was.rules(), is.rules()));
        installation.removeRoutes(is.name(), without(was.routes(), is.routes()));
        installation.remove(was, without(former, kept));
        after.installed = true;
        without(kept, former).forEach(address -> installation.add(is, address));
        installation.addRoutes(is.name(), without(is.routes(), was.routes()));
        installation.addRules(is.name(), without(is.rules(), was.rules()));
    }

    void deleted(RunningRouter router) {
        installation.removeVmac(router.instance);
        Notifications.deleted(subject(router, router.instance.priority())).forEach(notices::add);
    }

    // Counting and telling.

    void refused(RunningRouter router, ReceivedPacket packet, Refusal refusal) {
        router.counters.refuse(refusal);
        if (refusal == Refusal.SUPERSEDED) {
            return;
        }
        RateLimit limit = router.refusalLogs.computeIfAbsent(refusal, _ -> new RateLimit());
        if (limit.allows(System.nanoTime())) {
            logWarning("(" + router.name() + ") refused an advertisement from " + packet.source() + ": "
                + refusal.text() + limit.suffix());
        }
    }

    void otherAddresses(RunningRouter router, ReceivedPacket packet) {
        router.counters.refuse(Refusal.ADDRESS_LIST);
        if (router.otherAddressesLog.allows(System.nanoTime())) {
            logWarning("(" + router.name() + ") the addresses advertised by " + packet.source()
                + " differ from ours; make the configurations alike" + router.otherAddressesLog.suffix());
        }
    }

    void countMalformed() {
        malformed++;
    }

    void countUnknown(ReceivedPacket packet, boolean logs) {
        unknown++;
        if (logs) {
            warn("unknown", "Unknown VRID(" + packet.virtualRouterId() + ") received from " + packet.source());
        }
    }

    long malformed() {
        return malformed;
    }

    long unknown() {
        return unknown;
    }

    void log(String text) {
        notices.add(new Notice.Log(Notice.Log.Level.INFO, text));
    }

    /// The same of one virtual router.
    private void log(String instance, String text) {
        log(Notice.Log.Level.INFO, instance, text, Map.of());
    }

    /// @param more fields beside the virtual router's name
    private void log(Notice.Log.Level level, String instance, String text, Map<String, String> more) {
        var fields = new HashMap<>(more);
        fields.put("instance", instance);
        notices.add(new Notice.Log(level, "(" + instance + ") " + text, fields));
    }

    /// Warns, but not too often of the same thing.
    void warn(String about, String text) {
        RateLimit limit = warnings.computeIfAbsent(about, _ -> new RateLimit());
        if (limit.allows(System.nanoTime())) {
            logWarning(text + limit.suffix());
        }
    }

    private void logWarning(String text) {
        notices.add(new Notice.Log(Notice.Log.Level.WARNING, text));
    }

    private interface Request {
        void carryOut() throws SystemCallException;
    }

    private void attempt(Request request) {
        try {
            request.carryOut();
        } catch (SystemCallException | IllegalArgumentException e) {
            logWarning(e.getMessage());
        }
    }

    @Override
    public void close() {
        announcements.close();
        kernel.close();
    }
}
