package uvs.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// The expected bytes were captured from keepalived 2.2.7, source 192.0.2.9, virtual router 51.
class AdvertisementWriterTest {

    private static final IpAddress SOURCE = IpAddress.of("192.0.2.9");
    private static final IpAddress GROUP = IpAddress.of("224.0.0.18");
    private static final IpAddress VIP = IpAddress.of("192.0.2.100");

    @Test
    void writesVersion2WithoutAuthentication() {
        assertEquals("45c0002c00010000ff701885c0000209e0000012" + // IPv4, TTL 255, protocol 112
            "21339602" + "0001c3fe" + // priority 150, two addresses; no authentication, 1 s
            "c0000265" + "c0000264" + // the addresses in the order of the configuration
            "0000000000000000",
            packet(advertisement(2, 150, 100, new Authentication.None(), IpAddress.of("192.0.2.101"), VIP),
                GROUP, 0));
    }

    @Test
    void writesTheFirstEightBytesOfThePassword() {
        assertEquals("45c0002800010000ff701889c0000209e0000012" +
            "21336401" + "010149e7" + "c0000264" +
            "7365637265743132", // secret12
            packet(advertisement(2, 100, 100, new Authentication.Password(Secret.of("secret1234")), VIP),
                GROUP, 0));
    }

    @Test
    void writesTheAuthenticationHeader() {
        assertEquals("45c0004000010000ff3318aec0000209e0000012" + // protocol 51
            "70040000" + "c0000209" + "00000001" + // next 112, SPI = source, sequence number 1
            "0fa5150045925c9c6a1636aa" + // HMAC-MD5-96
            "21339601" + "02018465" + "c0000264" + "0000000000000000",
            packet(advertisement(2, 150, 100, new Authentication.Header(Secret.of("abc")), VIP), GROUP, 1));
    }

    @Test
    void sumsThePseudoHeaderInVersion3() {
        assertEquals("45c0002000010000ff701891c0000209e0000012" + "3133c801" + "0032a19b" + "c0000264",
            packet(advertisement(3, 200, 50, new Authentication.None(), VIP), GROUP, 0));
    }

    @Test
    void sumsThePeerOfAUnicastAdvertisement() {
        assertEquals("45c0002000010000ff703699c0000209c000020a" + "3133c801" + "0064bf71" + "c0000264",
            packet(advertisement(3, 200, 100, new Authentication.None(), VIP), IpAddress.of("192.0.2.10"), 0));
    }

    @Test
    void writesVersion3OverIpv6() {
        var addresses = List.of(IpAddress.of("fe80::100"), IpAddress.of("2001:db8::100"));
        var advertisement =
            new Advertisement(Family.IPV6, 3, 51, 200, 100, new Authentication.None(), addresses);
        byte[] message = AdvertisementWriter.message(advertisement, new ChecksumForm.PseudoHeader(),
            IpAddress.of("fe80::ff:fe00:9"), IpAddress.of("ff02::12"));
        assertEquals("3133c802" + "0064daf4" +
            "fe800000000000000000000000000100" + "20010db8000000000000000000000100",
            HexFormat.of().formatHex(message));
    }

    /// The sum of a message of RFC 9568 has no pseudo-header: the ones' complement of its words.
    @Test
    void leavesThePseudoHeaderOutOnRequest() {
        byte[] message = AdvertisementWriter.message(advertisement(3, 200, 100, new Authentication.None(), VIP),
            new ChecksumForm.MessageOnly(), SOURCE, GROUP);
        assertEquals(0xffff - (0x3133 + 0xc801 + 0x0064 + 0xc000 + 0x0264 - 0xffff),
            Short.toUnsignedInt((short) (message[6] << 8 | message[7] & 0xff)));
    }

    @Test
    void namesTheGroupForOldUnicastPeers() {
        var advertisement = advertisement(3, 200, 100, new Authentication.None(), VIP);
        assertEquals(
            hex(AdvertisementWriter.message(advertisement, new ChecksumForm.PseudoHeader(), SOURCE, GROUP)),
            hex(AdvertisementWriter.message(
                advertisement, new ChecksumForm.OldUnicast(GROUP), SOURCE, IpAddress.of("192.0.2.10"))));
    }

    @Test
    void refusesWhatTheWireCannotCarry() {
        assertThrows(IllegalArgumentException.class,
            () -> advertisement(2, 100, 150, new Authentication.None(), VIP));
        assertThrows(IllegalArgumentException.class,
            () -> advertisement(3, 100, 4096, new Authentication.None(), VIP));
        assertThrows(IllegalArgumentException.class,
            () -> advertisement(3, 100, 100, new Authentication.Password(Secret.of("x")), VIP));
        assertThrows(IllegalArgumentException.class,
            () -> advertisement(3, 100, 100, new Authentication.None(), IpAddress.of("2001:db8::1")));
    }

    @Test
    void neverPrintsAPassword() {
        assertEquals("Password[secret=********]", new Authentication.Password(Secret.of("hidden")).toString());
    }

    static Advertisement advertisement(
        int version, int priority, int intervalCs, Authentication authentication, IpAddress... addresses) {
        return new Advertisement(
            Family.IPV4, version, 51, priority, intervalCs, authentication, Arrays.asList(addresses));
    }

    private static String packet(Advertisement advertisement, IpAddress destination, int sequenceNumber) {
        return hex(AdvertisementWriter.ipv4Packet(advertisement, new ChecksumForm.PseudoHeader(),
            new AdvertisementWriter.Ipv4Fields(SOURCE, destination, 255, 1, sequenceNumber)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
