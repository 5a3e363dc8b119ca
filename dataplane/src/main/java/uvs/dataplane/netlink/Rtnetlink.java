package uvs.dataplane.netlink;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.SystemCallException;

/// Requests about links, addresses, routes and neighbours (rtnetlink(7)), and how their messages are read.
///
/// One thread owns an instance.
public final class Rtnetlink implements AutoCloseable {

    /// `IFF_UP`: administratively up.
    public static final int FLAG_UP = 0x01;
    /// `IFF_LOOPBACK`
    public static final int FLAG_LOOPBACK = 0x08;
    /// `IFF_NOARP`: nobody is asked for, or told, a link-layer address there.
    public static final int FLAG_NO_ARP = 0x80;

    static final int NEW_LINK = 16;
    static final int DELETE_LINK = 17;
    static final int GET_LINK = 18;
    static final int NEW_ADDRESS = 20;
    static final int DELETE_ADDRESS = 21;
    static final int GET_ADDRESS = 22;
    static final int NEW_ROUTE = 24;
    static final int DELETE_ROUTE = 25;
    static final int GET_ROUTE = 26;
    static final int NEW_NEIGHBOUR = 28;
    static final int DELETE_NEIGHBOUR = 29;
    static final int GET_NEIGHBOUR = 30;

    private static final int CREATE = 0x400;
    private static final int EXCLUSIVE = 0x200;
    private static final int REPLACE = 0x100;
    private static final int NTF_USE = 0x01;
    private static final int IFF_RUNNING_AND_UP = 0x41;
    /// The length of `struct ifaddrmsg`.
    private static final int ADDRESS_HEADER = 8;

    private final NetlinkSocket socket;
    private final NetlinkWriter writer = new NetlinkWriter();

    public Rtnetlink() throws SystemCallException {
        socket = new NetlinkSocket(NetlinkSocket.ROUTE);
    }

    public List<Link> links() throws SystemCallException {
        writer.message(GET_LINK, NetlinkSocket.REQUEST | NetlinkSocket.DUMP)
            .u8(0).u8(0).i16(0).i32(0).i32(0).i32(0);
        return socket.request(writer, "RTM_GETLINK").stream()
            .filter(message -> message.type() == NEW_LINK).map(Rtnetlink::link).toList();
    }

    public List<InterfaceAddress> addresses() throws SystemCallException {
        return addressMessages().map(Rtnetlink::address).flatMap(Optional::stream).toList();
    }

    private Stream<NetlinkMessage> addressMessages() throws SystemCallException {
        writer.message(GET_ADDRESS, NetlinkSocket.REQUEST | NetlinkSocket.DUMP).u8(0).u8(0).u8(0).u8(0).i32(0);
        return socket.request(writer, "RTM_GETADDR").stream().filter(message -> message.type() == NEW_ADDRESS);
    }

