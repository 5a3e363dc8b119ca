package uvs.scheduler;

/// Chooses a real server for a new connection.
///
/// An instance belongs to one virtual server and one forwarder thread, which alone calls it. It may keep a
/// cursor and tables; [#pick] may not lock, block or allocate, since it runs for the first packet of every
/// connection. The `changed…` methods may allocate: they run when the configuration or a check changes a
/// real server.
public interface Scheduler {

    /// The answer of [#pick] when no real server can take the connection.
    int NONE = -1;

    /// Real servers were added, removed or had their weight changed: `pool` is what there is from now on.
    ///
    /// Called once before the first [#pick], and then for each single change, in the order in which
    /// the changes were made.
    void changed(Pool pool, Change change);

    /// Chooses a real server by its position in the pool, or answers [#NONE].
    ///
    /// @param flow  the addresses and ports of the packet; to be read during the call only
    /// @param nowNs the time in nanoseconds, for schedulers whose memory expires; compared by difference
    int pick(Flow flow, long nowNs);

    /// One change of a pool. Positions are those of the new pool, and of the old one for a removal.
    sealed interface Change {

        /// The pool is new to this scheduler.
        record Bound() implements Change {}

        record Added(int position) implements Change {}

        record Removed(int position) implements Change {}

        /// The weight or the thresholds of a real server were set, perhaps to what they were.
        record Edited(int position) implements Change {}
    }
}
