package uvs.dataplane.forward;

/// Why a packet of a virtual server was not sent on. What was wrong with a header has counters of its own, by
/// [uvs.dataplane.wire.Malformed].
public enum DropReason {

    /// No route to the destination, or none by an interface of the data plane.
    NO_ROUTE,
    /// The next hop did not answer in time.
    NEIGHBOUR_UNREACHABLE,
    /// Too many packets wait for next hops to answer.
    NEIGHBOUR_QUEUE_FULL,
    /// The time to live, or hop limit, is used up.
    TIME_EXCEEDED,
    /// Packet memory is used up.
    NO_FRAME,
    /// Larger than the next link takes, and not to be fragmented.
    TOO_BIG,
    /// No real server can take the connection.
    NO_REAL_SERVER,
    /// The real server of the connection was removed.
    REAL_SERVER_REMOVED,
    /// The connection table is full, or one of its limits is reached.
    NO_CONNECTION,
    /// Given up to keep the load down: see the setting `drop_packet`.
    DROP_PACKET,
    /// A packet of no connection which cannot open one.
    NOT_OPENING,
    /// A part of a packet whose first part did not come by.
    FRAGMENT_WITHOUT_FIRST,
    /// Too many fragments wait for their first one.
    FRAGMENT_QUEUE_FULL,
    /// An ICMP error about a connection with a checksum that does not hold.
    ICMP_CHECKSUM,
    /// A part of an ICMP error of a real server: such errors come whole.
    ICMP_FRAGMENT,
    /// An option that asks for a route of the sender's choice.
    SOURCE_ROUTED,
    /// The source is an address that nobody sends from: this machine's own, a broadcast or multicast.
    MARTIAN_SOURCE
}
