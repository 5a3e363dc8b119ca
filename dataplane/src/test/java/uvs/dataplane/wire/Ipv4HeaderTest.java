package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4HeaderTest {

    private static final String PACKET =
        "45b9001a" +    // version 4, 20 bytes; DSCP 46, ECN 1; 26 bytes in all
        "1a2b4000" +    // identification; don't fragment
        "3f1134b3" +    // TTL 63, UDP; checksum
        "c6336407" +    // from 198.51.100.7
        "c0000201" +    // to 192.0.2.1
        "deadbeefcafe"; // payload

    private static final String WITH_OPTIONS =
        "4700001c" +    // version 4, 28 bytes of header; 28 in all
        "00000000" +
        "40060000" +    // TTL 64, TCP; checksum not looked at
        "c6336407" +
        "c0000201" +
        "01830704" +    // no operation; loose source route, 7 bytes, pointer 4
        "0a000001";     // its one address

    private final Ipv4Header header = new Ipv4Header();

    private Ipv4Header over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    private Ipv4Header over(String hex) {
        return over(PacketMemory.of(hex));
    }

    @Test
    void readsEveryField() {
        over(PACKET);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(4, header.version());
        assertEquals(20, header.headerLength());
        assertFalse(header.hasOptions());
        assertEquals(0xb9, header.typeOfService());
        assertEquals(46, header.dscp());
        assertEquals(1, header.ecn());
        assertEquals(26, header.totalLength());
        assertEquals(0x1a2b, header.identification());
        assertTrue(header.dontFragment());
        assertFalse(header.moreFragments());
        assertEquals(0, header.fragmentOffset());
        assertFalse(header.isFragment());
        assertEquals(63, header.timeToLive());
        assertEquals(IpProtocol.UDP, header.protocol());
        assertEquals(0x34b3, header.checksum());
        assertTrue(header.checksumHolds());
        assertEquals(0xc6336407, header.source());
        assertEquals(0xc0000201, header.destination());
        assertEquals(20, header.payloadStart());
        assertEquals(6, header.payloadLength());
        assertEquals(InternetChecksum.pseudoHeaderIpv4(0xc6336407, 0xc0000201, 17, 6),
            header.pseudoHeaderSum());
    }

    @Test
    void readsBehindOtherBytesOfTheFrame() {
        var frame = PacketMemory.of("0200000000010200000000020800" + PACKET);
        header.wrap(frame, 14, 26);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(34, header.payloadStart());
        assertTrue(header.checksumHolds());
        header.destination(0x0a000001);
        assertTrue(header.checksumHolds());
        assertEquals("0a000001", PacketMemory.hex(frame, 14 + 16, 4));
    }

    @Test
    void readsFragments() {
        over("4500001800012001 40110000 c6336407c0000201deadbeef");
        assertTrue(header.moreFragments());
        assertFalse(header.dontFragment());
        assertEquals(8, header.fragmentOffset());
        assertTrue(header.isFragment());
        assertEquals(0xfff8, over("4500001800011fff40110000c6336407c0000201deadbeef").fragmentOffset());
        assertTrue(header.isFragment());
        assertFalse(header.moreFragments());
        assertTrue(over("450000180001200040110000c6336407c0000201deadbeef").isFragment());
    }

    @Test
    void refusesEveryTruncation() {
        var packet = PacketMemory.of(PACKET);
        for (int length = 0; length < 20; length++) {
            assertEquals(Malformed.IPV4_TRUNCATED, over(packet.asSlice(0, length)).check());
        }
        for (int length = 20; length < 26; length++) {
            assertEquals(Malformed.IPV4_TOTAL_LENGTH, over(packet.asSlice(0, length)).check());
            assertEquals(Malformed.NONE, header.checkEmbedded());
        }
    }

    @Test
    void refusesOptionsThatAreCutOff() {
        var packet = PacketMemory.of(WITH_OPTIONS);
        for (int length = 20; length < 28; length++) {
            assertEquals(Malformed.IPV4_TRUNCATED, over(packet.asSlice(0, length)).checkEmbedded());
        }
        assertEquals(Malformed.NONE, over(packet).check());
    }

    @Test
    void takesPaddingBehindThePacket() {
        assertEquals(Malformed.NONE, over(PACKET + "0000000000").check());
        assertEquals(6, header.payloadLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "35", "55", "65", "f5"})
    void refusesOtherVersions(String versionAndLength) {
        assertEquals(Malformed.IPV4_VERSION, over(versionAndLength + PACKET.substring(2)).check());
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "41", "44"})
    void refusesHeadersShorterThanTwentyBytes(String versionAndLength) {
        assertEquals(Malformed.IPV4_HEADER_LENGTH, over(versionAndLength + PACKET.substring(2)).check());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "0013", "001b", "ffff"})
    void refusesTotalLengthsThatContradictTheFrame(String totalLength) {
        String packet = PACKET.substring(0, 4) + totalLength + PACKET.substring(8);
        assertEquals(Malformed.IPV4_TOTAL_LENGTH, over(packet).check());
        assertEquals(Malformed.NONE, header.checkEmbedded());
    }

    @Test
    void readsOptions() {
        over(WITH_OPTIONS);
        assertEquals(28, header.headerLength());
        assertTrue(header.hasOptions());
        assertEquals(28, header.payloadStart());
        assertEquals(0, header.payloadLength());
    }

    @Test
    void seesAWrongChecksumInEveryWord() {
        for (int at = 0; at < 20; at++) {
            var packet = PacketMemory.of(PACKET);
            packet.set(Layouts.U8, at, (byte) (packet.get(Layouts.U8, at) ^ (at == 0 ? 0x80 : 0x04)));
            assertFalse(over(packet).checksumHolds(), "byte " + at);
        }
    }

    @Test
    void checksTheChecksumOfOptions() {
        over(WITH_OPTIONS).computeChecksum();
        assertTrue(header.checksumHolds());
        var packet = PacketMemory.of(WITH_OPTIONS);
        over(packet).computeChecksum();
        packet.set(Layouts.U8, 27, (byte) 2);
        assertFalse(header.checksumHolds());
    }

    @Test
    void writesEveryFieldAndRepairsTheChecksum() {
        assertChanged("4500", 0, header -> header.typeOfService(0));
        assertChanged("0123", 2, header -> header.totalLength(0x123));
        assertChanged("beef", 4, header -> header.identification(0xbeef));
        assertChanged("2003", 6, header -> header.fragment(false, true, 24));
        assertChanged("4000", 6, header -> header.fragment(true, false, 0));
        assertChanged("4011", 8, header -> header.timeToLive(64));
        assertChanged("3e11", 8, Ipv4Header::decrementTimeToLive);
        assertChanged("cb007109", 12, header -> header.source(0xcb007109));
        assertChanged("0a000001", 16, header -> header.destination(0x0a000001));
    }

    /// Only the named bytes and the checksum change, and the checksum holds as it did before.
    private void assertChanged(String expected, int at, UnaryOperator<Ipv4Header> change) {
        var packet = PacketMemory.of(PACKET);
        change.apply(over(packet));
        assertTrue(header.checksumHolds());
        String hex = PACKET.substring(0, 2 * at) + expected + PACKET.substring(2 * at + expected.length());
        String actual = PacketMemory.hex(packet);
        assertEquals(hex, actual.substring(0, 20) + hex.substring(20, 24) + actual.substring(24));

        var wrong = PacketMemory.of(PACKET.substring(0, 20) + "0bad" + PACKET.substring(24));
        change.apply(over(wrong));
        assertFalse(header.checksumHolds());
    }

    @Test
    void createsAHeaderInDirtyBytes() {
        var packet = PacketMemory.dirty(20);
        over(packet).create(120, IpProtocol.IPIP, 0x0a000001, 0x0a000002).timeToLive(64).computeChecksum();
        assertEquals("45000078" + "00000000" + "4004" + "%04x".formatted(header.checksum())
            + "0a000001" + "0a000002", PacketMemory.hex(packet));
        assertTrue(header.checksumHolds());
    }

    @Property
    void decrementingAndMovingEqualComputingAnew(@ForAll @Size(20) byte[] bytes, @ForAll int source,
            @ForAll int destination, @ForAll @IntRange(min = 1, max = 255) int timeToLive) {
        bytes[0] = 0x45;
        bytes[8] = (byte) timeToLive;
        var packet = PacketMemory.of(bytes);
        over(packet).computeChecksum().decrementTimeToLive().source(source).destination(destination);
        int repaired = header.checksum();
        assertEquals(timeToLive - 1, header.timeToLive());
        assertEquals(header.computeChecksum().checksum(), repaired);
    }
}
