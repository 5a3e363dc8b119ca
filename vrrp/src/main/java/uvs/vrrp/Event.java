package uvs.vrrp;

import uvs.config.net.IpAddress;

/// What can happen to a virtual router.
public sealed interface Event {

    /// The Startup event of RFC 9568 section 6.4.1, after any start-up delay.
    record Startup() implements Event {}

    /// The Shutdown event.
    record Shutdown() implements Event {}

    /// Time has passed: a deadline may be due.
    record Tick() implements Event {}

    /// An advertisement that passed all checks.
    record Heard(int priority, IpAddress source, long intervalNs) implements Event {}

    /// Something tracked went down, here or in another member of the sync group.
    record FaultBegan() implements Event {}

    /// Everything tracked is up again.
    record FaultEnded() implements Event {}

    /// Trackers with weights changed the effective priority.
    record PriorityChanged(int priority) implements Event {}

    /// Somebody else took away one of the addresses, routes or rules.
    record AddressLost() implements Event {}

    /// Every member of the sync group is willing, or one became active.
    record GroupElected() implements Event {}

    /// Another member of the sync group stepped back.
    record GroupSteppedBack() implements Event {}

    /// Another member of the sync group heard a worse router, so the segments may have learned wrongly.
    record GroupChallenged() implements Event {}
}
