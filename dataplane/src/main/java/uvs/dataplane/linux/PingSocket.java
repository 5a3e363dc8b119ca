package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// A socket of the kind that Linux has for ping: ICMP echo without raw sockets. The kernel fills in identifier and
/// checksum, and gives back only the replies to what this socket sent, and the errors.
public final class PingSocket implements AutoCloseable {

    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MARK = 36;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8;
    private static final int IPV6_SCOPE = 24;

    private final Descriptor socket;

    private PingSocket(Descriptor socket) {
        this.socket = socket;
    }

    /// Opens a socket for one host.
    ///
    /// @throws SystemCallException with `EACCES` when the group of this process is not in `net.ipv4.ping_group_range`
    public static PingSocket open(IpAddress host) throws SystemCallException {
        boolean ipv6 = host.family() == Family.IPV6;
        return new PingSocket(Sockets.open(
            host.family().number(), Sockets.SOCK_DGRAM, ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, "ping to " + host));
    }

    public void mark(int mark) throws SystemCallException {
        Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_MARK, mark);
    }

    public void bindToInterface(String name) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(JAVA_BYTE, bytes));
        }
    }

    public void bind(IpAddress address, int scope) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            Sockets.bind(socket, socketAddress(arena, address, scope));
        }
    }

    /// @param scope the index of the interface of a link-local IPv6 address, else 0
    public void connect(IpAddress host, int scope) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            Sockets.connect(socket, socketAddress(arena, host, scope));
        }
    }

    public void send(byte[] message) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            Sockets.send(socket, arena.allocateFrom(JAVA_BYTE, message), MemorySegment.NULL);
        }
    }

    /// The next reply that is there, or an empty array when there is none now. Never waits.
    public byte[] receive() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(2048);
            int length = Sockets.receive(socket, buffer, 0, MemorySegment.NULL);
            return length < 0 ? new byte[0] : buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /// A `struct sockaddr_in` or `sockaddr_in6` with port 0.
    private static MemorySegment socketAddress(Arena arena, IpAddress address, int scope) {
        boolean ipv6 = address.family() == Family.IPV6;
        MemorySegment bytes = arena.allocate(ipv6 ? 28 : 16);
        bytes.set(JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder()), 0, (short) address.family().number());
        MemorySegment.copy(MemorySegment.ofArray(address.bytes()), 0, bytes, ipv6 ? IPV6_ADDRESS : IPV4_ADDRESS,
            address.family().addressLength());
        if (ipv6) {
            bytes.set(JAVA_INT_UNALIGNED, IPV6_SCOPE, scope);
        }
        return bytes;
    }
}
