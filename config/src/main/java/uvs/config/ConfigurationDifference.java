package uvs.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a reload has to do: how the virtual servers of one configuration differ from those of another.
///
/// What is in none of the lists did not change, and keeps its connections, health and counters. Virtual
/// servers are matched by [VirtualServer.Key], real servers by [RealServer.Key].
///
/// @param other whether anything but virtual servers differs: VRRP, global definitions, scripts
public record ConfigurationDifference(
    List<VirtualServer> added, List<VirtualServer> removed, List<Changed> changed, boolean other) {

    public ConfigurationDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /// A virtual server that is in both, and not the same.
    ///
    /// @param settings         whether something else than real servers and endpoints differs
    /// @param addedEndpoints   addresses and marks that its group gained
    /// @param removedEndpoints and lost
    public record Changed(
        VirtualServer before, VirtualServer after, boolean settings, List<Endpoint> addedEndpoints,
        List<Endpoint> removedEndpoints, List<RealServer> added, List<RealServer> removed,
        List<ChangedRealServer> changed) {

        public Changed {
            addedEndpoints = List.copyOf(addedEndpoints);
            removedEndpoints = List.copyOf(removedEndpoints);
            added = List.copyOf(added);
            removed = List.copyOf(removed);
            changed = List.copyOf(changed);
        }
    }

    /// A real server that is in both, and not the same.
    public record ChangedRealServer(RealServer before, RealServer after) {

        /// Whether how it is checked differs. If not, its health stays what it is.
        public boolean checkers() {
            return before.alpha() != after.alpha() || !before.checkers().equals(after.checkers());
        }
    }

    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && !other;
    }

    /// Compares two configurations. Takes time in proportion to their size.
    public static ConfigurationDifference between(Configuration before, Configuration after) {
        var servers = Sides.of(before.virtualServers(), after.virtualServers(), VirtualServer::key);
        var changed = new ArrayList<Changed>();
        for (Pair<VirtualServer> pair : servers.kept()) {
            if (!pair.before().equals(pair.after())) {
                changed.add(changed(pair.before(), pair.after()));
            }
        }
        return new ConfigurationDifference(
            servers.added(), servers.removed(), changed,
            !withoutVirtualServers(before).equals(withoutVirtualServers(after)));
    }

    private static Changed changed(VirtualServer before, VirtualServer after) {
        var real = Sides.of(before.realServers(), after.realServers(), RealServer::key);
        var changed = new ArrayList<ChangedRealServer>();
        for (Pair<RealServer> pair : real.kept()) {
            if (!pair.before().equals(pair.after())) {
                changed.add(new ChangedRealServer(pair.before(), pair.after()));
            }
        }
        var endpoints = Sides.of(before.endpoints(), after.endpoints(), Function.identity());
        return new Changed(
            before, after, !settingsOf(before).equals(settingsOf(after)), endpoints.added(),
            endpoints.removed(), real.added(), real.removed(), changed);
    }

    /// The virtual server as if it had neither real servers nor endpoints.
    private static VirtualServer settingsOf(VirtualServer server) {
        var service = switch (server.service()) {
            case VirtualServer.Service.Group(var group) ->
                new VirtualServer.Service.Group(new VirtualServerGroup(group.name(), List.of()));
            case VirtualServer.Service.Address address -> address;
            case VirtualServer.Service.Mark mark -> mark;
        };
        return new VirtualServer(
            service, server.family(), server.protocol(), server.scheduler(), server.schedulerFlags(),
            server.onePacket(), server.hashed(), server.method(), server.persistence(), server.sorryServer(),
            server.quorum(), server.alpha(), server.omega(), server.inhibitOnFailure(), server.haSuspend(),
            server.delayLoop(), server.weight(), server.virtualhost(), server.smtpAlert(), server.snmpName(),
            List.of());
    }

    private static List<Object> withoutVirtualServers(Configuration all) {
        return List.of(
            all.process(), all.globalDefs(), all.staticNetwork(), all.vrrpScripts(), all.trackProcesses(),
            all.trackFiles(), all.bfdInstances(), all.vrrpInstances(), all.vrrpSyncGroups(), all.interfaces(),
            all.ssl());
    }

    private record Pair<T>(T before, T after) {
    }

    /// What is on one side only, and what is on both.
    private record Sides<T>(List<T> added, List<T> removed, List<Pair<T>> kept) {

        static <T, K> Sides<T> of(List<T> before, List<T> after, Function<T, K> key) {
            var old = byKey(before, key);
            var now = byKey(after, key);
            var removed = new ArrayList<T>();
            var kept = new ArrayList<Pair<T>>();
            old.forEach((k, value) -> {
                if (now.containsKey(k)) {
                    kept.add(new Pair<>(value, now.get(k)));
                } else {
                    removed.add(value);
                }
            });
            var added = new ArrayList<T>();
            now.forEach((k, value) -> {
                if (!old.containsKey(k)) {
                    added.add(value);
                }
            });
            return new Sides<>(added, removed, kept);
        }

        private static <T, K> Map<K, T> byKey(List<T> values, Function<T, K> key) {
            var map = new LinkedHashMap<K, T>();
            values.forEach(value -> map.putIfAbsent(key.apply(value), value));
            return map;
        }
    }
}
