package uvs.scheduler;

/// The real servers of one virtual server as a scheduler sees them, in the kernel's order: the one added last
/// is at position 0.
///
/// Which servers there are, their addresses and weights do not change during the life of a pool; the
/// numbers of connections and the overload mark do, at any time.
public interface Pool {

    int size();

    /// The weight, 0 when the server is quiesced: it keeps its connections and gets no new ones.
    int weight(int position);

    /// The weight before the server was quiesced: the last one that was not 0, or 0 when the server was added
    /// with weight 0 and had no other since. Whoever adds or edits a real server keeps it, whatever the
    /// scheduler is at that time; `mh` builds its table from it.
    int lastWeight(int position);

    /// Whether the server has reached its upper threshold and not yet fallen below its lower one.
    boolean overloaded(int position);

    /// The connections that count as active (see `ActiveConn` of `ipvsadm -L`).
    int activeConnections(int position);

    /// The connections that count as inactive (see `InActConn`).
    int inactiveConnections(int position);

    /// Whether the virtual server is an IPv6 one. The packets are of its family, the real servers need not be.
    boolean isIpv6();

    /// Whether the real server is reached by IPv6.
    boolean isIpv6(int position);

    /// The first 64 bits of an IPv6 address; 0 for IPv4.
    long addressHigh(int position);

    /// The last 64 bits of the address; an IPv4 address stands in the low 32.
    long addressLow(int position);

    int port(int position);
}
