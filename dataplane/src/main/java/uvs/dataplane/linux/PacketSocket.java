package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/// A packet socket that one thread asks frame by frame, without waiting and without allocating. Each frame has a `struct
/// virtio_net_hdr` of 10 bytes in front.
public final class PacketSocket implements AutoCloseable {

    // The pointer is passed as a number, so that no segment is made for a frame.
    // ssize_t send(int sockfd, const void *buf, size_t len, int flags)
    private static final MethodHandle SEND =
        NativeCalls.find("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    // ssize_t recv(int sockfd, void *buf, size_t len, int flags)
    private static final MethodHandle RECV =
        NativeCalls.find("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = NativeCalls.stateIn(arena);
    private final MemorySegment memory;
    private final PacketFanout fanout;
    private final int interfaceIndex;

    /// @param memory      where all frames lie that are sent and received
    /// @param filter      a program for the classic BPF machine, one `struct sock_filter` a number: it answers how many
    ///                    bytes of a frame are taken
    /// @param bufferBytes how much the kernel may hold in each direction
    /// @param fanout      whom it shares what arrives with
    public PacketSocket(String interfaceName, int interfaceIndex, int bufferBytes, long[] filter, PacketFanout fanout,
        MemorySegment memory) throws SystemCallException {
        this(PacketSockets.open(interfaceName, interfaceIndex, bufferBytes, filter, fanout, false), interfaceIndex, fanout,
            memory);
    }

    private PacketSocket(Descriptor socket, int interfaceIndex, PacketFanout fanout, MemorySegment memory) {
        this.socket = socket;
        this.interfaceIndex = interfaceIndex;
        this.fanout = fanout;
        this.memory = memory;
    }

    /// One that receives into a ring, see [PacketReceiveRing], but for what is too long for that.
    static PacketSocket withRing(String interfaceName, int interfaceIndex, int bufferBytes, PacketFanout fanout,
        MemorySegment memory) throws SystemCallException {
        return new PacketSocket(PacketSockets.open(interfaceName, interfaceIndex, bufferBytes, PacketSockets.ALL, fanout, true),
            interfaceIndex, fanout, memory);
    }

    public Descriptor descriptor() {
        return socket;
    }

    /// Receives one frame, and answers its length with the virtio_net_hdr, longer than `length` if it was cut; or a
    /// negative errno, [Errno#EAGAIN] when there is none.
    public int receive(long start, int length) {
        try {
            long received = (long) RECV.invokeExact(state, socket.number(), address(start, length), (long) length,
                Sockets.MSG_DONTWAIT | Sockets.MSG_TRUNC);
            return received < 0 ? -NativeCalls.errno(state) : (int) received;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Sends one frame, with its virtio_net_hdr; answers whether the kernel took it.
    public boolean send(long start, int length) {
        try {
            return (long) SEND.invokeExact(
                state, socket.number(), address(start, length), (long) length, Sockets.MSG_DONTWAIT) >= 0;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    private long address(long start, int length) {
        return memory.address() + Objects.checkFromIndexSize(start, length, memory.byteSize());
    }

    @Override
    public void close() {
        socket.close();
        fanout.leave(interfaceIndex);
        arena.close();
    }
}
