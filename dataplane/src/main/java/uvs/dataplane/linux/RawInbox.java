package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

import uvs.config.net.IpAddress;

/// Where packets of raw sockets are received into, one at a time. Belongs to one thread.
public final class RawInbox implements AutoCloseable {

    private static final int CAPACITY = 16 * 1024;
    private static final int NAME_SIZE = 28;
    private static final int CONTROL_SIZE = 256;
    private static final int CONTROL_HEADER = 16;
    private static final int IPV6_HOPLIMIT = 52;

    // ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)
    private static final MethodHandle RECVMSG =
        NativeCalls.find("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = NativeCalls.stateIn(arena);
    private final MemorySegment name = arena.allocate(NAME_SIZE, 4);
    private final MemorySegment buffer = arena.allocate(CAPACITY, 8);
    private final MemorySegment control = arena.allocate(CONTROL_SIZE, 8);
    private final MemorySegment message = MessageHeader.allocate(arena, name, buffer, control);
    private final ByteBuffer bytes = buffer.asByteBuffer();

    /// Receives the next packet, and answers its bytes, which hold until the next call; empty when there is none.
    public Optional<ByteBuffer> receive(Descriptor socket) throws SystemCallException {
        message.set(JAVA_INT, MessageHeader.NAME_LENGTH, NAME_SIZE);
        message.set(JAVA_LONG, MessageHeader.CONTROL_LENGTH, CONTROL_SIZE);
        try {
            long length = (long) RECVMSG.invokeExact(state, socket.number(), message, Sockets.MSG_DONTWAIT);
            if (length >= 0) {
                return Optional.of(bytes.clear().limit((int) length));
            }
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
        int errno = NativeCalls.errno(state);
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return Optional.empty();
        }
        throw new SystemCallException("recvmsg(" + socket + ")", errno);
    }

    /// Where the last packet came from, over IPv6.
    public IpAddress sourceIpv6() {
        return address(name, 8);
    }

    /// Where the last packet went to, over IPv6; empty should the kernel not have told.
    public Optional<IpAddress> destinationIpv6() {
        return controlData(RawSockets.IPV6_PKTINFO, 16).map(at -> address(control, at));
    }

    /// With which hop limit the last packet arrived, over IPv6, or -1.
    public int hopLimit() {
        return controlData(IPV6_HOPLIMIT, Integer.BYTES).map(at -> control.get(JAVA_INT, at)).orElse(-1);
    }

    /// Where the data of a control message starts.
    private Optional<Long> controlData(int type, int length) {
        long end = message.get(JAVA_LONG, MessageHeader.CONTROL_LENGTH);
        long at = 0;
        while (at + CONTROL_HEADER <= end) {
            long size = control.get(JAVA_LONG, at);
            if (size < CONTROL_HEADER || size > end - at) {
                return Optional.empty();
            }
            if (control.get(JAVA_INT, at + 8) == RawSockets.IPPROTO_IPV6 && control.get(JAVA_INT, at + 12) == type
                && size >= CONTROL_HEADER + length) {
                return Optional.of(at + CONTROL_HEADER);
            }
            at += size + 7 & ~7;
        }
        return Optional.empty();
    }

    private static IpAddress address(MemorySegment segment, long at) {
        return IpAddress.of(segment.asSlice(at, 16).toArray(JAVA_BYTE));
    }

    @Override
    public void close() {
        arena.close();
    }
}
