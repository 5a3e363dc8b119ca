package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import uvs.dataplane.wire.VnetHeader;

/// A packet socket whose frames the kernel puts into a ring that is mapped here (`PACKET_RX_RING`): it copies them on the
/// processor that they arrive on, and this process takes them without a system call.
///
/// A frame that is longer than a slot, since it stands for many segments, waits whole in the queue of the socket
/// (`PACKET_COPY_THRESH`); its slot says when it is its turn. One thread uses a ring.
public final class PacketReceiveRing implements AutoCloseable {

    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_COPY_THRESH = 7;
    private static final int SO_ERROR = 4;

    /// 1,040 frames, which take 1.7 MB.
    private static final int BLOCKS = 26;

    /// `struct tpacket2_hdr`, behind the status.
    private static final int LENGTH = 4;
    private static final int PRESENT_LENGTH = 8;
    private static final int FRAME_AT = 12;

    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_USER = 1;
    private static final int STATUS_COPY = 2;

    private final PacketSocket socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    /// Of the ring alone.
    private Arena mapping = Arena.ofShared();
    private PacketSlots slots;
    private MemorySegment ring;
    private final MemorySegment statistics = arena.allocate(8, 4);
    private final MemorySegment error = arena.allocate(JAVA_INT);

    /// @param memory      where frames are copied to
    /// @param bufferBytes how much the kernel may hold in each direction, without the ring
    /// @param fanout      whom it shares what arrives with
    public PacketReceiveRing(String interfaceName, int interfaceIndex, int bufferBytes, PacketFanout fanout, MemorySegment memory)
        throws SystemCallException {
        this.memory = memory;
        socket = PacketSocket.withRing(interfaceName, interfaceIndex, bufferBytes, fanout, memory);
        try {
            map();
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    private void map() throws SystemCallException {
        slots = new PacketSlots(socket.descriptor(), BLOCKS, mapping);
        ring = slots.memory();
    }

    /// Has the kernel make the ring of a socket that has its other options, and receives nothing yet.
    static void request(Descriptor socket) throws SystemCallException {
        Sockets.setOption(socket, PacketSockets.SOL_PACKET, PACKET_COPY_THRESH, 1);
        PacketSlots.request(socket, PACKET_RX_RING, BLOCKS);
    }

    public Descriptor descriptor() {
        return socket.descriptor();
    }

    /// Whether there is a frame to be received.
    public boolean hasArrived() {
        return (slots.status() & STATUS_USER) != 0;
    }

    /// Receives the frame that is next, which must be there, with its virtio_net_hdr, and answers how long both are: longer
    /// than `length` if the frame was cut; or a negative errno.
    ///
    /// @param start where it goes in the memory
    public int receive(long start, int length) {
        long slot = slots.start();
        int whole = ring.get(JAVA_INT, slot + LENGTH) + VnetHeader.LENGTH;
        int present = ring.get(JAVA_INT, slot + PRESENT_LENGTH) + VnetHeader.LENGTH;
        if ((slots.status() & STATUS_COPY) != 0) {
            whole = receiveFromQueue(start, length);
        } else if (present < whole) {
            // It does not fit, and the queue of the socket was full.
            whole = -Errno.ENOBUFS;
        } else {
            long from = slot + Short.toUnsignedInt(ring.get(JAVA_SHORT, slot + FRAME_AT)) - VnetHeader.LENGTH;
            MemorySegment.copy(ring, from, memory, start, Math.min(present, length));
        }
        slots.status(STATUS_KERNEL);
        slots.goOn();
        return whole;
    }

    /// An error that the socket has had is told first, once, and the frame stays.
    private int receiveFromQueue(long start, int length) {
        int received = socket.receive(start, length);
        return received < 0 ? socket.receive(start, length) : received;
    }

    /// Begins anew with an empty ring. For one that has stopped: after a frame whose kind of segments the virtio_net_hdr cannot
    /// express (of SCTP, say, or in fragments of UDP), the kernel never frees the slot that it had meant for it.
    public void restart() throws SystemCallException {
        mapping.close();
        mapping = Arena.ofShared();
        PacketSlots.giveBack(socket.descriptor(), PACKET_RX_RING);
        request(socket.descriptor());
        map();
    }

    /// How many frames were lost since this was last asked, because the ring was full.
    public long takeLost() throws SystemCallException {
        Sockets.option(socket.descriptor(), PacketSockets.SOL_PACKET, PACKET_STATISTICS, statistics);
        return Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
    }

    /// What has happened to the socket, as an errno, or 0. Until this is asked, whoever waits for frames is woken at once.
    public int takeError() throws SystemCallException {
        Sockets.option(socket.descriptor(), Sockets.SOL_SOCKET, SO_ERROR, error);
        return error.get(JAVA_INT, 0);
    }

    @Override
    public void close() {
        mapping.close();
        arena.close();
        socket.close();
    }
}
