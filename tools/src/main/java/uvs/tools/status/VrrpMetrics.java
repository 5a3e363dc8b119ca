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

/// The metrics of virtual routers and sync groups. What keepalived counts has the name that it has in its statistics.
final class VrrpMetrics {

    private static final List<String> STATES = Arrays.stream(VrrpState.values()).map(Families::word).toList();
    private static final List<String> ERRORS =
        Arrays.stream(Refusal.values()).map(Refusal::statistic).distinct().toList();

    private VrrpMetrics() {
    }

    private record Refused(Router router, String error) {
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
        counter("become_master", "Transitions to master.", routers, Statistics::becameMaster, families);
        counter("release_master", "Transitions from master.", routers, Statistics::releasedMaster, families);
        counter("advert_rcvd", "Advertisements that were received and heeded.",
            routers, Statistics::advertisementsReceived, families);
        counter("advert_sent", "Advertisements that were sent.",
            routers, Statistics::advertisementsSent, families);
        counter("pri_zero_rcvd", "Advertisements of a master that resigned.",
            routers, Statistics::priorityZeroReceived, families);
        counter("pri_zero_sent", "Advertisements by which this one resigned.",
            routers, Statistics::priorityZeroSent, families);
        counter("send_errors", "Advertisements that could not be sent.",
            routers, Statistics::sendErrors, families);
        families.counter("uvs_vrrp_refused_adverts", "Advertisements that changed nothing, by the name of the error.",
            routers.stream().flatMap(router -> ERRORS.stream().map(error -> new Refused(router, error))).toList(),
            each -> labels(each.router()).merge(Labels.of("error", each.error())),
            each -> each.router().statistics().refused(each.error()));
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
