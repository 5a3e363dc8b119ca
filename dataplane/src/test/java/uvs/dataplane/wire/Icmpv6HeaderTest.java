package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class Icmpv6HeaderTest {

    /// From 2001:db8::1 to 2001:db8::2.
    private static final int PSEUDO = InternetChecksum.pseudoHeaderIpv6(
        0x20010db8_00000000L, 1, 0x20010db8_00000000L, 2, IpProtocol.ICMPV6, 16);

    private static final String PACKET_TOO_BIG =
        "0200" + "3624" +   // packet too big; checksum
        "000005dc" +        // MTU 1500
        "60000000" +        // the packet it is about, cut off
        "00000640";

    private final Icmpv6Header header = new Icmpv6Header();

    private Icmpv6Header over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    @Test
    void readsEveryFieldOfAnError() {
        header.wrap(PacketMemory.of("ff" + PACKET_TOO_BIG), 1, 16);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(Icmpv6Header.PACKET_TOO_BIG, header.type());
        assertEquals(0, header.code());
        assertEquals(0x3624, header.checksum());
        assertTrue(header.checksumHolds(PSEUDO));
        assertFalse(header.checksumHolds(PSEUDO + 1));
        assertEquals(1500, header.mtu());
        assertTrue(header.isError());
        assertEquals(9, header.embeddedStart());
        assertEquals(8, header.embeddedLength());
    }

    @Test
    void readsEveryFieldOfAnEcho() {
        over(PacketMemory.of("8000000000070029"));
        assertEquals(Icmpv6Header.ECHO_REQUEST, header.type());
        assertFalse(header.isError());
        assertEquals(7, header.identifier());
        assertEquals(41, header.sequenceNumber());
    }

    @Test
    void readsTheWholeMtu() {
        assertEquals(0xffff_ffffL, over(PacketMemory.of("02000000ffffffff")).mtu());
    }

    /// RFC 4443, section 2.1: errors have a zero in the highest bit of the type.
    @Test
    void tellsErrorsFromInformation() {
        assertTrue(over(PacketMemory.of("7f00000000000000")).isError());
        assertFalse(over(PacketMemory.of("8000000000000000")).isError());
        assertEquals(3, over(PacketMemory.of("0103000000000000")).code());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 8; length++) {
            var packet = PacketMemory.of(PACKET_TOO_BIG).asSlice(0, length);
            assertEquals(Malformed.ICMPV6_TRUNCATED, over(packet).check());
        }
    }

    @Test
    void changesTheMtuAndRepairsTheChecksum() {
        var packet = PacketMemory.of(PACKET_TOO_BIG);
        over(packet).mtu(0x12345678);
        assertTrue(header.checksumHolds(PSEUDO));
        assertEquals("12345678", PacketMemory.hex(packet, 4, 4));
    }

    @Test
    void repairsTheChecksumForAChangeInside() {
        var packet = PacketMemory.of(PACKET_TOO_BIG);
        packet.set(Layouts.U32, 12, 0x00001140);
        over(packet).adjustChecksum(InternetChecksum.difference32(0x00000640, 0x00001140));
        assertTrue(header.checksumHolds(PSEUDO));
    }

    @Test
    void createsAHeaderInDirtyBytes() {
        var packet = PacketMemory.dirty(17);
        over(packet).create(Icmpv6Header.PACKET_TOO_BIG, 0, 1500);
        assertEquals("02000000000005dc" + "ff".repeat(9), PacketMemory.hex(packet));
        packet.set(Layouts.U16, 2, (short) 0xdead);
        packet.set(Layouts.U64, 8, 0x60000000_00000640L);
        header.wrap(packet, 0, 16).computeChecksum(PSEUDO);
        assertEquals(PACKET_TOO_BIG + "ff", PacketMemory.hex(packet));
    }
}
