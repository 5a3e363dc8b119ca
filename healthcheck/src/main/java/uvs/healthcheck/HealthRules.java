package uvs.healthcheck;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.dataplane.service.RealServerSettings;

/// What results mean for one virtual server: pure functions from what was known and what happened to what is
/// known now and what has to be done.
///
/// The rules are keepalived's: a real server is alive while none of its checks says otherwise; the weight of the
/// live ones makes the quorum; without it the sorry server serves alone. See [HealthReload] for a changed
/// configuration.
///
/// @param rsInitNotifies  notifies for real servers that are in the pool from the start
/// @param noCheckerEmails mails of a check only when it changed the state of its real server
public record HealthRules(boolean rsInitNotifies, boolean noCheckerEmails) {

    /// What is known now, and what is to be done.
    public record Transition(VirtualServerHealth health, List<Decision> decisions) {

        public Transition {
            decisions = List.copyOf(decisions);
        }
    }

    /// A check of a real server has succeeded or, its retries used up, failed.
    ///
    /// @param check   its position in [RealServer#checkers]
    /// @param message what a mail says about it
    public record Result(RealServer.Key server, int check, boolean up, String message) {
    }

    /// A check contributes another weight than before.
    public record Contribution(RealServer.Key server, int check, long weight) {
    }

    /// Puts a virtual server into the table.
    public Transition start(VirtualServer virtual) {
        var decisions = new Decisions();
        var servers = new LinkedHashMap<RealServer.Key, RealServerHealth>();
        virtual.realServers().forEach(server -> servers.put(server.key(), RealServerHealth.initial(server)));
        var health = new VirtualServerHealth(true, servers, Map.of());
        health = health.withPool(Destinations.wanted(virtual, health));
        decisions.programAll(Destinations.ids(virtual), virtual, health.pool());
        if (rsInitNotifies) {
            virtual.realServers().stream()
                .filter(server -> servers.get(server.key()).alive())
                .forEach(server -> decisions.notifyReal(virtual, server, true, Optional.empty()));
        }
        return new Transition(startQuorum(virtual, health, decisions), decisions.list());
    }

    /// A quorum from the outset is told, as keepalived 2.2.7 does. Its lack is told where a sorry server serves
    /// instead; else everybody waits in silence for the first results.
    private static VirtualServerHealth startQuorum(
        VirtualServer virtual, VirtualServerHealth health, Decisions decisions) {
        if (liveWeight(virtual, health) >= virtual.quorum().weight() + virtual.quorum().hysteresis()) {
            String sum = gained(virtual, health);
            decisions.info(virtual, sum + " for VS " + Names.of(virtual));
            decisions.notifyQuorum(virtual, true, "=> " + sum + " <=", Optional.empty());
            return health;
        }
        return virtual.sorryServer().isPresent() ? lose(virtual, health, true, decisions) : health.withQuorum(false);
    }

    /// Takes in the result of a check.
    public Transition on(VirtualServer virtual, VirtualServerHealth health, Result result) {
        var decisions = new Decisions();
        RealServer server = find(virtual, result.server());
        RealServerHealth before = health.realServers().get(result.server());
        RealServerHealth.Check check = before.checks().get(result.check());
        RealServerHealth after = before.with(
            result.check(), old -> new RealServerHealth.Check(result.up(), true, old.contribution()));
        VirtualServerHealth now = health.withServer(result.server(), after);
        if (before.alive() != after.alive()) {
            now = turn(virtual, server, after.alive(), now, decisions);
        } else if (!check.hasRun() && check.up() == result.up()
            && (!result.up() || RealServerHealth.alpha(server.checkers().get(result.check())))) {
            decisions.notifyReal(virtual, server, after.alive(), Optional.empty());
        }
        if (check.up() != result.up() && (before.alive() != after.alive() || !noCheckerEmails)) {
            decisions.mailReal(virtual, server, result.up(), result.message());
        }
        return new Transition(now, decisions.list());
    }

