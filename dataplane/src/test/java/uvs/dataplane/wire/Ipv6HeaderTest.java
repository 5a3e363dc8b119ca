package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6HeaderTest {

    private static final long NET = 0x20010db8_00000000L;

    private static final String ADDRESSES =
        "20010db8000000000000000000000001" +    // from 2001:db8::1
        "20010db8000000000000000000000002";     // to 2001:db8::2

    private static final String PACKET =
        "6bbf5678" +            // version 6; DSCP 46, ECN 3; flow label 0xf5678
        "0008" + "11" + "3f" +  // 8 bytes of payload; UDP; hop limit 63
        ADDRESSES +
        "c350003500080000";     // UDP

    private static final String HOP_BY_HOP = "010400000000";    // without its next header and length: padding
    private static final String UDP = "c350003500080000";

    private final Ipv6Header header = new Ipv6Header();

    private Ipv6Header over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    /// A packet whose payload is `payload`, with the length that says so.
    private static String packet(String nextHeader, String payload) {
        return "60000000" + "%04x".formatted(payload.length() / 2) + nextHeader + "40" + ADDRESSES + payload;
    }

    private Malformed check(String nextHeader, String payload) {
        return over(PacketMemory.of(packet(nextHeader, payload))).check();
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + PACKET), 1, 48);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(6, header.version());
        assertEquals(0xbb, header.trafficClass());
        assertEquals(46, header.dscp());
        assertEquals(3, header.ecn());
        assertEquals(0xf5678, header.flowLabel());
        assertEquals(8, header.payloadLength());
        assertEquals(48, header.totalLength());
        assertEquals(IpProtocol.UDP, header.nextHeader());
        assertEquals(63, header.hopLimit());
        assertEquals(NET, header.sourceHigh());
        assertEquals(1, header.sourceLow());
        assertEquals(NET, header.destinationHigh());
        assertEquals(2, header.destinationLow());
        assertEquals(IpProtocol.UDP, header.transportProtocol());
        assertEquals(41, header.transportStart());
        assertEquals(8, header.transportLength());
        assertFalse(header.hasFragmentHeader());
        assertEquals(-1, header.fragmentStart());
        assertFalse(header.isFragment());
        assertEquals(0, header.fragmentOffset());
        assertFalse(header.moreFragments());
        assertEquals(0, header.fragmentIdentification());
        assertEquals(InternetChecksum.pseudoHeaderIpv6(NET, 1, NET, 2, 17, 8), header.pseudoHeaderSum());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 40; length++) {
            assertEquals(Malformed.IPV6_TRUNCATED, over(PacketMemory.of(PACKET).asSlice(0, length)).check());
        }
        for (int length = 40; length < 48; length++) {
            assertEquals(Malformed.IPV6_PAYLOAD_LENGTH,
                over(PacketMemory.of(PACKET).asSlice(0, length)).check());
            assertEquals(Malformed.NONE, header.checkEmbedded());
        }
        assertEquals(Malformed.NONE, over(PacketMemory.of(PACKET + "00")).check());
        assertEquals(8, header.transportLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4", "5", "7", "f"})
    void refusesOtherVersions(String version) {
        assertEquals(Malformed.IPV6_VERSION, over(PacketMemory.of(version + PACKET.substring(1))).check());
    }

    @Test
    void refusesJumbograms() {
        assertEquals(Malformed.IPV6_JUMBOGRAM, check("00", ""));
        assertEquals(Malformed.NONE, check("11", ""));
        assertEquals(0, header.transportLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "2b", "3c"})
    void walksOverExtensionHeadersOfEightByteUnits(String extension) {
        assertEquals(Malformed.NONE, check(extension, "1100" + HOP_BY_HOP + UDP));
        assertEquals(IpProtocol.UDP, header.transportProtocol());
        assertEquals(48, header.transportStart());
        assertEquals(8, header.transportLength());

        assertEquals(Malformed.NONE, check(extension, "0601" + HOP_BY_HOP + "0106000000000000" + UDP));
        assertEquals(IpProtocol.TCP, header.transportProtocol());
        assertEquals(56, header.transportStart());
    }

    /// RFC 4302, section 2.2: its length is in four-byte units, less 2.
    @Test
    void walksOverAnAuthenticationHeader() {
        assertEquals(Malformed.NONE, check("33", "1104" + "00".repeat(22) + UDP));
        assertEquals(IpProtocol.UDP, header.transportProtocol());
        assertEquals(64, header.transportStart());
    }

    @ParameterizedTest
    @CsvSource({"32, 50", "3b, 59", "84, 132", "ff, 255"})
    void stopsAtWhatIsNoExtensionHeader(String next, int protocol) {
        assertEquals(Malformed.NONE, check(next, UDP));
        assertEquals(protocol, header.transportProtocol());
        assertEquals(40, header.transportStart());
    }

    @Test
    void findsTheFirstFragment() {
        assertEquals(Malformed.NONE, check("00",
            "2c00" + HOP_BY_HOP +               // hop by hop, then a fragment header
            "1100" + "0001" + "deadbeef" +      // UDP; offset 0, more; identification
            UDP));
        assertTrue(header.hasFragmentHeader());
        assertTrue(header.isFragment());
        assertEquals(48, header.fragmentStart());
        assertEquals(0, header.fragmentOffset());
        assertTrue(header.moreFragments());
        assertEquals(0xdeadbeef, header.fragmentIdentification());
        assertEquals(IpProtocol.UDP, header.transportProtocol());
        assertEquals(56, header.transportStart());
    }

    @Test
    void stopsAtALaterFragment() {
        // What follows looks like an extension header, and is data.
        assertEquals(Malformed.NONE, check("2c", "3c00" + "05a8" + "00000001" + "11ff" + HOP_BY_HOP));
        assertEquals(0x05a8, header.fragmentOffset());
        assertFalse(header.moreFragments());
        assertTrue(header.isFragment());
        assertEquals(IpProtocol.DESTINATION_OPTIONS, header.transportProtocol());
        assertEquals(48, header.transportStart());
    }

    /// RFC 6946: a fragment header on a packet that is whole; the two reserved bits mean nothing.
    @Test
    void walksOverAnAtomicFragment() {
        assertEquals(Malformed.NONE, check("2c", "3c00" + "0006" + "00000001" + "1100" + HOP_BY_HOP + UDP));
        assertTrue(header.hasFragmentHeader());
        assertFalse(header.isFragment());
        assertEquals(IpProtocol.UDP, header.transportProtocol());
        assertEquals(56, header.transportStart());
    }

    @Test
    void forgetsTheFragmentOfThePacketBefore() {
        check("2c", "1100" + "0011" + "00000001" + UDP);
        assertEquals(16, header.fragmentOffset());
        check("11", UDP);
        assertFalse(header.hasFragmentHeader());
        assertEquals(0, header.fragmentOffset());
        assertFalse(header.moreFragments());
    }

    @Test
    void refusesExtensionHeadersThatReachBeyondThePacket() {
        for (int length = 0; length < 16; length++) {
            String payload = ("1101" + "0".repeat(28)).substring(0, 2 * length);
            var expected = length == 0 ? Malformed.IPV6_JUMBOGRAM : Malformed.IPV6_EXTENSION_TRUNCATED;
            assertEquals(expected, check("00", payload));
        }
        assertEquals(Malformed.IPV6_EXTENSION_TRUNCATED, check("2c", "11000001000000"));
        assertEquals(Malformed.IPV6_EXTENSION_TRUNCATED, check("33", "1105" + "00".repeat(22)));
    }

    @Test
    void theFrameBehindThePacketIsNoRoomForExtensionHeaders() {
        var packet = PacketMemory.of("60000000" + "00080040" + ADDRESSES + "1101" + "00".repeat(14));
        assertEquals(Malformed.IPV6_EXTENSION_TRUNCATED, over(packet).check());
        assertEquals(Malformed.IPV6_EXTENSION_TRUNCATED, over(packet).checkEmbedded());
    }

    @Test
    void walksOverEightExtensionHeadersAndNoMore() {
        String extension = "3c00" + HOP_BY_HOP;
        assertEquals(Malformed.NONE, check("3c", extension.repeat(7) + "1100" + HOP_BY_HOP));
        assertEquals(40 + 64, header.transportStart());
        assertEquals(Malformed.IPV6_TOO_MANY_EXTENSIONS,
            check("3c", extension.repeat(8) + "1100" + HOP_BY_HOP));
    }

    @Test
    void walksOverTheExtensionsOfAPacketThatIsCutOff() {
        var packet = PacketMemory.of("60000000" + "04000040" + ADDRESSES + "1100" + HOP_BY_HOP + "c350");
        assertEquals(Malformed.NONE, over(packet).checkEmbedded());
        assertEquals(48, header.transportStart());
        assertEquals(IpProtocol.UDP, header.transportProtocol());
    }

    @Test
    void createsAHeaderInDirtyBytes() {
        var packet = PacketMemory.dirty(41);
        over(packet).create(0xbb, 8, IpProtocol.UDP, 63).source(NET, 1).destination(NET, 2);
        assertEquals("6bb00000" + PACKET.substring(8, 80) + "ff", PacketMemory.hex(packet));
    }

    @Test
    void writesEveryField() {
        var packet = PacketMemory.of(PACKET);
        over(packet).trafficClass(0x41);
        assertEquals("641f5678" + PACKET.substring(8), PacketMemory.hex(packet));
        header.flowLabel(0x12345);
        assertEquals("64112345" + PACKET.substring(8), PacketMemory.hex(packet));
        header.payloadLength(7).nextHeader(IpProtocol.TCP).hopLimit(62);
        assertEquals("64112345" + "0007063e" + PACKET.substring(16), PacketMemory.hex(packet));
        header.source(3, 4).destination(5, 6);
        assertEquals("64112345" + "0007063e" + "%016x%016x%016x%016x".formatted(3, 4, 5, 6) + UDP,
            PacketMemory.hex(packet));
    }
}
