package uvs.dataplane.port;

/// Carries packets of connections in the kernel, where they arrive: a packet that it knows is rewritten and sent on there, and
/// never comes to a worker. All others come as ever.
///
/// Each worker has one, and alone uses it; what one worker entered, all may take away. Packets are told by the whole 5-tuple.
/// Only IPv4. Nothing here allocates.
public interface FastPath {

    /// No place for a next hop.
    int NONE = -1;

    /// Where packets of carried connections leave.
    ///
    /// @param mac       the Ethernet address of the next hop, in the low 48 bits
    /// @param sourceMac that of the interface
    /// @param mtu       packets that are longer come to the worker
    /// @return its place, or [#NONE] when there is none left or the interface cannot take packets that way
    int hop(int linkIndex, long mac, long sourceMac, int mtu);

    /// From now on no packet leaves by this next hop; what was entered with it comes to the workers. The place may be used again.
    void dropHop(int hop);

    /// Whether a next hop still holds.
    boolean hopHolds(int hop);

    /// Whether packets left by this next hop since this was asked the last time.
    boolean wasUsed(int hop);

    /// Enters a connection in one direction.
    ///
    /// @param again whether this connection may have an entry already, which is replaced
    /// @return false where another connection is under that key still, there is no room for it, or the next hop does not hold any
    ///         more: a later packet may try again
    boolean enter(FastPathFlow flow, boolean again, long nowNs);

    /// Takes an entry away, if there is one.
    void remove(int protocol, int source, int sourcePort, int destination, int destinationPort);

    /// When the last packet went by an entry, on the clock of [System#nanoTime]; `otherwise` when there is no entry.
    long lastSeenNs(int protocol, int source, int sourcePort, int destination, int destinationPort, long otherwise);

    /// All that was entered for a real server comes to the workers, from now on.
    void serverChanged(int realServer);

    /// All that was entered comes to the workers, from now on.
    void everythingChanged();

    /// Whether packets may have a checksum that their sender has left to the network card: others would come to the worker.
    boolean takesPartialChecksums();

    /// How many next hops there can be: their places are 0 to one less.
    int hops();

    /// How many virtual and how many real servers it can count for: those with lower numbers.
    int servers();
}
