package uvs.scheduler;

import java.util.Set;

/// Chooses a real server for a new connection.
///
/// An instance belongs to one virtual server and one forwarder thread, which alone calls it. It may keep a
/// cursor and tables; [#pick] may not lock, block or allocate, since it runs for the first packet of every
/// connection. [#changed] may allocate: it runs when the configuration or a check changes a real server.
public interface Scheduler {

    /// The answer of [#pick] when no real server can take the connection.
    int NONE = -1;

    /// Real servers were added, removed or had their weight changed: `pool` is what there is from now on.
    ///
    /// Called once with [Change.Bound] before the first [#pick], and then for each single change, in the order
    /// in which the changes were made.
    ///
    /// @param nowNs the time in nanoseconds, of the clock which [#pick] is given
    void changed(Pool pool, Change change, long nowNs);

    /// Chooses a real server by its position in the pool, or answers [#NONE].
    ///
    /// What it answers is taken: a scheduler with a cursor goes on behind it the next time.
    ///
    /// @param flow  the addresses and ports of the packet; to be read during the call only
    /// @param nowNs the time in nanoseconds, for schedulers whose memory expires; compared by difference
    int pick(Flow flow, long nowNs);

    /// The flags of the virtual server are others from now on. The scheduler keeps what it knows: only another scheduler begins
    /// anew. Called on the thread of [#pick]; one that reads no flags need not know.
    default void flags(Set<SchedulerFlag> flags) {
    }

    /// How many choices were right but could not be remembered, because a table of fixed size was full.
    /// Schedulers without such a table answer 0.
    default long unremembered() {
        return 0;
    }

    /// One change of a pool. Positions are those of the new pool, and of the old one for a removal.
    sealed interface Change {

        /// The pool is new to this scheduler: the virtual server was made, or got another scheduler.
        record Bound() implements Change {}

        /// A real server was added; the kernel's order puts it at position 0.
        record Added(int position) implements Change {}

        record Removed(int position) implements Change {}

        /// The weight or the thresholds of a real server were set, perhaps to what they were.
        record Edited(int position) implements Change {}
    }
}
