package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpErrorsTest {

    private static final int DIRECTOR = 0xc0000201;
    private static final long NET = 0x20010db8_00000000L;

    private static final String UDP_PACKET =
        "450b001c" +    // version 4, 20 bytes; type of service 11; 28 bytes in all
        "1a2b4000" +    // identification; don't fragment
        "3f110000" +    // TTL 63, UDP; checksum not looked at
        "c6336407" +    // from 198.51.100.7
        "c0000202" +    // to 192.0.2.2
        "c3500035" +    // UDP from port 50000 to 53
        "00080000";

    private static final String IPV6_PACKET =
        "60000000" + "0008" + "11" + "3f" + // 8 bytes of payload; UDP; hop limit 63
        "20010db8000000000000000000000007" +
        "20010db8000000000000000000000002" +
        "c350003500080000";

    private final IcmpErrors errors = new IcmpErrors();
    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final IcmpHeader icmp = new IcmpHeader();
    private final Icmpv6Header icmpv6 = new Icmpv6Header();
    private final MemorySegment written = PacketMemory.dirty(1300);

    private Ipv4Header ipv4(String hex) {
        var packet = PacketMemory.of(hex);
        assertEquals(Malformed.NONE, ipv4.wrap(packet, 0, packet.byteSize()).check());
        return ipv4;
    }

    private Ipv6Header ipv6(String hex) {
        var packet = PacketMemory.of(hex);
        assertEquals(Malformed.NONE, ipv6.wrap(packet, 0, packet.byteSize()).check());
        return ipv6;
    }

    @Test
    void writesPortUnreachable() {
        int length =
            errors.unreachable(ipv4(UDP_PACKET), IcmpHeader.PORT_UNREACHABLE, DIRECTOR, written, 14);
        assertEquals(20 + 8 + 28, length);
        String packet = PacketMemory.hex(written, 14, length);
        assertEquals(
            "45ca0038" +    // version 4, 20 bytes; precedence 6 and the packet's type of service; 56 bytes
            "00000000" +    // identification; may be cut
            "4001" +        // TTL 64, ICMP
            packet.substring(20, 24) +
            "c0000201" +    // from the director
            "c6336407" +    // to the source
            "0303" +        // destination unreachable, port unreachable
            packet.substring(44, 48) +
            "00000000" +    // unused
            UDP_PACKET,     // the whole packet
            packet);
        assertSound(length);
        assertEquals("ffff", PacketMemory.hex(written, 14 + length, 2));
        assertEquals("ffff", PacketMemory.hex(written, 12, 2));
    }

    @Test
    void writesFragmentationNeeded() {
        int length = errors.fragmentationNeeded(ipv4(UDP_PACKET), 1480, DIRECTOR, written, 14);
        assertEquals("0304", PacketMemory.hex(written, 34, 2));
        assertEquals("000005c8", PacketMemory.hex(written, 38, 4));
        assertSound(length);
        assertEquals(1480, icmp.nextHopMtu());
    }

    @Test
    void writesTimeExceeded() {
        int length = errors.timeExceeded(ipv4(UDP_PACKET), DIRECTOR, written, 14);
        assertEquals("0b00", PacketMemory.hex(written, 34, 2));
        assertEquals("00000000", PacketMemory.hex(written, 38, 4));
        assertSound(length);
    }

    private void assertSound(int length) {
        var read = new Ipv4Header().wrap(written, 14, length);
        assertEquals(Malformed.NONE, read.check());
        assertTrue(read.checksumHolds());
        icmp.wrap(written, read.payloadStart(), read.payloadLength());
        assertEquals(Malformed.NONE, icmp.check());
        assertTrue(icmp.checksumHolds());
    }

    @Test
    void numbersTheErrors() {
        errors.timeExceeded(ipv4(UDP_PACKET), DIRECTOR, written, 14);
        int length = errors.timeExceeded(ipv4, DIRECTOR, written, 14);
        assertEquals("0001", PacketMemory.hex(written, 18, 2));
        assertSound(length);
    }

    /// RFC 1812, section 4.3.2.3: as much as fits in 576 bytes.
    @Test
    void cutsALongPacket() {
        String packet = "450005dc" + UDP_PACKET.substring(8) + "ab".repeat(1472);
        int length = errors.fragmentationNeeded(ipv4(packet), 1400, DIRECTOR, written, 14);
        assertEquals(576, length);
        assertSound(length);
        assertEquals(packet.substring(0, 2 * 548), PacketMemory.hex(written, 42, 548));
    }

    @Test
    void leavesThePaddingOfTheFrameOut() {
        assertEquals(56, errors.timeExceeded(ipv4(UDP_PACKET + "0000"), DIRECTOR, written, 14));
    }

    @ParameterizedTest
    @CsvSource({
        "c6336407, c0000202, true",     // 198.51.100.7 to 192.0.2.2
        "00000000, c0000202, false",    // from no address
        "00000001, c0000202, false",
        "7f000001, c0000202, false",    // from loopback
        "e0000001, c0000202, false",    // from a group
        "ffffffff, c0000202, false",
        "dfffffff, c0000202, true",
        "c6336407, e0000012, false",    // to a group
        "c6336407, ffffffff, false",    // to everybody
        "c6336407, 7f000001, true",
    })
    void answersPacketsBetweenTwoHosts(String source, String destination, boolean answered) {
        String packet = UDP_PACKET.substring(0, 24) + source + destination + UDP_PACKET.substring(40);
        assertEquals(answered, errors.mayAnswer(ipv4(packet)));
    }

    @Test
    void answersTheFirstFragmentOnly() {
        assertTrue(errors.mayAnswer(ipv4(UDP_PACKET.replace("1a2b4000", "1a2b2000"))));
        assertFalse(errors.mayAnswer(ipv4(UDP_PACKET.replace("1a2b4000", "1a2b0001"))));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "3, false", "4, false", "5, false", "8, true", "11, false", "12, false",
        "13, true",
        "18, true", "19, false", "255, false"})
    void answersIcmpQueriesAndNoErrors(int type, boolean answered) {
        String packet = UDP_PACKET.replace("3f11", "3f01").substring(0,
            40) + "%02x00000000000000".formatted(type);
        assertEquals(answered, errors.mayAnswer(ipv4(packet)));
    }

    @Test
    void doesNotAnswerIcmpThatIsCutOff() {
        String packet = UDP_PACKET.replace("3f11", "3f01").replace("450b001c", "450b001b");
        assertFalse(errors.mayAnswer(ipv4(packet.substring(0, 54))));
    }

    @Test
    void writesPortUnreachableForIpv6() {
        int length =
            errors.unreachable(ipv6(IPV6_PACKET), Icmpv6Header.PORT_UNREACHABLE, NET, 2, written, 14);
        assertEquals(40 + 8 + 48, length);
        String packet = PacketMemory.hex(written, 14, length);
        assertEquals(
            "60000000" + "0038" + "3a" + "40" +     // 56 bytes of payload; ICMPv6; hop limit 64
            "20010db8000000000000000000000002" +    // from the director
            "20010db8000000000000000000000007" +    // to the source
            "0104" +                                // destination unreachable, port unreachable
            packet.substring(84, 88) +
            "00000000" + IPV6_PACKET,
            packet);
        assertIpv6Sound(length);
        assertEquals("ffff", PacketMemory.hex(written, 14 + length, 2));
    }

    @Test
    void writesPacketTooBigAndTimeExceededForIpv6() {
        assertIpv6Sound(errors.packetTooBig(ipv6(IPV6_PACKET), 1460, NET, 2, written, 14));
        assertEquals(Icmpv6Header.PACKET_TOO_BIG, icmpv6.type());
        assertEquals(0, icmpv6.code());
        assertEquals(1460, icmpv6.mtu());
        assertIpv6Sound(errors.timeExceeded(ipv6, NET, 2, written, 14));
        assertEquals(Icmpv6Header.TIME_EXCEEDED, icmpv6.type());
        assertEquals(0, icmpv6.mtu());
    }

    /// RFC 4443, section 2.4 (c): as much as fits in the smallest MTU of IPv6.
    @Test
    void cutsALongIpv6Packet() {
        String packet = IPV6_PACKET.replace("00000008", "000005b4") + "cd".repeat(1452);
        int length = errors.packetTooBig(ipv6(packet), 1400, NET, 2, written, 14);
        assertEquals(1280, length);
        assertIpv6Sound(length);
        assertEquals(packet.substring(0, 2 * 1232), PacketMemory.hex(written, 62, 1232));
    }

    private void assertIpv6Sound(int length) {
        var read = new Ipv6Header().wrap(written, 14, length);
        assertEquals(Malformed.NONE, read.check());
        icmpv6.wrap(written, read.transportStart(), read.transportLength());
        assertEquals(Malformed.NONE, icmpv6.check());
        assertTrue(icmpv6.checksumHolds(read.pseudoHeaderSum()));
    }

    @Test
    void answersIpv6PacketsFromOneHost() {
        assertTrue(errors.mayAnswer(ipv6(IPV6_PACKET), false));
        String source = "20010db8000000000000000000000007";
        assertFalse(errors.mayAnswer(ipv6(IPV6_PACKET.replace(source, "00".repeat(16))), false));
        assertFalse(errors.mayAnswer(ipv6(IPV6_PACKET.replace(source, "ff02" + "00".repeat(14))), true));
        assertTrue(errors.mayAnswer(ipv6(IPV6_PACKET.replace(source, "00".repeat(15) + "07")), false));
    }

    /// RFC 4443, section 2.4 (e.3): packet too big is sent about multicast as well.
    @Test
    void answersIpv6PacketsToAGroupOnlyWhenTheyAreTooBig() {
        ipv6(IPV6_PACKET.replace("20010db8000000000000000000000002", "ff02" + "00".repeat(14)));
        assertFalse(errors.mayAnswer(ipv6, false));
        assertTrue(errors.mayAnswer(ipv6, true));
    }

    @ParameterizedTest
    @CsvSource({"01, false", "7f, false", "80, true", "89, false", "88, true"})
    void answersInformationalIcmpv6Only(String type, boolean answered) {
        String packet = IPV6_PACKET.replace("0008113f", "00083a3f").substring(0, 80) + type + "00".repeat(7);
        assertEquals(answered, errors.mayAnswer(ipv6(packet), true));
    }

    /// There the type is data, whatever it looks like. A packet that is too big must be cut smaller in any
    /// case.
    @Test
    void answersALaterFragmentOfIcmpv6() {
        String fragment = "3a000009" + "00000001" + "01".repeat(8);
        String header = IPV6_PACKET.replace("0008113f", "00102c3f").substring(0, 80);
        assertTrue(errors.mayAnswer(ipv6(header + fragment), true));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 7})
    void doesNotAnswerIcmpv6ThatIsCutOff(int length) {
        String packet = IPV6_PACKET.replace("0008113f", "%04x3a3f".formatted(length)).substring(0, 80)
            + "80".repeat(length);
        assertFalse(errors.mayAnswer(ipv6(packet), false));
    }
}