    /// Takes in another weight.
    public Transition on(VirtualServer virtual, VirtualServerHealth health, Contribution contribution) {
        var decisions = new Decisions();
        RealServer server = find(virtual, contribution.server());
        RealServerHealth before = health.realServers().get(contribution.server());
        RealServerHealth after = before.with(
            contribution.check(),
            old -> new RealServerHealth.Check(old.up(), old.hasRun(), contribution.weight()));
        VirtualServerHealth now = health.withServer(contribution.server(), after);
        if (before.weight(server) != after.weight(server)) {
            logWeight(virtual, server, before.weight(server), after, decisions);
            now = quorum(virtual, reconcile(virtual, now, decisions), decisions);
        }
        return new Transition(now, decisions.list());
    }

    /// Forgets what a check contributed to the weight of a real server that it has taken down: nothing is to be
    /// done until the server returns, with the weight that it is said to have then.
    public VirtualServerHealth forget(VirtualServerHealth health, RealServer.Key server, int check) {
        return health.withServer(server, health.realServers().get(server).with(
            check, old -> new RealServerHealth.Check(old.up(), old.hasRun(), 0)));
    }

    /// Takes a virtual server out of the table because the program ends.
    public Transition stop(VirtualServer virtual, VirtualServerHealth health) {
        var decisions = new Decisions();
        if (virtual.omega()) {
            takeLeave(virtual, health, "=> Shutting down <=", Optional.of(Decisions.LIMIT_AT_STOP), decisions);
        }
        remove(virtual, decisions);
        return new Transition(health.withPool(Map.of()), decisions.list());
    }

    /// Takes a virtual server out of the table because a new configuration has it no more.
    public Transition remove(VirtualServer virtual, VirtualServerHealth health) {
        var decisions = new Decisions();
        takeLeave(virtual, health, "=> Removed from the configuration <=", Optional.empty(), decisions);
        remove(virtual, decisions);
        return new Transition(health.withPool(Map.of()), decisions.list());
    }

    /// A virtual server that a new configuration has too: see [HealthReload].
    public Transition reload(VirtualServer before, VirtualServerHealth health, VirtualServer after) {
        return new HealthReload(this, before, after).apply(health);
    }

    private static void remove(VirtualServer virtual, Decisions decisions) {
        Destinations.ids(virtual).forEach(id -> decisions.add(new Decision.RemoveVirtualServer(id)));
    }

    private static void takeLeave(
        VirtualServer virtual, VirtualServerHealth health, String message,
        Optional<Duration> limit, Decisions decisions) {
        for (RealServer server : virtual.realServers()) {
            if (health.realServers().get(server.key()).alive()) {
                decisions.info(virtual, server,
                    "Removing service " + Names.of(server, virtual) + " from VS " + Names.of(virtual));
                decisions.notifyReal(virtual, server, false, limit);
                decisions.mailReal(virtual, server, false, message);
            }
        }
        if (health.quorumUp()) {
            decisions.notifyQuorum(virtual, false, message, limit);
        }
    }

    /// A real server has come to life or died.
    static VirtualServerHealth turn(
        VirtualServer virtual, RealServer server, boolean alive, VirtualServerHealth health, Decisions decisions) {
        String verb = server.inhibitOnFailure() ? alive ? "Enabling" : "Disabling" : alive ? "Adding" : "Removing";
        String preposition = server.inhibitOnFailure() ? "of" : alive ? "to" : "from";
        decisions.info(virtual, server, verb + " service " + Names.of(server, virtual) + " " + preposition + " VS "
            + Names.of(virtual));
        VirtualServerHealth programmed = reconcile(virtual, health, decisions);
        decisions.notifyReal(virtual, server, alive, Optional.empty());
        return quorum(virtual, programmed, decisions);
    }

    /// Programs what the state asks for and the table does not have.
    static VirtualServerHealth reconcile(VirtualServer virtual, VirtualServerHealth health, Decisions decisions) {
        Map<RealServer.Key, RealServerSettings> wanted = Destinations.wanted(virtual, health);
        decisions.program(Destinations.ids(virtual), health.pool(), wanted);
        return health.withPool(wanted);
    }

