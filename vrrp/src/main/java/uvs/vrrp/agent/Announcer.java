package uvs.vrrp.agent;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.vrrp.network.NetworkInterface;

/// Spaces gratuitous ARP requests and neighbour advertisements as `garp_interval` and `gna_interval` say, for each
/// interface or group of interfaces on its own. Pure but for its queues: it is told the time and answers what is due.
final class Announcer {

    /// More than this many waiting messages of one lane are dropped: the addresses were announced once already.
    private static final int LANE_LIMIT = 64 * 1024;

    private final Map<Lane, Waiting> lanes = new HashMap<>();

    /// What shares one spacing.
    ///
    /// @param name of an interface or of a `garp_group`
    record Lane(String name, Family family) {}

    /// One message to be sent.
    ///
    /// @param router whose address it is: dropped when that ceases to be master
    record Message(int router, IpAddress address, NetworkInterface by) {}

    private static final class Waiting {
        private final Queue<Message> messages = new ArrayDeque<>();
        private long intervalNs;
        private OptionalLong nextNs = OptionalLong.empty();
    }

    /// Queues a message behind the others of its lane.
    void add(Lane lane, long intervalNs, Message message) {
        Waiting waiting = lanes.computeIfAbsent(lane, _ -> new Waiting());
        waiting.intervalNs = intervalNs;
        if (waiting.messages.size() < LANE_LIMIT) {
            waiting.messages.add(message);
        }
    }

    /// Forgets what waits for a router.
    void forget(int router) {
        lanes.values().forEach(waiting -> waiting.messages.removeIf(message -> message.router() == router));
    }

    void forgetAll() {
        lanes.clear();
    }

    /// The next message that is due, or nothing.
    Optional<Message> next(long nowNs) {
        for (Waiting waiting : lanes.values()) {
            if (waiting.messages.isEmpty()
                || waiting.nextNs.isPresent() && nowNs - waiting.nextNs.getAsLong() < 0) {
                continue;
            }
            waiting.nextNs = waiting.intervalNs == 0
                ? OptionalLong.empty() : OptionalLong.of(nowNs + waiting.intervalNs);
            return Optional.of(waiting.messages.remove());
        }
        return Optional.empty();
    }

    /// When the next message is due; empty while none waits.
    OptionalLong deadlineNs(long nowNs) {
        OptionalLong earliest = OptionalLong.empty();
        for (Waiting waiting : lanes.values()) {
            if (!waiting.messages.isEmpty()) {
                long due = waiting.nextNs.orElse(nowNs);
                if (earliest.isEmpty() || due - earliest.getAsLong() < 0) {
                    earliest = OptionalLong.of(due);
                }
            }
        }
        return earliest;
    }
}
