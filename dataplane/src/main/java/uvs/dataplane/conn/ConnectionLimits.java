package uvs.dataplane.conn;

/// How much a connection table takes. Whatever is beyond a limit is counted, and established connections
/// stay.
///
/// @param capacity     connections and templates at first; address space is reserved for `maximum`, memory is
///                     used as connections come
/// @param maximum      how far the capacity may be doubled when it runs out; equal to it for a table that
///                     refuses
/// @param halfOpen     connections whose handshake is not complete, in all workers together: a newer one
///                     takes the place of the worker's oldest
/// @param newPerSecond new connections per second and worker; 0 for no limit
public record ConnectionLimits(int capacity, int maximum, int halfOpen, int newPerSecond) {

    /// The highest maximum: a slot of the index has room for no higher line number.
    public static final int HIGHEST = 1 << 28;

    public ConnectionLimits {
        if (capacity < 1 || capacity > HIGHEST) {
            throw new IllegalArgumentException("capacity=" + capacity + " is not in 1.." + HIGHEST);
        }
        if (maximum < capacity || maximum > HIGHEST) {
            throw new IllegalArgumentException(
                "maximum=" + maximum + " is not in " + capacity + ".." + HIGHEST);
        }
        if (halfOpen < 1) {
            throw new IllegalArgumentException("halfOpen=" + halfOpen + " is not positive");
        }
        if (newPerSecond < 0) {
            throw new IllegalArgumentException("newPerSecond=" + newPerSecond + " is negative");
        }
    }

    /// A table of a fixed size in which a quarter may be half-open, without a limit of new ones.
    public static ConnectionLimits fixed(int capacity) {
        return new ConnectionLimits(capacity, capacity, Math.max(1, capacity / 4), 0);
    }
}
