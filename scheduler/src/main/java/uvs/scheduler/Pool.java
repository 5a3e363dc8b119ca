package uvs.scheduler;

/// The real servers of one virtual server as a scheduler sees them, in the kernel's order: the one added last
/// is at position 0.
///
/// Which servers there are, their addresses and weights do not change during the life of a pool; the
/// numbers of connections do, at any time.
public interface Pool {

    int size();

    /// The weight, 0 when the server is quiesced: it keeps its connections and gets no new ones.
    int weight(int position);

    /// Whether the server is above its upper threshold: no scheduler picks it then.
    boolean overloaded(int position);

    /// The connections that count as active (see `ActiveConn` of `ipvsadm -L`).
    int activeConnections(int position);

    /// The connections that count as inactive (see `InActConn`).
    int inactiveConnections(int position);

    /// The first 64 bits of an IPv6 address; 0 for IPv4.
    long addressHigh(int position);

    /// The last 64 bits of the address; an IPv4 address stands in the low 32.
    long addressLow(int position);

    int port(int position);
}
