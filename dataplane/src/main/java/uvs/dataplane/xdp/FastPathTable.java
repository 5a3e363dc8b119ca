package uvs.dataplane.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;

/// The connections that programs carry, each direction for itself: an array that programs and this process have in common as
/// memory, so that neither a packet nor a new connection costs more than a cache line of it.
///
/// ```
/// bucket   eight places, of a cache line each
/// place    source, destination (4 each), ports (4), protocol (1), direction (1), virtual server (2), stamp (4), next hop (4),
///          last seen (8), new source, new destination (4 each), new ports (4), differences of checksums (4 each), epoch (4),
///          stamp of the next hop (4), real server (2)
/// ```
///
/// The hash of addresses and ports, with a secret, names the bucket. A connection whose bucket is full is not carried. The stamp is
/// [#FREE], or [#TAKEN] while somebody writes, or never was there before: whoever copies a place looks at it before and after.
/// All that stands in packets is in their byte order.
final class FastPathTable implements AutoCloseable {

    static final int BUCKETS_SHIFT = 15;
    static final int PLACES = 8;
    static final int PLACE_SIZE = 64;
    static final int CAPACITY = PLACES << BUCKETS_SHIFT;

    static final int ADDRESSES = 0;
    static final int PORTS = 8;
    static final int PROTOCOL = 12;
    /// Where in the counters the direction stands: 0 or [FastPathMaps#OUT].
    static final int DIRECTION = 13;
    static final int VIRTUAL_SERVER = 14;
    static final int STAMP = 16;
    static final int HOP = 20;
    static final int LAST_SEEN = 24;
    static final int NEW_SOURCE = 32;
    static final int NEW_DESTINATION = 36;
    static final int NEW_PORTS = 40;
    /// What is added to the complement of a checksum: see RFC 1624, section 3, equation 3.
    static final int IP_DIFFERENCE = 44;
    static final int TRANSPORT_DIFFERENCE = 48;
    static final int EPOCH = 52;
    static final int HOP_STAMP = 56;
    static final int REAL_SERVER = 60;

    static final int FREE = 0;
    static final int TAKEN = 1;
    /// There is no such place.
    static final int NONE = -1;

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofAuto();
    private final Descriptor map;
    private final MemorySegment memory;
    private final long addressFactor;
    private final long factor;

    FastPathTable() throws SystemCallException {
        var random = new SecureRandom();
        addressFactor = random.nextLong() | 1;
        factor = random.nextLong() | 1;
        map = Bpf.createMap(
            Bpf.ARRAY, "uvs_offloaded", Integer.BYTES, PLACES * PLACE_SIZE, 1 << BUCKETS_SHIFT, Bpf.MAPPABLE);
        try {
            memory = Bpf.memory(map, (long) CAPACITY * PLACE_SIZE, arena);
        } catch (SystemCallException e) {
            map.close();
            throw e;
        }
    }

    Descriptor map() {
        return map;
    }

    /// The bucket is `((addresses * addressFactor) ^ ports) * factor`, of which it is the highest [#BUCKETS_SHIFT] bits.
    long addressFactor() {
        return addressFactor;
    }

    long factor() {
        return factor;
    }

    /// As a program loads them, 8 bytes, from a packet.
    static long addresses(int source, int destination) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? (long) source << 32 | destination & 0xffff_ffffL
            : (long) Integer.reverseBytes(destination) << 32 | Integer.reverseBytes(source) & 0xffff_ffffL;
    }

    /// As a program loads them, 4 bytes, from a packet.
    static int ports(int source, int destination) {
        int both = source << 16 | destination;
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? both : Integer.reverseBytes(both);
    }

    /// Where a connection is, or [#NONE].
    int find(int protocol, long addresses, int ports) {
        return find(protocol, addresses, ports, bucket(addresses, ports));
    }

    private int find(int protocol, long addresses, int ports, int from) {
        int end = (from / (PLACES * PLACE_SIZE) + 1) * PLACES * PLACE_SIZE;
        for (int place = from; place < end; place += PLACE_SIZE) {
            if ((int) INT.getAcquire(memory, (long) place + STAMP) > TAKEN && memory.get(JAVA_LONG, place + ADDRESSES) == addresses
                && memory.get(JAVA_INT, place + PORTS) == ports && memory.get(JAVA_BYTE, place + PROTOCOL) == (byte) protocol) {
                return place;
            }
        }
        return NONE;
    }

    private int bucket(long addresses, int ports) {
        long hash = (addresses * addressFactor ^ Integer.toUnsignedLong(ports)) * factor;
        return (int) (hash >>> Long.SIZE - BUCKETS_SHIFT) * PLACES * PLACE_SIZE;
    }

    /// Takes a place for a connection that has none, to be filled and then shown: [#NONE] when its bucket is full.
    int claim(int protocol, long addresses, int ports) {
        int bucket = bucket(addresses, ports);
        for (int place = bucket; place < bucket + PLACES * PLACE_SIZE; place += PLACE_SIZE) {
            if (INT.compareAndSet(memory, (long) place + STAMP, FREE, TAKEN)) {
                memory.set(JAVA_LONG, place + ADDRESSES, addresses);
                memory.set(JAVA_INT, place + PORTS, ports);
                memory.set(JAVA_BYTE, place + PROTOCOL, (byte) protocol);
                return place;
            }
        }
        return NONE;
    }

    /// Takes a place that was found, to be filled anew; false when it has changed since.
    boolean take(int place, int protocol, long addresses, int ports) {
        int stamp = (int) INT.getAcquire(memory, (long) place + STAMP);
        return stamp > TAKEN && find(protocol, addresses, ports, place) == place
            && INT.compareAndSet(memory, (long) place + STAMP, stamp, TAKEN);
    }

    void set16(int place, int field, int value) {
        memory.set(JAVA_SHORT, place + field, (short) value);
    }

    void set32(int place, int field, int value) {
        memory.set(JAVA_INT, place + field, value);
    }

    void set64(int place, int field, long value) {
        memory.set(JAVA_LONG, place + field, value);
    }

    void direction(int place, int direction) {
        memory.set(JAVA_BYTE, place + DIRECTION, (byte) direction);
    }

    /// Lets programs use what was filled.
    ///
    /// @param stamp more than [#TAKEN], and not used before
    void show(int place, int stamp) {
        INT.setRelease(memory, (long) place + STAMP, stamp);
    }

    long lastSeenNs(int place) {
        return (long) LONG.getOpaque(memory, (long) place + LAST_SEEN);
    }

    /// Takes a connection out, and answers how many places it had: two only if two workers entered it at one time.
    int remove(int protocol, long addresses, int ports) {
        int removed = 0;
        int place = find(protocol, addresses, ports);
        while (place != NONE) {
            int stamp = (int) INT.getAcquire(memory, (long) place + STAMP);
            if (stamp > TAKEN && find(protocol, addresses, ports, place) == place
                && INT.compareAndSet(memory, (long) place + STAMP, stamp, FREE)) {
                removed++;
            }
            place = find(protocol, addresses, ports);
        }
        return removed;
    }

    @Override
    public void close() {
        map.close();
    }
}
