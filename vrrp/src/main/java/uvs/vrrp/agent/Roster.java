package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import uvs.config.Configuration;
import uvs.config.VrrpInstance;
import uvs.config.VrrpSyncGroup;
import uvs.vrrp.Standing;
import uvs.vrrp.Standings;
import uvs.vrrp.SyncGroup;
import uvs.vrrp.VirtualRouters;

/// The virtual routers that a configuration asks for, with what those remember that were there before.
///
/// @param standings what each remembers, in the same order
record Roster(List<RunningRouter> routers, VirtualRouters protocol, Standings standings) {

    Roster {
        routers = List.copyOf(routers);
    }

    /// What is kept of a virtual router over a reload.
    record Former(RunningRouter router, Standing standing) {}

    /// @param former what the virtual routers with these names remember, if they are to remember it
    static Roster of(Configuration configuration, Map<String, Former> former) {
        var routers = new ArrayList<RunningRouter>();
        for (VrrpInstance instance : configuration.vrrpInstances()) {
            Former kept = former.get(instance.name());
            var router = new RunningRouter(instance, groupOf(configuration, instance).isPresent(),
                kept == null ? new Statistics.Counters() : kept.router().counters);
            if (kept != null) {
                router.continueFrom(kept.router());
            }
            routers.add(router);
        }
        var protocol =
            new VirtualRouters(routers.stream().map(router -> router.protocol).toList(), groups(configuration));
        return new Roster(routers, protocol, standings(routers, protocol.initial(), former));
    }

    private static List<SyncGroup> groups(Configuration configuration) {
        List<String> names = configuration.vrrpInstances().stream().map(VrrpInstance::name).toList();
        return configuration.vrrpSyncGroups().stream().map(group -> new SyncGroup(group.name(),
            group.instances().stream().map(names::indexOf).filter(position -> position >= 0).toList())).toList();
    }

    private static Standings standings(List<RunningRouter> routers, Standings initial, Map<String, Former> former) {
        var remembered = new ArrayList<Standing>();
        for (int i = 0; i < routers.size(); i++) {
            Former kept = former.get(routers.get(i).name());
            remembered.add(kept == null ? initial.routers().get(i) : kept.standing());
        }
        return new Standings(remembered, routers.stream().map(router -> !router.faults.isEmpty()).toList());
    }

    static Optional<VrrpSyncGroup> groupOf(Configuration configuration, VrrpInstance instance) {
        return configuration.vrrpSyncGroups().stream()
            .filter(group -> group.instances().contains(instance.name())).findFirst();
    }

    /// Whether two blocks describe the same virtual router: then it keeps its state.
    static boolean isSame(VrrpInstance one, VrrpInstance other) {
        return one.name().equals(other.name()) && one.virtualRouterId() == other.virtualRouterId()
            && one.family() == other.family() && one.version() == other.version()
            && one.interfaceName().equals(other.interfaceName()) && one.vmac().equals(other.vmac());
    }
}
