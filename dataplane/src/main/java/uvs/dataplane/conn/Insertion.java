package uvs.dataplane.conn;

/// What became of a connection that was to be inserted.
public enum Insertion {

    /// It is in the table.
    INSERTED,
    /// Another worker was first: the view is on that worker's connection, and nothing was inserted.
    FOUND,
    /// There is no free line, nor a half-open connection to give up for it.
    TABLE_FULL,
    /// The worker has had its share of new connections in this second.
    RATE_LIMITED
}
