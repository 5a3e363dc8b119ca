package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// One ring that an AF_XDP socket shares with the kernel (Documentation/networking/af_xdp.rst). One side writes entries
/// and moves the producer index, the other reads them and moves the consumer index; both count without end, and the
/// entry of an index is its rest by the size.
///
/// Entries are frame addresses (fill and completion ring) or `struct xdp_desc` (receive and transmit ring). One thread
/// of this process uses a ring.
public final class XskRing {

    private static final VarHandle INDEX = JAVA_INT.varHandle();
    private static final int NEED_WAKEUP = 1;

    private final MemorySegment memory;
    private final long producerAt;
    private final long consumerAt;
    private final long flagsAt;
    private final long entriesAt;
    private final int entrySize;
    private final int size;
    /// What this side has produced or consumed, published or not.
    private int own;
    /// The other side's index as it was last seen.
    private int other;

    XskRing(MemorySegment memory, long producerAt, long consumerAt, long flagsAt, long entriesAt, int entrySize, int size) {
        this.memory = memory;
        this.producerAt = producerAt;
        this.consumerAt = consumerAt;
        this.flagsAt = flagsAt;
        this.entriesAt = entriesAt;
        this.entrySize = entrySize;
        this.size = size;
    }

    public int size() {
        return size;
    }

    /// How many entries may be written now.
    public int space() {
        int space = size - (own - other);
        if (space < size >>> 1) {
            other = (int) INDEX.getAcquire(memory, consumerAt);
            space = size - (own - other);
        }
        return space;
    }

    /// Writes an address; there must be space. It counts from [#publish] on.
    public void put(long address) {
        memory.set(JAVA_LONG, entriesAt + (long) (own++ & size - 1) * entrySize, address);
    }

    /// Writes a descriptor; there must be space. It counts from [#publish] on.
    public void put(long address, int length) {
        long at = entriesAt + (long) (own++ & size - 1) * entrySize;
        memory.set(JAVA_LONG, at, address);
        memory.set(JAVA_LONG, at + 8, Integer.toUnsignedLong(length));
    }

    /// Lets the kernel see what was written.
    public void publish() {
        INDEX.setRelease(memory, producerAt, own);
    }

    /// How many entries of those that were written the kernel has not taken yet.
    public int pending() {
        other = (int) INDEX.getAcquire(memory, consumerAt);
        return own - other;
    }

    /// How many entries there are to be read.
    public int available() {
        if (other == own) {
            other = (int) INDEX.getAcquire(memory, producerAt);
        }
        return other - own;
    }

    /// The address of the entry that is next, which must be there.
    public long address() {
        return memory.get(JAVA_LONG, entriesAt + (long) (own & size - 1) * entrySize);
    }

    /// The length of the same.
    public int length() {
        return memory.get(JAVA_INT, entriesAt + (long) (own & size - 1) * entrySize + 8);
    }

    /// Goes on to the next entry. The kernel gets the place back with [#giveBack].
    public void next() {
        own++;
    }

    public void giveBack() {
        INDEX.setRelease(memory, consumerAt, own);
    }

    /// Whether the kernel wants a system call before it goes on with this ring.
    public boolean wantsWakeUp() {
        return (memory.get(JAVA_INT, flagsAt) & NEED_WAKEUP) != 0;
    }
}
