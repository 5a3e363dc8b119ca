package uvs.config;

import java.time.Duration;
import java.util.Optional;

/// When gratuitous ARP requests and unsolicited neighbour advertisements are sent, and how often.
///
/// @param masterDelay         from becoming master to the second burst; zero for no second burst
/// @param masterRepeat        how many in a burst
/// @param masterRefresh       between later bursts; zero for none
/// @param lowerPriorityDelay  from hearing a lower priority to the second burst
/// @param interval            between two ARP requests on one interface
/// @param gnaInterval         between two neighbour advertisements on one interface
/// @param extraInterface      how often they also go out of the interface below a VMAC; empty for never
/// @param extraAll            and whether on every interface that has addresses of the instance
public record Garp(
    Duration masterDelay, int masterRepeat, Duration masterRefresh, int masterRefreshRepeat,
    Duration lowerPriorityDelay, int lowerPriorityRepeat, Duration interval, Duration gnaInterval,
    Optional<Duration> extraInterface, boolean extraAll) {
}
