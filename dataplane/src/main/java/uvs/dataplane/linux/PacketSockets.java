package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Packet sockets (packet(7)): whole Ethernet frames of one interface.
public final class PacketSockets {

    static final int SOL_PACKET = 263;
    /// A filter that takes all.
    static final long[] ALL = {};
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    static final int SO_DETACH_FILTER = 27;

    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOCKADDR_LL_SIZE = 20;
    private static final short ETH_P_ALL_BIG_ENDIAN = 0x0300;
    /// Takes nothing in.
    private static final short NO_PROTOCOL = 0;

    private PacketSockets() {
    }

    /// Finds out whether this process may open packet sockets.
    public static void check() throws SystemCallException {
        Sockets.open(Sockets.AF_PACKET, Sockets.SOCK_RAW, 0, "packet socket").close();
    }

    /// Opens a socket that receives a copy of every frame which arrives on an interface, and sends frames on it.
    /// Each frame has a `struct virtio_net_hdr` of 10 bytes in front, in both directions. Frames which this machine
    /// sends itself are not received.
    ///
    /// @param bufferBytes how much the kernel may hold in each direction; as root past the usual maximum
    public static Descriptor open(String interfaceName, int interfaceIndex, int bufferBytes)
        throws SystemCallException {
        return open(interfaceName, interfaceIndex, bufferBytes, ALL, new PacketFanout(1), false);
    }

    /// The same, for a socket that shares what arrives with those of other workers.
    ///
    /// @param filter of what arrives, see [PacketSocket]; empty for all
    /// @param fanout is told by the caller when the socket is closed
    /// @param ring   whether it receives into a ring, see [PacketReceiveRing]
    static Descriptor open(
        String interfaceName, int interfaceIndex, int bufferBytes, long[] filter, PacketFanout fanout, boolean ring)
        throws SystemCallException {
        // Protocol 0: nothing is received before bind says from which interface.
        Descriptor socket =
            Sockets.open(Sockets.AF_PACKET, Sockets.SOCK_RAW, 0, "packet socket on " + interfaceName);
        try {
            Sockets.setOption(socket, SOL_PACKET, PACKET_VNET_HDR, 1);
            Sockets.setOption(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
            setBuffer(socket, Sockets.SO_RCVBUFFORCE, Sockets.SO_RCVBUF, bufferBytes);
            setBuffer(socket, Sockets.SO_SNDBUFFORCE, Sockets.SO_SNDBUF, bufferBytes);
            if (ring) {
                PacketReceiveRing.request(socket);
            }
            long[] first = fanout.filterBefore(filter);
            if (first.length > 0) {
                attach(socket, first);
            }
            bind(socket, interfaceIndex, ETH_P_ALL_BIG_ENDIAN);
            fanout.join(socket, interfaceIndex, filter);
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /// Opens a socket that sends frames on an interface, with a `struct virtio_net_hdr` of 10 bytes in front, and receives none.
    static Descriptor openToSend(String interfaceName, int interfaceIndex, int bufferBytes) throws SystemCallException {
        Descriptor socket =
            Sockets.open(Sockets.AF_PACKET, Sockets.SOCK_RAW, 0, "packet socket to send on " + interfaceName);
        try {
            Sockets.setOption(socket, SOL_PACKET, PACKET_VNET_HDR, 1);
            setBuffer(socket, Sockets.SO_SNDBUFFORCE, Sockets.SO_SNDBUF, bufferBytes);
            bind(socket, interfaceIndex, NO_PROTOCOL);
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /// `struct sock_fprog`: the number of instructions, and where they are.
    static void attach(Descriptor socket, long[] filter) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) filter.length);
            program.set(JAVA_LONG, 8, arena.allocateFrom(JAVA_LONG, filter).address());
            Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_ATTACH_FILTER, program);
        }
    }

    private static void bind(Descriptor socket, int interfaceIndex, short protocol) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_LL_SIZE, 4);
            address.set(JAVA_SHORT, 0, (short) Sockets.AF_PACKET);
            address.set(JAVA_SHORT, 2, protocol);
            address.set(JAVA_INT, 4, interfaceIndex);
            Sockets.bind(socket, address);
        }
    }

    /// The forced option needs CAP_NET_ADMIN in the first user namespace; without it the maximum of the machine
    /// holds, which is smaller but works.
    private static void setBuffer(Descriptor socket, int forced, int plain, int bytes) throws SystemCallException {
        try {
            Sockets.setOption(socket, Sockets.SOL_SOCKET, forced, bytes);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EPERM) {
                throw e;
            }
            Sockets.setOption(socket, Sockets.SOL_SOCKET, plain, bytes);
        }
    }
}