    public List<Route> routes() throws SystemCallException {
        writer.message(GET_ROUTE, NetlinkSocket.REQUEST | NetlinkSocket.DUMP)
            .u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).i32(0);
        return socket.request(writer, "RTM_GETROUTE").stream()
            .filter(message -> message.type() == NEW_ROUTE).map(Rtnetlink::route)
            .flatMap(Optional::stream).toList();
    }

    public List<Neighbour> neighbours() throws SystemCallException {
        writer.message(GET_NEIGHBOUR, NetlinkSocket.REQUEST | NetlinkSocket.DUMP)
            .u8(0).u8(0).i16(0).i32(0).i16(0).u8(0).u8(0);
        return socket.request(writer, "RTM_GETNEIGH").stream()
            .filter(message -> message.type() == NEW_NEIGHBOUR).map(Rtnetlink::neighbour)
            .flatMap(Optional::stream).toList();
    }

    /// The `IFF_…` flags of an interface (linux/if.h), such as [#FLAG_UP].
    public int flags(int linkIndex) throws SystemCallException {
        linkMessage(GET_LINK, 0, linkIndex, 0, 0);
        return socket.request(writer, "RTM_GETLINK " + linkIndex).getFirst().payload().getInt(8);
    }

    /// Sets an interface up or down.
    public void setUp(int linkIndex, boolean up) throws SystemCallException {
        linkMessage(NEW_LINK, 0, linkIndex, up ? FLAG_UP : 0, FLAG_UP);
        socket.request(writer, "RTM_NEWLINK " + linkIndex + (up ? " up" : " down"));
    }

    /// Makes an interface without a cable, which must not be there and is down at first.
    ///
    /// @param kind as in `ip link add NAME type KIND`: `dummy`
    public void addLink(String name, String kind) throws SystemCallException {
        linkMessage(NEW_LINK, CREATE | EXCLUSIVE, 0, 0, 0);
        writer.attributeText(LinkAttribute.NAME, name);
        int info = writer.nest(LinkAttribute.INFO);
        writer.attributeText(LinkAttribute.INFO_KIND, kind).end(info);
        socket.request(writer, "RTM_NEWLINK " + name + " of kind " + kind);
    }

    public void deleteLink(int linkIndex) throws SystemCallException {
        linkMessage(DELETE_LINK, 0, linkIndex, 0, 0);
        socket.request(writer, "RTM_DELLINK " + linkIndex);
    }

    private void linkMessage(int type, int flags, int linkIndex, int linkFlags, int change) {
        writer.message(type, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | flags)
            .u8(0).u8(0).i16(0).i32(linkIndex).i32(linkFlags).i32(change);
    }

    /// The addresses that are marked with an origin, by [#addAddress(int, Prefix, int, int)].
    public List<InterfaceAddress> addressesOf(int origin) throws SystemCallException {
        return addressMessages()
            .filter(message -> message.attributes(ADDRESS_HEADER).bytes(AddressAttribute.ORIGIN)
                .filter(bytes -> Byte.toUnsignedInt(bytes.get(0)) == origin).isPresent())
            .map(Rtnetlink::address).flatMap(Optional::stream).toList();
    }

    /// As the other, and marks the address with who put it there (`IFA_PROTO`, 1 to 255), for as long as it
    /// is there. A kernel before 5.18 forgets the mark.
    public void addAddress(int linkIndex, Prefix prefix, int scope, int origin) throws SystemCallException {
        addressMessage(NEW_ADDRESS, CREATE | EXCLUSIVE, linkIndex, prefix, scope);
        writer.attribute8(AddressAttribute.ORIGIN, origin);
        socket.request(writer, "RTM_NEWADDR " + prefix + " on link " + linkIndex);
    }

    /// Adds an address, which must not be there. Scope 0 is global, 253 link, 254 host (rtnetlink(7)).
    public void addAddress(int linkIndex, Prefix prefix, int scope) throws SystemCallException {
        addressMessage(NEW_ADDRESS, CREATE | EXCLUSIVE, linkIndex, prefix, scope);
        socket.request(writer, "RTM_NEWADDR " + prefix + " on link " + linkIndex);
    }

    public void deleteAddress(int linkIndex, Prefix prefix) throws SystemCallException {
        addressMessage(DELETE_ADDRESS, 0, linkIndex, prefix, 0);
        socket.request(writer, "RTM_DELADDR " + prefix + " on link " + linkIndex);
    }

    private void addressMessage(int type, int flags, int linkIndex, Prefix prefix, int scope) {
        byte[] address = prefix.address().bytes();
        writer.message(type, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | flags)
            .u8(prefix.address().family().number()).u8(prefix.length()).u8(0).u8(scope).i32(linkIndex)
            .attribute(AddressAttribute.LOCAL, address)
            .attribute(AddressAttribute.ADDRESS, address);
    }

    /// Asks the kernel to find out (again) where a neighbour is; the answer comes as a notification.
    public void resolve(int linkIndex, IpAddress address) throws SystemCallException {
        writer.message(NEW_NEIGHBOUR,
                NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | CREATE | REPLACE)
            .u8(address.family().number()).u8(0).i16(0).i32(linkIndex).i16(0).u8(NTF_USE).u8(0)
            .attribute(NeighbourAttribute.DESTINATION, address.bytes());
        socket.request(writer, "RTM_NEWNEIGH " + address + " on link " + linkIndex);
    }

    static Link link(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(16);
        int flags = message.payload().getInt(8);
        return new Link(
            message.payload().getInt(4),
            attributes.text(LinkAttribute.NAME).orElse("?"),
            Short.toUnsignedInt(message.payload().getShort(2)),
            attributes.bytes(LinkAttribute.ADDRESS).filter(bytes -> bytes.limit() == 6)
                .map(Rtnetlink::mac).orElse(MacAddress.ZERO),
            attributes.i32(LinkAttribute.MTU).orElse(1500),
            (flags & IFF_RUNNING_AND_UP) == IFF_RUNNING_AND_UP);
    }

    static Optional<InterfaceAddress> address(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(ADDRESS_HEADER);
        int length = Byte.toUnsignedInt(message.payload().get(1));
        int linkIndex = message.payload().getInt(4);
        // On a point-to-point link ADDRESS is the peer's, LOCAL our own; IPv6 has only ADDRESS.
        return attributes.address(AddressAttribute.LOCAL)
            .or(() -> attributes.address(AddressAttribute.ADDRESS))
            .filter(address -> length <= address.family().bits())
            .map(address -> new InterfaceAddress(linkIndex, new Prefix(address, length)));
    }

    static Optional<Route> route(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(12);
        int family = Byte.toUnsignedInt(message.payload().get(0));
        int length = Byte.toUnsignedInt(message.payload().get(1));
        int table = attributes.i32(RouteAttribute.TABLE).orElse(Byte.toUnsignedInt(message.payload().get(4)));
        boolean unicast = message.payload().get(7) == RouteAttribute.TYPE_UNICAST;
        if (!unicast || (family != Family.IPV4.number() && family != Family.IPV6.number())) {
            return Optional.empty();
        }
        IpAddress network = attributes.address(RouteAttribute.DESTINATION)
            .orElse(new IpAddress(Family.of(family), 0, 0));
        Optional<NextHop> nextHop = nextHop(attributes);
        return nextHop.map(hop -> new Route(new Prefix(network, length), hop.gateway, hop.linkIndex,
            attributes.i32(RouteAttribute.PRIORITY).orElse(0), table,
            attributes.address(RouteAttribute.PREFERRED_SOURCE)));
    }

    private record NextHop(Optional<IpAddress> gateway, int linkIndex) {}

    private static Optional<NextHop> nextHop(NetlinkAttributes attributes) {
        if (attributes.i32(RouteAttribute.OUTPUT_LINK).isPresent()) {
            return Optional.of(new NextHop(attributes.address(RouteAttribute.GATEWAY),
                attributes.i32(RouteAttribute.OUTPUT_LINK).getAsInt()));
        }
        // struct rtnexthop: u16 length, u8 flags, u8 hops, s32 link; attributes follow.
        return attributes.bytes(RouteAttribute.MULTIPATH).filter(bytes -> bytes.limit() >= 8).map(bytes -> {
            int end = Math.min(bytes.limit(), Short.toUnsignedInt(bytes.getShort(0)));
            NetlinkAttributes own = end < 8 ? NetlinkAttributes.NONE
                : NetlinkAttributes.of(bytes.slice(8, end - 8));
            return new NextHop(own.address(RouteAttribute.GATEWAY), bytes.getInt(4));
        });
    }

    static Optional<Neighbour> neighbour(NetlinkMessage message) {
        NetlinkAttributes attributes = message.attributes(12);
        int linkIndex = message.payload().getInt(4);
        int state = Short.toUnsignedInt(message.payload().getShort(8));
        MacAddress mac = attributes.bytes(NeighbourAttribute.LINK_LAYER_ADDRESS)
            .filter(bytes -> bytes.limit() == 6).map(Rtnetlink::mac).orElse(MacAddress.ZERO);
        return attributes.address(NeighbourAttribute.DESTINATION)
            .map(address -> new Neighbour(linkIndex, address, mac, state));
    }

    private static MacAddress mac(java.nio.ByteBuffer bytes) {
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | Byte.toUnsignedLong(bytes.get(i));
        }
        return new MacAddress(bits);
    }

    @Override
    public void close() {
        socket.close();
    }

    /// `IFLA_…` of linux/if_link.h.
    private static final class LinkAttribute {
        static final int ADDRESS = 1;
        static final int NAME = 3;
        static final int MTU = 4;
        static final int INFO = 18;
        static final int INFO_KIND = 1;
    }

    /// `IFA_…` of linux/if_addr.h.
    private static final class AddressAttribute {
        static final int ADDRESS = 1;
        static final int LOCAL = 2;
        static final int ORIGIN = 11;
    }

    /// `RTA_…` and `RTN_…` of linux/rtnetlink.h.
    private static final class RouteAttribute {
        static final int DESTINATION = 1;
        static final int OUTPUT_LINK = 4;
        static final int GATEWAY = 5;
        static final int PRIORITY = 6;
        static final int PREFERRED_SOURCE = 7;
        static final int MULTIPATH = 9;
        static final int TABLE = 15;
        static final int TYPE_UNICAST = 1;
    }

    /// `NDA_…` of linux/neighbour.h.
    private static final class NeighbourAttribute {
        static final int DESTINATION = 1;
        static final int LINK_LAYER_ADDRESS = 2;
    }
}
