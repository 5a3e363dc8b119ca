package uvs.dataplane.conn;

/// Learns what happens to the connections of each real server, for `ActiveConn`, `InActConn` and
/// `PersistConn`.
///
/// Called by the worker that made the change, in the middle of its batch: may not lock, block or allocate.
/// Several workers may call at the same time. Connections without a real server are not told of.
public interface RealServerAccounting {

    /// A new connection, which is inactive at first, or a new persistence template.
    void bound(int realServer, boolean template);

    /// An inactive connection became active.
    void activated(int realServer);

    /// An active connection became inactive.
    void deactivated(int realServer);

    /// A connection or template is gone.
    ///
    /// @param active whether it counted as active until now
    void unbound(int realServer, boolean template, boolean active);
}
