package uvs.dataplane.port;

/// One direction of a connection as a [FastPath] carries it: which packets, what they become, where they leave. Addresses are
/// IPv4's 32 bits. Filled again for each.
public final class FastPathFlow {

    public int protocol;
    /// As packets come.
    public int source;
    public int destination;
    public int sourcePort;
    public int destinationPort;
    /// As they leave.
    public int newSource;
    public int newDestination;
    public int newSourcePort;
    public int newDestinationPort;
    /// Whom they count for, and in which direction.
    public int virtualServer;
    public int realServer;
    public boolean fromRealServer;
    /// A place that [FastPath#hop] gave.
    public int hop;
}
