package uvs.vrrp.agent;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import uvs.config.VrrpInstance;
import uvs.config.net.IpAddress;
import uvs.vrrp.VrrpState;
import uvs.vrrp.wire.Refusal;

/// All virtual routers and sync groups at one moment.
///
/// @param unknown how many advertisements were for virtual routers that are not here
/// @param malformed how many packets were no advertisements at all
public record VrrpSnapshot(List<Router> routers, List<Group> groups, long unknown, long malformed) {

    public VrrpSnapshot {
        routers = List.copyOf(routers);
        groups = List.copyOf(groups);
    }

    /// Every counter by its name, over all virtual routers; empty without any.
    public Map<String, Long> counters() {
        var counters = new LinkedHashMap<String, Long>();
        routers.forEach(router -> router.statistics().named().forEach(
            (name, count) -> counters.merge(name, count, Long::sum)));
        if (!routers.isEmpty()) {
            counters.merge(Refusal.UNKNOWN_VIRTUAL_ROUTER.statistic(), unknown, Long::sum);
            counters.put("malformed", malformed);
        }
        return counters;
    }

    /// @param effectivePriority with what trackers add
    /// @param activeIntervalNs the interval of the active router, as far as it is known
    /// @param source the primary address; empty while there is none
    /// @param faults why it is in FAULT, in words
    public record Router(
        VrrpInstance instance, VrrpState state, int effectivePriority, long activeIntervalNs,
        Optional<IpAddress> source, Instant lastTransition, List<String> faults, Statistics statistics) {

        public Router {
            faults = List.copyOf(faults);
        }
    }

    public record Group(String name, List<String> members, VrrpState state) {

        public Group {
            members = List.copyOf(members);
        }
    }
}
