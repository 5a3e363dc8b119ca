package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import uvs.dataplane.wire.VnetHeader;

/// A packet socket that sends what stands in a ring (`PACKET_TX_RING`), all of it by one system call. It receives nothing.
///
/// One thread uses it.
public final class PacketTransmitRing implements AutoCloseable {

    private static final int PACKET_TX_RING = 13;
    /// A frame that is malformed does not keep the kernel from the next.
    private static final int PACKET_LOSS = 14;

    /// 560 frames, which take 0.9 MB.
    private static final int BLOCKS = 14;

    /// `struct tpacket2_hdr`, behind the status. What is to be sent follows it.
    private static final int LENGTH = 4;
    private static final int DATA = 32;
    /// In the virtio_net_hdr.
    private static final int HEADER_LENGTH = 2;

    private static final int STATUS_AVAILABLE = 0;
    private static final int STATUS_SEND_REQUEST = 1;

    // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *addr, socklen_t addrlen)
    private static final MethodHandle SENDTO = NativeCalls.find("sendto",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    /// The longest frame that can be sent, without its virtio_net_hdr.
    public static final int LONGEST = PacketSlots.SLOT - DATA - VnetHeader.LENGTH;

    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = NativeCalls.stateIn(arena);
    private final PacketSlots slots;
    private final MemorySegment ring;
    private final MemorySegment memory;
    private int unsent;

    /// @param memory      where frames are copied from
    /// @param bufferBytes how much the kernel may hold
    public PacketTransmitRing(String interfaceName, int interfaceIndex, int bufferBytes, MemorySegment memory)
        throws SystemCallException {
        this.memory = memory;
        socket = PacketSockets.openToSend(interfaceName, interfaceIndex, bufferBytes);
        try {
            Sockets.setOption(socket, PacketSockets.SOL_PACKET, PACKET_LOSS, 1);
            PacketSlots.request(socket, PACKET_TX_RING, BLOCKS);
            slots = new PacketSlots(socket, BLOCKS, arena);
        } catch (SystemCallException e) {
            close();
            throw e;
        }
        ring = slots.memory();
    }

    /// Whether something waits for [#flush].
    public boolean hasUnsent() {
        return unsent > 0;
    }

    /// Takes a copy of a frame that is one packet, with the virtio_net_hdr in front of it, at most [#LONGEST] bytes without
    /// that. Answers false when the ring is full: the interface does not get rid of what it has.
    ///
    /// @param start  where the virtio_net_hdr is in the memory
    /// @param length without the virtio_net_hdr
    public boolean put(long start, int length) {
        if (slots.status() != STATUS_AVAILABLE || unsent == slots.count()) {
            return false;
        }
        long slot = slots.start();
        MemorySegment.copy(memory, start, ring, slot + DATA, VnetHeader.LENGTH + length);
        // All is header, so that the kernel copies it whole, rather than send a page of the ring.
        ring.set(JAVA_SHORT, slot + DATA + HEADER_LENGTH, (short) length);
        ring.set(JAVA_INT, slot + LENGTH, VnetHeader.LENGTH + length);
        slots.status(STATUS_SEND_REQUEST);
        slots.goOn();
        unsent++;
        return true;
    }

    /// Sends what was put, and answers how many of these frames the interface did not take: they are gone.
    public int flush() {
        try {
            // What it answers is seen in the slots.
            long ignored = (long) SENDTO.invokeExact(
                state, socket.number(), MemorySegment.NULL, 0L, Sockets.MSG_DONTWAIT, MemorySegment.NULL, 0);
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
        int refused = takeBack();
        unsent = 0;
        return refused;
    }

    /// The kernel goes on where it has stopped, which is with the next frame that is put.
    private int takeBack() {
        for (int refused = 0; refused < unsent; refused++) {
            slots.goBack();
            if (slots.status() != STATUS_SEND_REQUEST) {
                slots.goOn();
                return refused;
            }
            slots.status(STATUS_AVAILABLE);
        }
        return unsent;
    }

    @Override
    public void close() {
        arena.close();
        socket.close();
    }
}
