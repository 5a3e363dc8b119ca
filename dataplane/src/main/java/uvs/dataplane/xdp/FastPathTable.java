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
/// The hash of addresses and ports, with a secret, names the bucket: by its highest bits, of which one more counts with each
/// growth. Connections stay where they are when the table grows; whoever looks for one looks where it would be now, and then where it
/// would have been before. A connection whose bucket is full, in a table that has grown as far as it may, is not carried. The stamp is
/// [#FREE], or [#TAKEN] while somebody writes, or never was there before: whoever copies a place looks at it before and after.
/// All that stands in packets is in their byte order.
final class FastPathTable implements AutoCloseable {

    /// How many bits name a bucket at first.
    static final int FIRST_BITS = 13;
    /// How often it may grow, to twice its size each time.
    static final int GROWTHS = 2;
    static final int PLACES = 8;
    static final int PLACE_SIZE = 64;
    static final int CAPACITY = PLACES << FIRST_BITS + GROWTHS;

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

    /// In the hash.
    static final int FOLD = 32;

    static final int FREE = 0;
    static final int TAKEN = 1;
    /// There is no such place.
    static final int NONE = -1;

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private static final int BUCKET_SIZE = PLACES * PLACE_SIZE;
    private static final int FIRST_SIZE = BUCKET_SIZE << FIRST_BITS;
    private static final int PAGE = 4096;

    private final Arena arena = Arena.ofAuto();
    private final DescriptorGroup descriptors = new DescriptorGroup();
    private final Descriptor map;
    private final Descriptor growthMap;
    private final MemorySegment growthMemory;
    /// The first part, and what each growth has added.
    private final MemorySegment[] parts = new MemorySegment[GROWTHS + 1];
    private final long addressFactor;
    private final long factor;
    /// How often it has grown. Written after the part.
    private volatile int growths;

    FastPathTable() throws SystemCallException {
        var random = new SecureRandom();
        addressFactor = random.nextLong() | 1;
        factor = random.nextLong() | 1;
        try {
            map = descriptors.add(Bpf.createMap(
                Bpf.ARRAY, "uvs_offloaded", Integer.BYTES, BUCKET_SIZE, 1 << FIRST_BITS + GROWTHS, Bpf.MAPPABLE));
            parts[0] = Bpf.memory(map, FIRST_SIZE, arena);
            growthMap = descriptors.add(Bpf.createMap(Bpf.ARRAY, "uvs_growths", Integer.BYTES, Long.BYTES, 1, Bpf.MAPPABLE));
            growthMemory = Bpf.memory(growthMap, PAGE, arena);
        } catch (SystemCallException e) {
            descriptors.close();
            throw e;
        }
    }

    Descriptor map() {
        return map;
    }

    /// How often it has grown, for programs: one number of 32 bits.
    Descriptor growthMap() {
        return growthMap;
    }

    /// Makes it twice as large, unless somebody has done so since it had grown so often; false when it may not grow.
    private synchronized boolean grow(int grown) {
        if (growths > grown) {
            return true;
        }
        if (grown == GROWTHS) {
            return false;
        }
        long size = (long) FIRST_SIZE << grown;
        try {
            parts[grown + 1] = Bpf.memory(map, size, size, arena);
        } catch (SystemCallException _) {
            // There is no memory to map it: what would have its place there is carried by the workers.
            return false;
        }
        growths = grown + 1;
        INT.setRelease(growthMemory, 0L, grown + 1);
        return true;
    }

    /// The part in which a place is.
    private MemorySegment part(int place) {
        return parts[Integer.SIZE - Integer.numberOfLeadingZeros(place / FIRST_SIZE)];
    }

    /// Where in its part it is.
    private static long at(int place) {
        return place < FIRST_SIZE ? place : place - Integer.highestOneBit(place);
    }

    private int stamp(int place) {
        return (int) INT.getAcquire(part(place), at(place) + STAMP);
    }

    private boolean stamp(int place, int before, int after) {
        return INT.compareAndSet(part(place), at(place) + STAMP, before, after);
    }

    /// The bucket is named by the highest bits of `(once ^ once >>> FOLD) * factor`, where `once` is `(addresses * addressFactor ^ ports) *
    /// factor`. Without the fold, ports that follow each other would be an arithmetic progression, and most of them in few buckets if the
    /// secret is a bad one.
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
        for (int grown = growths; grown >= 0; grown--) {
            int bucket = bucket(addresses, ports, grown);
            for (int place = bucket; place < bucket + BUCKET_SIZE; place += PLACE_SIZE) {
                if (stamp(place) > TAKEN && isOf(place, protocol, addresses, ports)) {
                    return place;
                }
            }
        }
        return NONE;
    }

    private boolean isOf(int place, int protocol, long addresses, int ports) {
        MemorySegment part = part(place);
        long at = at(place);
        return part.get(JAVA_LONG, at + ADDRESSES) == addresses && part.get(JAVA_INT, at + PORTS) == ports
            && part.get(JAVA_BYTE, at + PROTOCOL) == (byte) protocol;
    }

    private int bucket(long addresses, int ports, int grown) {
        long once = (addresses * addressFactor ^ Integer.toUnsignedLong(ports)) * factor;
        long hash = (once ^ once >>> FOLD) * factor;
        return (int) (hash >>> Long.SIZE - FIRST_BITS - grown) * BUCKET_SIZE;
    }

    /// Takes a place for a connection that has none, to be filled and then shown: [#NONE] when its bucket is full.
    int claim(int protocol, long addresses, int ports) {
        int grown;
        do {
            grown = growths;
            int bucket = bucket(addresses, ports, grown);
            for (int place = bucket; place < bucket + BUCKET_SIZE; place += PLACE_SIZE) {
                if (stamp(place, FREE, TAKEN)) {
                    set64(place, ADDRESSES, addresses);
                    set32(place, PORTS, ports);
                    set8(place, PROTOCOL, protocol);
                    return place;
                }
            }
        } while (grow(grown));
        return NONE;
    }

    /// Takes a place that was found, to be filled anew; false when it has changed since.
    boolean take(int place, int protocol, long addresses, int ports) {
        int stamp = stamp(place);
        return stamp > TAKEN && isOf(place, protocol, addresses, ports) && stamp(place, stamp, TAKEN);
    }

    void set8(int place, int field, int value) {
        part(place).set(JAVA_BYTE, at(place) + field, (byte) value);
    }

    void set16(int place, int field, int value) {
        part(place).set(JAVA_SHORT, at(place) + field, (short) value);
    }

    void set32(int place, int field, int value) {
        part(place).set(JAVA_INT, at(place) + field, value);
    }

    void set64(int place, int field, long value) {
        part(place).set(JAVA_LONG, at(place) + field, value);
    }

    /// Lets programs use what was filled.
    ///
    /// @param stamp more than [#TAKEN], and not used before
    void show(int place, int stamp) {
        INT.setRelease(part(place), at(place) + STAMP, stamp);
    }

    long lastSeenNs(int place) {
        return (long) LONG.getOpaque(part(place), at(place) + LAST_SEEN);
    }

    /// Takes a connection out, and answers how many places it had: two only if two workers entered it at one time.
    int remove(int protocol, long addresses, int ports) {
        int removed = 0;
        int place = find(protocol, addresses, ports);
        while (place != NONE) {
            int stamp = stamp(place);
            if (stamp > TAKEN && isOf(place, protocol, addresses, ports) && stamp(place, stamp, FREE)) {
                removed++;
            }
            place = find(protocol, addresses, ports);
        }
        return removed;
    }

    @Override
    public void close() {
        descriptors.close();
    }
}
