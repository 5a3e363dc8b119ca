package uvs.vrrp.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import uvs.config.VrrpInstance;
import uvs.config.net.IpAddress;
import uvs.vrrp.VrrpState;

/// All virtual routers and sync groups at one moment.
public record VrrpSnapshot(List<Router> routers, List<Group> groups) {

    public VrrpSnapshot {
        routers = List.copyOf(routers);
        groups = List.copyOf(groups);
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
