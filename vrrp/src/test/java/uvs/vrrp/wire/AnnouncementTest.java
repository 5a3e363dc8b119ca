package uvs.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.MacAddress;

class AnnouncementTest {

    private static final MacAddress LINK_LAYER = MacAddress.of("02:00:00:00:ff:fe");

    @Test
    void broadcastsAnArpRequestAboutTheAddressItself() {
        assertEquals("ffffffffffff" + "02000000fffe" + "0806" +
            "0001" + "0800" + "06" + "04" + "0001" + // Ethernet, IPv4, a request
            "02000000fffe" + "c0000264" + // sender
            "ffffffffffff" + "c0000264", // target
            HexFormat.of().formatHex(Announcement.frame(IpAddress.of("192.0.2.100"), LINK_LAYER, false)));
    }

    /// The checksum was computed apart: the ones' complement of 0x08d1, the sum of pseudo-header and message.
    @Test
    void advertisesAnIpv6AddressToAllNodes() {
        assertEquals("333300000001" + "02000000fffe" + "86dd" +
            "60000000" + "0020" + "3a" + "ff" + // 32 bytes of ICMPv6, hop limit 255
            "20010db8000000000000000000000100" + "ff020000000000000000000000000001" +
            "8800" + "f72e" + "20000000" + // override
            "20010db8000000000000000000000100" +
            "0201" + "02000000fffe", // target link-layer address
            HexFormat.of().formatHex(Announcement.frame(IpAddress.of("2001:db8::100"), LINK_LAYER, false)));
    }

    @Test
    void setsTheRouterFlagWhereTheHostForwards() {
        byte[] frame = Announcement.frame(IpAddress.of("2001:db8::100"), LINK_LAYER, true);
        assertEquals((byte) 0xa0, frame[14 + 40 + 4]);
    }

    @Test
    void knowsTheVirtualLinkLayerAddresses() {
        assertEquals("00:00:5e:00:01:33", Announcement.virtualAddress(Family.IPV4, 51).toString());
        assertEquals("00:00:5e:00:02:33", Announcement.virtualAddress(Family.IPV6, 51).toString());
    }
}
