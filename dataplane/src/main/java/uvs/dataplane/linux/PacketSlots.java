package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// A ring of slots that a packet socket shares with the kernel, version 2 (Documentation/networking/packet_mmap.rst), and the
/// slot which is next. The status of a slot says whose it is.
///
/// ```
///  block   +--------------+--------------+- - -+--------------+ - +   64 KiB
///          |    slot 0    |    slot 1    |     |   slot 39    |   |
///          +--------------+--------------+- - -+--------------+ - +
///  slot    +--------+- - -+-----------------+-----------------+       1,600 bytes
///          | status |     | virtio_net_hdr  | Ethernet frame  |
///          +--------+- - -+-----------------+-----------------+
/// ```
final class PacketSlots {

    /// Room for a frame of an interface with the usual MTU of 1500. An odd number of cache lines, so that the headers of
    /// many frames do not all fall into the same sets of the processor's cache.
    static final int SLOT = 25 * 64;

    private static final int PACKET_VERSION = 10;
    private static final int TPACKET_V2 = 1;
    private static final int BLOCK = 65_536;
    private static final int SLOTS_A_BLOCK = BLOCK / SLOT;
    private static final VarHandle STATUS = JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final int count;
    private int index;
    private long start;

    /// Maps the ring that [#request] has asked for.
    PacketSlots(Descriptor socket, int blocks, Arena arena) throws SystemCallException {
        memory = AnonymousMemory.map(socket, (long) BLOCK * blocks, 0, arena);
        count = SLOTS_A_BLOCK * blocks;
    }

    /// Has the kernel make the ring of a socket whose other options are set.
    ///
    /// @param option `PACKET_RX_RING` or `PACKET_TX_RING`
    static void request(Descriptor socket, int option, int blocks) throws SystemCallException {
        Sockets.setOption(socket, PacketSockets.SOL_PACKET, PACKET_VERSION, TPACKET_V2);
        set(socket, option, blocks);
    }

    /// Has the kernel take back a ring that is mapped no more.
    static void giveBack(Descriptor socket, int option) throws SystemCallException {
        set(socket, option, 0);
    }

    private static void set(Descriptor socket, int option, int blocks) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            Sockets.setOption(socket, PacketSockets.SOL_PACKET, option,
                arena.allocateFrom(JAVA_INT, BLOCK, blocks, SLOT, SLOTS_A_BLOCK * blocks));
        }
    }

    MemorySegment memory() {
        return memory;
    }

    int count() {
        return count;
    }

    /// Where the next slot begins.
    long start() {
        return start;
    }

    /// The status of the next slot; what the other side wrote before it can be read then.
    int status() {
        return (int) STATUS.getAcquire(memory, start);
    }

    /// Hands the next slot over, with what was written into it.
    void status(int status) {
        STATUS.setRelease(memory, start, status);
    }

    void goOn() {
        goTo(index + 1 < count ? index + 1 : 0);
    }

    void goBack() {
        goTo(index > 0 ? index - 1 : count - 1);
    }

    private void goTo(int slot) {
        index = slot;
        int block = slot / SLOTS_A_BLOCK;
        start = (long) block * BLOCK + (slot - block * SLOTS_A_BLOCK) * SLOT;
    }
}
