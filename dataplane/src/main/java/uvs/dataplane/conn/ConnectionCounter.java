package uvs.dataplane.conn;

/// What a table counts, each worker for itself.
public enum ConnectionCounter {

    /// Lines taken, for connections and templates.
    INSERTED,
    /// Lines freed, for whatever reason.
    REMOVED,
    /// Removed since their deadline passed.
    EXPIRED,
    /// Half-open connections given up for newer ones, since there were as many as may be or the table was
    /// full.
    HALF_OPEN_EVICTED,
    /// Not inserted: no free line.
    REFUSED_TABLE_FULL,
    /// Not inserted: too many in this second.
    REFUSED_RATE,
    /// Not inserted: another worker had the same connection first.
    FOUND_ON_INSERT,
    /// Replies that another connection of the same client port and real server waited for until now.
    REPLY_DISPLACED,
    /// Removed since someone asked: the conductor, another worker, the defence against memory shortage.
    DOOMED_REMOVED
}
