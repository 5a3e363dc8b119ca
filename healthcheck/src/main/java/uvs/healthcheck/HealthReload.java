package uvs.healthcheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.HealthChecker;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;

/// A virtual server that is in the old and in the new configuration.
///
/// Real servers are matched by address and port, their checks by what they ask of whom: how often does not
/// matter. What matches keeps what is known of it; what is new starts as at the start of the program; what is
/// gone is told to its notifiers.
record HealthReload(HealthRules rules, VirtualServer before, VirtualServer after) {

    HealthRules.Transition apply(VirtualServerHealth health) {
        var decisions = new Decisions();
        editVirtualServer(decisions);
        removeRealServers(health, decisions);
        Map<RealServer.Key, RealServerHealth> servers = carryOver(health);
        var now = new VirtualServerHealth(health.quorumUp(), servers, health.pool());
        tellOfKept(health, servers, decisions);
        now = program(now, decisions);
        notifyNew(health, servers, decisions);
        return new HealthRules.Transition(HealthRules.quorum(after, now, decisions), decisions.list());
    }

    private void editVirtualServer(Decisions decisions) {
        List<VirtualServerId> now = Destinations.ids(after);
        for (VirtualServerId id : Destinations.ids(before)) {
            if (!now.contains(id)) {
                decisions.add(new Decision.RemoveVirtualServer(id));
            } else if (!Destinations.settings(before).equals(Destinations.settings(after))) {
                decisions.add(new Decision.EditVirtualServer(id, Destinations.settings(after)));
            }
        }
    }

    private void removeRealServers(VirtualServerHealth health, Decisions decisions) {
        var kept = after.realServers().stream().map(RealServer::key).toList();
        for (RealServer server : before.realServers()) {
            if (!kept.contains(server.key())) {
                decisions.info(before, server,
                    "Removing service " + Names.of(server, before) + " from VS " + Names.of(before));
                if (health.realServers().get(server.key()).alive()) {
                    decisions.notifyReal(before, server, false, Optional.empty());
                }
            }
        }
    }

    private Map<RealServer.Key, RealServerHealth> carryOver(VirtualServerHealth health) {
        var servers = new LinkedHashMap<RealServer.Key, RealServerHealth>();
        for (RealServer server : after.realServers()) {
            servers.put(server.key(), find(before, server.key())
                .map(old -> carryOver(old, health.realServers().get(old.key()), server))
                .orElseGet(() -> RealServerHealth.initial(server)));
        }
        return servers;
    }

    private static RealServerHealth carryOver(RealServer old, RealServerHealth health, RealServer now) {
        var checks = new ArrayList<RealServerHealth.Check>();
        for (HealthChecker checker : now.checkers()) {
            int index = CheckIdentity.indexOf(old.checkers(), checker);
            checks.add(index < 0 ? RealServerHealth.initial(checker) : health.checks().get(index));
        }
        return new RealServerHealth(checks);
    }

    /// What a kept real server's new weight or new checks change.
    private void tellOfKept(
        VirtualServerHealth old, Map<RealServer.Key, RealServerHealth> servers, Decisions decisions) {
        for (RealServer server : after.realServers()) {
            find(before, server.key()).ifPresent(was -> {
                RealServerHealth known = old.realServers().get(server.key());
                RealServerHealth now = servers.get(server.key());
                if (known.weight(was) != now.weight(server)) {
                    HealthRules.logWeight(after, server, known.weight(was), now, decisions);
                }
                if (known.alive() != now.alive()) {
                    decisions.info(after, server, (now.alive() ? "Adding" : "Removing") + " service "
                        + Names.of(server, after) + (now.alive() ? " to" : " from") + " VS " + Names.of(after));
                    decisions.notifyReal(after, server, now.alive(), Optional.empty());
                }
            });
        }
    }

    /// Kept addresses get the difference, new ones get everything.
    private VirtualServerHealth program(VirtualServerHealth now, Decisions decisions) {
        Map<RealServer.Key, RealServerSettings> wanted = Destinations.wanted(after, now);
        var kept = new ArrayList<>(Destinations.ids(after));
        var added = new ArrayList<>(kept);
        kept.retainAll(Destinations.ids(before));
        added.removeAll(kept);
        decisions.program(kept, now.pool(), wanted);
        decisions.programAll(added, after, wanted);
        return now.withPool(wanted);
    }

    private void notifyNew(
        VirtualServerHealth old, Map<RealServer.Key, RealServerHealth> servers, Decisions decisions) {
        for (RealServer server : after.realServers()) {
            if (!old.realServers().containsKey(server.key()) && servers.get(server.key()).alive()) {
                decisions.info(after, server,
                    "Adding service " + Names.of(server, after) + " to VS " + Names.of(after));
                if (rules.rsInitNotifies()) {
                    decisions.notifyReal(after, server, true, Optional.empty());
                }
            }
        }
    }

    private static Optional<RealServer> find(VirtualServer virtual, RealServer.Key key) {
        return virtual.realServers().stream().filter(server -> server.key().equals(key)).findFirst();
    }
}
