package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.LockSupport;

/// An AF_XDP socket with its four rings, on one receive queue of an interface (Documentation/networking/af_xdp.rst).
///
/// Each socket registers the packet memory for itself. Several may register the same memory, so that a frame which one
/// received is sent by another from where it lies; unlike with `XDP_SHARED_UMEM` each then has the best mode of its own
/// driver, and lives and dies alone.
public final class XskSocket implements AutoCloseable {

    /// How much room the kernel keeps in front of a frame that it receives (`XDP_PACKET_HEADROOM`).
    public static final int HEADROOM = 256;

    private static final int AF_XDP = 44;
    private static final int SOL_XDP = 283;
    private static final int MMAP_OFFSETS = 1;
    private static final int RX_RING = 2;
    private static final int TX_RING = 3;
    private static final int UMEM_REG = 4;
    private static final int FILL_RING = 5;
    private static final int COMPLETION_RING = 6;
    private static final int STATISTICS = 7;
    private static final int OPTIONS = 8;
    /// How many frames are sent by one call where the driver does not do it: from Linux 6.17 on, from 32 to the ring's size.
    private static final int MAX_TX_SKB_BUDGET = 9;
    private static final int DEFAULT_TX_SKB_BUDGET = 32;
    private static final long PAGE_OFFSET_TX = 0x8000_0000L;
    private static final long PAGE_OFFSET_FILL = 0x1_0000_0000L;
    private static final long PAGE_OFFSET_COMPLETION = 0x1_8000_0000L;
    private static final int OFFSETS_SIZE = 32;
    private static final int DESCRIPTOR_SIZE = 16;
    private static final short USE_NEED_WAKEUP = 8;
    private static final int OPTIONS_ZEROCOPY = 1;

    private static final int BIND_TRIES = 10;
    private static final long BIND_PAUSE_NS = 2_000_000;

    // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *addr, socklen_t addrlen)
    private static final MethodHandle SENDTO = NativeCalls.find("sendto",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *addr, socklen_t *addrlen)
    private static final MethodHandle RECVFROM = NativeCalls.find("recvfrom",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));

    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = NativeCalls.stateIn(arena);
    private final XskRing receive;
    private final XskRing transmit;
    private final XskRing fill;
    private final XskRing completion;
    private final boolean zeroCopy;

    /// What the kernel did not take or hand over (`struct xdp_statistics`).
    ///
    /// @param received     frames lost for reasons other than the following
    /// @param receiveFull  frames lost since the receive ring was full
    /// @param fillEmpty    frames lost since the fill ring was empty
    /// @param invalidSends descriptors that the kernel refused
    public record Lost(long received, long receiveFull, long fillEmpty, long invalidSends) {
    }

    /// @param umem       the packet memory, from a page boundary on
    /// @param chunk      the size of a frame in it, a power of two
    /// @param ringSize   how many entries each ring has, a power of two
    /// @param sendBuffer how many bytes of frames may be on their way out; as root past the usual maximum
    public XskSocket(String interfaceName, int interfaceIndex, int queue, MemorySegment umem, int chunk, int ringSize,
        int sendBuffer) throws SystemCallException {
        socket = Sockets.open(AF_XDP, Sockets.SOCK_RAW, 0, "AF_XDP socket on " + interfaceName + " queue " + queue);
        try {
            register(umem, chunk);
            for (int ring : new int[] {FILL_RING, COMPLETION_RING, RX_RING, TX_RING}) {
                Sockets.setOption(socket, SOL_XDP, ring, ringSize);
            }
            tune(Sockets.SOL_SOCKET, Sockets.SO_SNDBUFFORCE, sendBuffer);
            if (ringSize > DEFAULT_TX_SKB_BUDGET) {
                tune(SOL_XDP, MAX_TX_SKB_BUDGET, ringSize);
            }
            MemorySegment offsets = arena.allocate(4L * OFFSETS_SIZE, 8);
            Sockets.option(socket, SOL_XDP, MMAP_OFFSETS, offsets);
            receive = map(offsets, 0, 0, ringSize, DESCRIPTOR_SIZE);
            transmit = map(offsets, 1, PAGE_OFFSET_TX, ringSize, DESCRIPTOR_SIZE);
            fill = map(offsets, 2, PAGE_OFFSET_FILL, ringSize, Long.BYTES);
            completion = map(offsets, 3, PAGE_OFFSET_COMPLETION, ringSize, Long.BYTES);
            bind(interfaceIndex, queue);
            MemorySegment options = arena.allocate(JAVA_INT);
            Sockets.option(socket, SOL_XDP, OPTIONS, options);
            zeroCopy = (options.get(JAVA_INT, 0) & OPTIONS_ZEROCOPY) != 0;
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    /// Finds out whether this process may open such sockets.
    public static void check() throws SystemCallException {
        Sockets.open(AF_XDP, Sockets.SOCK_RAW, 0, "AF_XDP socket").close();
    }

    private void register(MemorySegment umem, int chunk) throws SystemCallException {
        MemorySegment registration = arena.allocate(32, 8);
        registration.set(JAVA_LONG, 0, umem.address());
        registration.set(JAVA_LONG, 8, umem.byteSize());
        registration.set(JAVA_INT, 16, chunk);
        Sockets.setOption(socket, SOL_XDP, UMEM_REG, registration);
    }

    /// Sets what makes it faster where it can be had: by the forced option where this is root, in kernels that know the other.
    private void tune(int level, int option, int value) throws SystemCallException {
        try {
            Sockets.setOption(socket, level, option, value);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EPERM && e.errno() != Errno.ENOPROTOOPT && e.errno() != Errno.EINVAL) {
                throw e;
            }
        }
    }

    private XskRing map(MemorySegment offsets, int ring, long pageOffset, int size, int entrySize)
        throws SystemCallException {
        long at = (long) ring * OFFSETS_SIZE;
        long entries = offsets.get(JAVA_LONG, at + 16);
        MemorySegment memory =
            AnonymousMemory.map(socket, entries + (long) size * entrySize, pageOffset, arena);
        return new XskRing(memory, offsets.get(JAVA_LONG, at), offsets.get(JAVA_LONG, at + 8),
            offsets.get(JAVA_LONG, at + 24), entries, entrySize, size);
    }

    /// Without a word about copying the kernel takes zero-copy where the driver has it. It frees the queue of a socket that
    /// was closed a moment later than it closes the socket: that is waited for, but not long, since others wait too.
    private void bind(int interfaceIndex, int queue) throws SystemCallException {
        MemorySegment address = arena.allocate(16, 4);
        address.set(JAVA_SHORT, 0, (short) AF_XDP);
        address.set(JAVA_SHORT, 2, USE_NEED_WAKEUP);
        address.set(JAVA_INT, 4, interfaceIndex);
        address.set(JAVA_INT, 8, queue);
        for (int tries = 1;; tries++) {
            try {
                Sockets.bind(socket, address);
                return;
            } catch (SystemCallException e) {
                if (e.errno() != Errno.EBUSY) {
                    throw e;
                }
                if (tries == BIND_TRIES) {
                    throw new SystemCallException("bind(" + socket + ")", e.errno(),
                        "another AF_XDP socket has the queue: stop its program, or choose --engine uring");
                }
                LockSupport.parkNanos(BIND_PAUSE_NS);
            }
        }
    }

    public Descriptor descriptor() {
        return socket;
    }

    public XskRing receiveRing() {
        return receive;
    }

    public XskRing transmitRing() {
        return transmit;
    }

    public XskRing fillRing() {
        return fill;
    }

    public XskRing completionRing() {
        return completion;
    }

    /// Whether the driver uses the packet memory itself.
    public boolean zeroCopy() {
        return zeroCopy;
    }

    /// Makes the kernel send what is in the transmit ring. Answers 0 or the errno: [Errno#EAGAIN] and [Errno#ENOBUFS] say
    /// that it took a part.
    public int kickTransmit() {
        try {
            long answer = (long) SENDTO.invokeExact(
                state, socket.number(), MemorySegment.NULL, 0L, Sockets.MSG_DONTWAIT, MemorySegment.NULL, 0);
            return answer < 0 ? NativeCalls.errno(state) : 0;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Makes a driver that sleeps look at the fill ring. Answers 0 or the errno.
    public int kickReceive() {
        try {
            long answer = (long) RECVFROM.invokeExact(
                state, socket.number(), MemorySegment.NULL, 0L, Sockets.MSG_DONTWAIT, MemorySegment.NULL, MemorySegment.NULL);
            return answer < 0 ? NativeCalls.errno(state) : 0;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// What was lost since the socket was opened.
    public Lost lost() throws SystemCallException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment values = call.allocate(48, 8);
            Sockets.option(socket, SOL_XDP, STATISTICS, values);
            return new Lost(values.get(JAVA_LONG, 0), values.get(JAVA_LONG, 24), values.get(JAVA_LONG, 32),
                values.get(JAVA_LONG, 16));
        }
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
