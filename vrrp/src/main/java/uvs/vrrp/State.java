package uvs.vrrp;

import java.util.OptionalLong;

/// What a virtual router is doing: the states of RFC 9568 section 6.4, and keepalived's Fault. Each carries the
/// deadlines that mean something in it.
public sealed interface State {

    VrrpState shown();

    /// Not started yet, or stopped.
    record Initialize() implements State {

        @Override
        public VrrpState shown() {
            return VrrpState.INIT;
        }
    }

    /// Something that is tracked is down, here or in the sync group; nothing is sent and nothing heard.
    record Fault() implements State {

        @Override
        public VrrpState shown() {
            return VrrpState.FAULT;
        }
    }

    /// Another router is active, or none is yet.
    ///
    /// @param downDeadlineNs when the active router counts as gone
    /// @param activeIntervalNs its advertisement interval; ours until it was heard
    /// @param preemptDeadlineNs until when a worse router is put up with, once one was heard
    /// @param willing whether the active router has gone, and only the sync group keeps this one from becoming
    ///     active
    record Backup(
        long downDeadlineNs, long activeIntervalNs, OptionalLong preemptDeadlineNs, boolean willing)
        implements State {

        @Override
        public VrrpState shown() {
            return VrrpState.BACKUP;
        }
    }

    /// This router holds the addresses.
    ///
    /// @param secondBurstNs when the addresses are announced again after the start
    /// @param lowerPriorityBurstNs when they are announced again after a worse router was heard
    /// @param refreshNs when they are announced next as a matter of course
    /// @param elsewhereNs when those on other interfaces than the router's own are
    record Active(
        long advertiseDeadlineNs,
        OptionalLong secondBurstNs,
        OptionalLong lowerPriorityBurstNs,
        OptionalLong refreshNs,
        OptionalLong elsewhereNs) implements State {

        @Override
        public VrrpState shown() {
            return VrrpState.MASTER;
        }

        Active advertisedUntil(long deadlineNs) {
            return challenged(deadlineNs, lowerPriorityBurstNs);
        }

        Active challenged(long deadlineNs, OptionalLong burstNs) {
            return new Active(deadlineNs, secondBurstNs, burstNs, refreshNs, elsewhereNs);
        }
    }
}
