package uvs.vrrp.wire;

import java.nio.ByteBuffer;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.MacAddress;

/// The frames that tell a segment where an address lives now: gratuitous ARP and unsolicited neighbour
/// advertisements. As keepalived sends them, which is what the switches in the field have learned to accept.
public final class Announcement {

    private static final int ETHERNET_HEADER_LENGTH = 14;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86dd;

    private static final int ARP_LENGTH = 28;
    private static final int ARP_HARDWARE_ETHERNET = 1;
    private static final int ARP_PROTOCOL_IPV4 = 0x0800;
    private static final int ARP_REQUEST = 1;

    private static final int IPV6_HEADER_LENGTH = 40;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOR_ADVERTISEMENT = 136;
    private static final int NEIGHBOR_ADVERTISEMENT_LENGTH = 32;
    private static final int ROUTER_FLAG = 0x8000_0000;
    private static final int OVERRIDE_FLAG = 0x2000_0000;
    private static final int TARGET_LINK_LAYER_ADDRESS = 2;
    private static final IpAddress ALL_NODES = IpAddress.of("ff02::1");
    private static final MacAddress ALL_NODES_ETHERNET = new MacAddress(0x3333_0000_0001L);

    private static final long VIRTUAL_IPV4 = 0x0000_5e00_0100L;
    private static final long VIRTUAL_IPV6 = 0x0000_5e00_0200L;

    private Announcement() {
    }

    /// The link-layer address which all routers of a group share (RFC 9568, section 7.3).
    public static MacAddress virtualAddress(Family family, int virtualRouterId) {
        return new MacAddress(switch (family) {
            case IPV4 -> VIRTUAL_IPV4 | virtualRouterId;
            case IPV6 -> VIRTUAL_IPV6 | virtualRouterId;
        });
    }

    /// The frame for an address of either family.
    ///
    /// @param forwards whether this host forwards IPv6, which decides the Router flag
    public static byte[] frame(IpAddress address, MacAddress linkLayer, boolean forwards) {
        return address.family() == Family.IPV4
            ? gratuitousArp(address, linkLayer)
            : neighborAdvertisement(address, linkLayer, forwards);
    }

    /// A broadcast ARP request in which sender and target are the address (RFC 5227, section 3; operation 1, since
    /// some switches ignore replies nobody asked for).
    static byte[] gratuitousArp(IpAddress address, MacAddress linkLayer) {
        var frame = ethernet(MacAddress.BROADCAST, linkLayer, ETHERTYPE_ARP, ARP_LENGTH);
        frame.putShort((short) ARP_HARDWARE_ETHERNET);
        frame.putShort((short) ARP_PROTOCOL_IPV4);
        frame.put((byte) MacAddress.LENGTH);
        frame.put((byte) Family.IPV4.addressLength());
        frame.putShort((short) ARP_REQUEST);
        frame.put(linkLayer.bytes());
        frame.put(address.bytes());
        frame.put(MacAddress.BROADCAST.bytes());
        frame.put(address.bytes());
        return frame.array();
    }

    /// An unsolicited neighbour advertisement to all nodes (RFC 4861, sections 4.4 and 7.2.6), from the address
    /// itself.
    static byte[] neighborAdvertisement(IpAddress address, MacAddress linkLayer, boolean forwards) {
        var frame = ethernet(ALL_NODES_ETHERNET, linkLayer, ETHERTYPE_IPV6,
            IPV6_HEADER_LENGTH + NEIGHBOR_ADVERTISEMENT_LENGTH);
        frame.putInt(0x6000_0000);
        frame.putShort((short) NEIGHBOR_ADVERTISEMENT_LENGTH);
        frame.put((byte) ICMPV6);
        frame.put((byte) 255);
        frame.put(address.bytes());
        frame.put(ALL_NODES.bytes());
        int message = frame.position();
        frame.putShort((short) (NEIGHBOR_ADVERTISEMENT << 8));
        frame.putShort((short) 0);
        frame.putInt(OVERRIDE_FLAG | (forwards ? ROUTER_FLAG : 0));
        frame.put(address.bytes());
        frame.put((byte) TARGET_LINK_LAYER_ADDRESS);
        frame.put((byte) 1);
        frame.put(linkLayer.bytes());
        long sum = Checksum.sum(frame, message, NEIGHBOR_ADVERTISEMENT_LENGTH)
            + Checksum.pseudoHeader(address, ALL_NODES, ICMPV6, NEIGHBOR_ADVERTISEMENT_LENGTH);
        frame.putShort(message + 2, (short) Checksum.finish(sum));
        return frame.array();
    }

    private static ByteBuffer ethernet(MacAddress to, MacAddress from, int type, int payload) {
        var frame = ByteBuffer.allocate(ETHERNET_HEADER_LENGTH + payload);
        return frame.put(to.bytes()).put(from.bytes()).putShort((short) type);
    }
}
