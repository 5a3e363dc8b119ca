package uvs.dataplane.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import uvs.dataplane.linux.AnonymousMemory;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.linux.XskSocket;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.FrameAccounting;
import uvs.dataplane.wire.VnetHeader;

/// The frames of an [XskEngine], and where each of them is: free, held by the worker, or given to the kernel by a port, to
/// receive into or to send. The small ones, of which the kernel's sockets know, come first; then the large ones, for what does not
/// fit into these.
final class PacketMemory implements AutoCloseable {

    /// The size of a small frame with all in front of it: half a page.
    static final int CHUNK = 2048;
    /// The longest frame that fits: what the kernel leaves of a chunk.
    static final int LONGEST = CHUNK - XskSocket.HEADROOM;
    static final int LONGEST_LARGE = 65_536 + 64;
    static final int LARGE_FRAMES = 64;

    /// A little more than whole pages, so that headers do not all fall into the same sets of the processor's cache.
    private static final int LARGE = (Frame.HEADROOM + VnetHeader.LENGTH + LONGEST_LARGE + 4095 & ~4095) + 192;
    /// Set in the numbers of transmit rings, not in those of fill rings.
    static final int SEND = 1;
    private static final int FREE = -1;
    private static final int HELD = -2;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int chunks;
    private final Frame[] frames;
    /// [#FREE], [#HELD], or what [#giveToKernel] was told.
    private final int[] where;
    /// Last in, first out: what was used last is still in the cache.
    private final int[] free;
    private int freeCount;
    private final int[] freeLarge = new int[LARGE_FRAMES];
    private int freeLargeCount;

    PacketMemory(Engine engine, int chunks) throws SystemCallException {
        this.chunks = chunks;
        memory = AnonymousMemory.reserve((long) CHUNK * chunks + (long) LARGE * LARGE_FRAMES, true, arena);
        frames = new Frame[chunks + LARGE_FRAMES];
        where = new int[frames.length];
        free = new int[chunks];
        Arrays.fill(where, FREE);
        for (int slot = 0; slot < frames.length; slot++) {
            frames[slot] = new Frame(engine, memory, slot);
        }
        for (int slot = chunks; slot > 0; slot--) {
            free[freeCount++] = slot - 1;
        }
        for (int slot = chunks; slot < frames.length; slot++) {
            freeLarge[freeLargeCount++] = slot;
        }
    }

    MemorySegment all() {
        return memory;
    }

    /// What sockets register.
    MemorySegment umem() {
        return memory.asSlice(0, (long) CHUNK * chunks);
    }

    int chunks() {
        return chunks;
    }

    int freeChunks() {
        return freeCount;
    }

    boolean isLarge(Frame frame) {
        return frame.slot() >= chunks;
    }

    /// An empty small frame, or null.
    Frame takeSmall() {
        if (freeCount == 0) {
            return null;
        }
        int slot = free[--freeCount];
        where[slot] = HELD;
        return frames[slot].received(null, (long) slot * CHUNK + XskSocket.HEADROOM, 0);
    }

    /// An empty large frame, or null.
    Frame takeLarge() {
        if (freeLargeCount == 0) {
            return null;
        }
        int slot = freeLarge[--freeLargeCount];
        where[slot] = HELD;
        return frames[slot].received(null, largeStart(slot), 0);
    }

    private long largeStart(int slot) {
        return (long) CHUNK * chunks + (long) LARGE * (slot - chunks) + Frame.HEADROOM + VnetHeader.LENGTH;
    }

    void release(Frame frame) {
        int slot = frame.slot();
        if (where[slot] != HELD) {
            throw new IllegalStateException("slot=" + slot + " is given back, but is " + where[slot]);
        }
        free(slot);
    }

    private void free(int slot) {
        where[slot] = FREE;
        if (slot < chunks) {
            free[freeCount++] = slot;
        } else {
            freeLarge[freeLargeCount++] = slot;
        }
    }

    /// Gives a free small frame to the kernel to receive into, and answers its address, or -1 when there is none.
    long fill(int ring) {
        if (freeCount == 0) {
            return -1;
        }
        int slot = free[--freeCount];
        where[slot] = ring;
        return (long) slot * CHUNK;
    }

    /// Notes that a frame that was held is in a ring of the kernel's.
    ///
    /// @param ring a number of the ring, not negative
    void giveToKernel(Frame frame, int ring) {
        where[frame.slot()] = ring;
    }

    /// The frame in which the kernel put what it received.
    Frame received(long address) {
        int slot = (int) (address / CHUNK);
        where[slot] = HELD;
        return frames[slot];
    }

    /// The kernel has sent what is at this address.
    void sent(long address) {
        free((int) (address / CHUNK));
    }

    /// Takes back all that is in a ring which is no more.
    void reclaim(int ring) {
        for (int slot = 0; slot < chunks; slot++) {
            if (where[slot] == ring) {
                free(slot);
            }
        }
    }

    /// Counts. On another thread than the worker's it tells of about now.
    FrameAccounting accounting() {
        int[] counts = new int[4];
        for (int place : where) {
            counts[place == FREE ? 0 : place == HELD ? 1 : (place & SEND) != 0 ? 3 : 2]++;
        }
        return new FrameAccounting(frames.length, counts[0], counts[1], counts[2], counts[3]);
    }

    @Override
    public void close() {
        arena.close();
    }
}
