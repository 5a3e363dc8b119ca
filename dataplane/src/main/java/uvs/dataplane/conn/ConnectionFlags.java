package uvs.dataplane.conn;

/// The flags of a connection. Those below 0x20000 are the kernel's `IP_VS_CONN_F_*` with their numbers, as
/// the sync protocol carries them; those above are this table's own.
public final class ConnectionFlags {

    /// The forwarding method, one of the five below.
    public static final int METHOD_MASK = 0x7;
    public static final int NAT = 0;
    public static final int LOCAL = 1;
    public static final int TUNNEL = 2;
    public static final int DIRECT_ROUTING = 3;
    public static final int BYPASS = 4;

    /// No packet of the real server comes by: the state follows the client's packets alone.
    public static final int NO_OUTPUT = 0x8;
    /// The connection can be found: set when it is wholly in the table.
    public static final int HASHED = 0x40;
    /// Counts as inactive at its real server.
    public static final int INACTIVE = 0x100;
    /// A persistence template, not a connection.
    public static final int TEMPLATE = 0x1000;
    /// Forget after one packet; such a connection is never put into the table.
    public static final int ONE_PACKET = 0x2000;

    /// The real server's address is IPv6: with a tunnel it may be of the other family than the client's.
    public static final int REAL_IPV6 = 0x20000;
    /// The owner was asked to look at the connection.
    static final int REVIEW = 0x40000;
    /// To be removed at the owner's next look.
    static final int DOOMED = 0x80000;
    /// In the owner's list of half-open connections.
    static final int HALF_OPEN = 0x100000;
    /// Took the replies of an older connection over.
    static final int DISPLACER = 0x200000;
    /// The kernel carries packets from the client of itself: see [OffloadedConnections].
    public static final int OFFLOADED = 0x400000;
    /// The kernel carries packets from the real server of itself.
    public static final int OFFLOADED_REPLIES = 0x800000;
    /// Both directions.
    public static final int OFFLOADED_BOTH = OFFLOADED | OFFLOADED_REPLIES;

    private ConnectionFlags() {
    }
}