    /// Gains or loses the quorum if the live weight has crossed its limit.
    static VirtualServerHealth quorum(VirtualServer virtual, VirtualServerHealth health, Decisions decisions) {
        long weight = liveWeight(virtual, health);
        long quorum = virtual.quorum().weight();
        long hysteresis = virtual.quorum().hysteresis();
        if (!health.quorumUp() && weight >= quorum + hysteresis) {
            return gain(virtual, health, decisions);
        }
        if (health.quorumUp() && (weight == 0 || weight < quorum - hysteresis)) {
            return lose(virtual, health, false, decisions);
        }
        return health;
    }

    private static VirtualServerHealth gain(
        VirtualServer virtual, VirtualServerHealth health, Decisions decisions) {
        String sum = gained(virtual, health);
        decisions.info(virtual, sum + " for VS " + Names.of(virtual));
        virtual.sorryServer().ifPresent(sorry -> decisions.info(virtual,
            (sorry.inhibit() ? "Disabling" : "Removing") + " sorry server "
                + Names.of(sorry.address(), virtual, sorry.port()) + " from VS " + Names.of(virtual)));
        virtual.sorryServer().ifPresent(_ -> decisions.info(virtual,
            "Adding alive servers to the pool for VS " + Names.of(virtual)));
        VirtualServerHealth now = reconcile(virtual, health.withQuorum(true), decisions);
        decisions.notifyQuorum(virtual, true, "=> " + sum + " <=", Optional.empty());
        return now;
    }

    private static VirtualServerHealth lose(
        VirtualServer virtual, VirtualServerHealth health, boolean atStart, Decisions decisions) {
        long threshold = virtual.quorum().weight() - virtual.quorum().hysteresis();
        String sum = (atStart ? "Starting with quorum down " : "Lost quorum ") + virtual.quorum().weight() + "-"
            + virtual.quorum().hysteresis() + "=" + threshold + " > " + liveWeight(virtual, health);
        decisions.info(virtual, sum + " for VS " + Names.of(virtual));
        virtual.sorryServer().ifPresent(sorry -> decisions.info(virtual,
            (sorry.inhibit() ? "Enabling" : "Adding") + " sorry server "
                + Names.of(sorry.address(), virtual, sorry.port()) + " to VS " + Names.of(virtual)));
        virtual.sorryServer().ifPresent(_ -> decisions.info(virtual,
            "Removing alive servers from the pool for VS " + Names.of(virtual)));
        VirtualServerHealth now = reconcile(virtual, health.withQuorum(false), decisions);
        decisions.notifyQuorum(virtual, false, "=> " + sum + " <=", Optional.empty());
        return now;
    }

    private static String gained(VirtualServer virtual, VirtualServerHealth health) {
        long quorum = virtual.quorum().weight();
        long hysteresis = virtual.quorum().hysteresis();
        return "Gained quorum " + quorum + "+" + hysteresis + "=" + (quorum + hysteresis) + " <= "
            + liveWeight(virtual, health);
    }

    static long liveWeight(VirtualServer virtual, VirtualServerHealth health) {
        long sum = 0;
        for (RealServer server : virtual.realServers()) {
            RealServerHealth known = health.realServers().get(server.key());
            if (known.alive()) {
                sum += known.weight(server);
            }
        }
        return sum;
    }

    static void logWeight(
        VirtualServer virtual, RealServer server, int before, RealServerHealth after, Decisions decisions) {
        decisions.info(virtual, server,
            "Changing weight from " + before + " to " + after.weight(server) + " for "
            + (after.alive() ? "" : "in") + "active service " + Names.of(server, virtual) + " of VS "
            + Names.of(virtual));
    }

    private static RealServer find(VirtualServer virtual, RealServer.Key key) {
        return virtual.realServers().stream().filter(server -> server.key().equals(key)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("server=" + key + " is not one of " + Names.of(virtual)));
    }
}
