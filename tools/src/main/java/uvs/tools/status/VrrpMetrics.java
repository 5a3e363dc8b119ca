package uvs.tools.status;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import uvs.vrrp.VrrpState;
import uvs.vrrp.agent.Statistics;
import uvs.vrrp.agent.VrrpSnapshot;
import uvs.vrrp.agent.VrrpSnapshot.Router;
import uvs.vrrp.wire.Refusal;

/// The metrics of virtual routers and sync groups.
final class VrrpMetrics {

    private static final List<String> STATES = Arrays.stream(VrrpState.values()).map(Families::word).toList();

    private VrrpMetrics() {
    }

    private record Refused(Router router, Refusal refusal) {
    }

    static void add(VrrpSnapshot snapshot, Families families) {
        List<Router> routers = snapshot.routers();
        families.states("uvs_vrrp_state", "The state of a virtual router: 1 for the one that it is in.",
            routers, VrrpMetrics::labels, STATES, router -> Families.word(router.state()));
        families.states("uvs_vrrp_sync_group_state", "The state of a sync group: 1 for the one that it is in.",
            snapshot.groups(), group -> Labels.of("group", group.name()), STATES,
            group -> Families.word(group.state()));
        families.gauge("uvs_vrrp_priority", "The priority with what trackers add.",
            routers, VrrpMetrics::labels, Router::effectivePriority);
        families.gauge("uvs_vrrp_base_priority", "The priority of the configuration.",
            routers, VrrpMetrics::labels, router -> router.instance().priority());
        families.gauge("uvs_vrrp_last_transition_timestamp_seconds",
            "When the state changed last, in seconds since 1970.",
            routers, VrrpMetrics::labels, router -> MetricsText.seconds(router.lastTransition()));
        counter("became_master", "Transitions to master.", routers, Statistics::becameMaster, families);
        counter("released_master", "Transitions from master.", routers, Statistics::releasedMaster, families);
        counter("advertisements_received", "Advertisements that were received and heeded.",
            routers, Statistics::advertisementsReceived, families);
        counter("advertisements_sent", "Advertisements that were sent.",
            routers, Statistics::advertisementsSent, families);
        counter("priority_zero_received", "Advertisements of a master that resigned.",
            routers, Statistics::priorityZeroReceived, families);
        counter("priority_zero_sent", "Advertisements by which this one resigned.",
            routers, Statistics::priorityZeroSent, families);
        counter("send_errors", "Advertisements that could not be sent.",
            routers, Statistics::sendErrors, families);
        families.counter("uvs_vrrp_refused_advertisements", "Advertisements that changed nothing, by reason.",
            routers.stream().flatMap(router -> Arrays.stream(Refusal.values())
                .map(refusal -> new Refused(router, refusal))).toList(),
            each -> labels(each.router()).merge(Labels.of("reason", Families.word(each.refusal()))),
            each -> each.router().statistics().refused(each.refusal()));
    }

    private static void counter(
        String name, String help, List<Router> routers, ToLongFunction<Statistics> value, Families families) {
        families.counter("uvs_vrrp_" + name, help, routers, VrrpMetrics::labels,
            router -> value.applyAsLong(router.statistics()));
    }

    private static Labels labels(Router router) {
        return Labels.of("instance", router.instance().name(), "interface",
            router.instance().interfaceName().orElse(""));
    }
}
