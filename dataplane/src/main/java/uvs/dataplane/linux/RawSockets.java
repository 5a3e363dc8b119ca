package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Raw sockets (raw(7), ipv6(7)): packets of one IP protocol, by multicast or unicast.
///
/// Over IPv4 whole packets are sent and received, header included. Over IPv6 the kernel keeps the header; what matters
/// of it is given to [#sendIpv6] and told by [RawInbox].
public final class RawSockets {

    private static final int IPPROTO_IP = 0;
    private static final int IP_HDRINCL = 3;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;

    static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_ADD_MEMBERSHIP = 20;
    private static final int IPV6_RECVPKTINFO = 49;
    static final int IPV6_PKTINFO = 50;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_TCLASS = 67;

    private static final int SO_PRIORITY = 12;
    private static final int SO_BINDTODEVICE = 25;
    private static final int TC_PRIO_CONTROL = 7;
    private static final int INTERNETWORK_CONTROL = 0xc0;

    private static final int SOCKADDR_IN_SIZE = 16;
    private static final int SOCKADDR_IN6_SIZE = 28;
    private static final int CONTROL_SIZE = 40;

    // ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)
    private static final MethodHandle SENDMSG =
        NativeCalls.find("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private RawSockets() {
    }

    /// Opens a socket for one IP protocol. What is sent is marked as network control traffic, and is not looped back.
    ///
    /// @param device the only interface that it sends and receives on, or empty for all
    /// @param hopLimit of IPv6 unicast packets; IPv4 packets carry their own
    public static Descriptor open(Family family, int protocol, Optional<String> device, int hopLimit)
        throws SystemCallException {
        String what = "raw socket " + family + " protocol " + protocol + device.map(name -> " on " + name).orElse("");
        Descriptor socket = Sockets.open(family.number(), Sockets.SOCK_RAW, protocol, what);
        try {
            Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_PRIORITY, TC_PRIO_CONTROL);
            if (device.isPresent()) {
                bindToDevice(socket, device.get());
            }
            if (family == Family.IPV4) {
                Sockets.setOption(socket, IPPROTO_IP, IP_HDRINCL, 1);
                Sockets.setOption(socket, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
            } else {
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255);
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, hopLimit);
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_TCLASS, INTERNETWORK_CONTROL);
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
            }
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private static void bindToDevice(Descriptor socket, String device) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(device, StandardCharsets.US_ASCII);
            Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_BINDTODEVICE, name);
        }
    }

    /// Receives what is sent to a group on an interface, from now on. Joining again is no error.
    public static void join(Descriptor socket, IpAddress group, int interfaceIndex) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            if (group.family() == Family.IPV4) {
                // struct ip_mreqn: group, local address, interface
                MemorySegment request = arena.allocate(12, 4);
                put(request, 0, group);
                request.set(JAVA_INT, 8, interfaceIndex);
                Sockets.setOption(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, request);
            } else {
                // struct ipv6_mreq: group, interface
                MemorySegment request = arena.allocate(20, 4);
                put(request, 0, group);
                request.set(JAVA_INT, 16, interfaceIndex);
                Sockets.setOption(socket, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request);
            }
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EADDRINUSE) {
                throw e;
            }
        }
    }

    /// Sends a whole IPv4 packet.
    public static void sendIpv4(Descriptor socket, byte[] packet, IpAddress destination) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_IN_SIZE, 4);
            address.set(JAVA_SHORT, 0, (short) Sockets.AF_INET);
            put(address, 4, destination);
            Sockets.send(socket, arena.allocateFrom(JAVA_BYTE, packet), address);
        }
    }

    /// Sends the payload of an IPv6 packet from an address of this host.
    ///
    /// @param interfaceIndex where it leaves; 0 leaves that to the routes
    public static void sendIpv6(
        Descriptor socket, byte[] payload, IpAddress source, IpAddress destination, int interfaceIndex)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_IN6_SIZE, 4);
            address.set(JAVA_SHORT, 0, (short) Sockets.AF_INET6);
            put(address, 8, destination);
            address.set(JAVA_INT, 24, destination.isLinkLocalIpv6() ? interfaceIndex : 0);
            // One control message: struct in6_pktinfo, the source address and the interface.
            MemorySegment control = arena.allocate(CONTROL_SIZE, 8);
            control.set(JAVA_LONG, 0, 16 + 20);
            control.set(JAVA_INT, 8, IPPROTO_IPV6);
            control.set(JAVA_INT, 12, IPV6_PKTINFO);
            put(control, 16, source);
            control.set(JAVA_INT, 32, interfaceIndex);
            MemorySegment message = MessageHeader.allocate(
                arena, address, arena.allocateFrom(JAVA_BYTE, payload), control);
            send(socket, message, payload.length);
        }
    }

    private static void send(Descriptor socket, MemorySegment message, int length) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            long sent = (long) SENDMSG.invokeExact(state, socket.number(), message, Sockets.MSG_DONTWAIT);
            if (sent < 0) {
                throw new SystemCallException(
                    "sendmsg(" + socket + ", " + length + " bytes)", NativeCalls.errno(state));
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    private static void put(MemorySegment segment, long at, IpAddress address) {
        byte[] bytes = address.bytes();
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, at, bytes.length);
    }
}
