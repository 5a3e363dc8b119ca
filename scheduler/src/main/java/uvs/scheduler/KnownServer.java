package uvs.scheduler;

/// A real server as `lblc` and `lblcr` remember it: the same one when its position shifts, and the same one again when
/// it was removed and is added anew.
final class KnownServer {

    /// The position of a server that was removed.
    static final int GONE = -1;

    private final boolean ipv6;
    private final long addressHigh;
    private final long addressLow;
    private final int port;

    /// Where it is in the pool, or [#GONE].
    int position = GONE;

    /// The weight it had when it was removed.
    int weightWhenRemoved;

    /// How many entries of a cache name it.
    int uses;

    KnownServer(Pool pool, int position) {
        ipv6 = pool.isIpv6(position);
        addressHigh = pool.addressHigh(position);
        addressLow = pool.addressLow(position);
        port = pool.port(position);
    }

    boolean is(Pool pool, int other) {
        return port == pool.port(other) && addressLow == pool.addressLow(other)
            && addressHigh == pool.addressHigh(other) && ipv6 == pool.isIpv6(other);
    }
}
