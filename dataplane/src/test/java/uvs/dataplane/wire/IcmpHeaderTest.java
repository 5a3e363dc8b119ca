package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IcmpHeaderTest {

    private static final String FRAGMENTATION_NEEDED =
        "0304" + "8165" +   // destination unreachable, fragmentation needed; checksum
        "000005b4" +        // MTU 1460
        "45001234" +        // the packet it is about, cut off
        "dead4000";

    private static final String ECHO =
        "0800" + "f7d5" +   // echo; checksum
        "0001" + "0029";    // identifier, sequence number

    private final IcmpHeader header = new IcmpHeader();

    private IcmpHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    @Test
    void readsEveryFieldOfAnError() {
        header.wrap(PacketMemory.of("ff" + FRAGMENTATION_NEEDED), 1, 16);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(IcmpHeader.DESTINATION_UNREACHABLE, header.type());
        assertEquals(IcmpHeader.FRAGMENTATION_NEEDED, header.code());
        assertEquals(0x8165, header.checksum());
        assertTrue(header.checksumHolds());
        assertEquals(1460, header.nextHopMtu());
        assertTrue(header.isError());
        assertEquals(9, header.embeddedStart());
        assertEquals(8, header.embeddedLength());
    }

    @Test
    void readsEveryFieldOfAnEcho() {
        over(PacketMemory.of(ECHO));
        assertEquals(IcmpHeader.ECHO, header.type());
        assertEquals(0, header.code());
        assertTrue(header.checksumHolds());
        assertEquals(1, header.identifier());
        assertEquals(41, header.sequenceNumber());
        assertFalse(header.isError());
    }

    /// RFC 1122, section 3.2.2: which messages are errors.
    @Test
    void tellsErrorsFromQueries() {
        var errors = Set.of(3, 4, 5, 11, 12);
        for (int type = 0; type < 256; type++) {
            assertEquals(errors.contains(type), IcmpHeader.isError(type));
        }
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 8; length++) {
            assertEquals(Malformed.ICMP_TRUNCATED, over(PacketMemory.of(ECHO).asSlice(0, length)).check());
        }
    }

    @Test
    void seesDamageInEveryByte() {
        for (int at = 0; at < 16; at++) {
            var packet = PacketMemory.of(FRAGMENTATION_NEEDED);
            packet.set(Layouts.U8, at, (byte) ~packet.get(Layouts.U8, at));
            assertFalse(over(packet).checksumHolds(), "byte " + at);
        }
    }

    @Test
    void changesTheMtuAndRepairsTheChecksum() {
        var packet = PacketMemory.of(FRAGMENTATION_NEEDED);
        over(packet).nextHopMtu(1400);
        assertTrue(header.checksumHolds());
        assertEquals("00000578", PacketMemory.hex(packet, 4, 4));
    }

    @Test
    void repairsTheChecksumForAChangeInside() {
        var packet = PacketMemory.of(FRAGMENTATION_NEEDED);
        packet.set(Layouts.U32, 12, 0x0bad0000);
        over(packet).adjustChecksum(InternetChecksum.difference32(0xdead4000, 0x0bad0000));
        assertTrue(header.checksumHolds());
    }

    @Test
    void createsAHeaderInDirtyBytes() {
        var packet = PacketMemory.dirty(9);
        over(packet).create(IcmpHeader.ECHO, 0, 0x0001_0029);
        assertEquals("0800000000010029" + "ff", PacketMemory.hex(packet));
        packet.set(Layouts.U16, 2, (short) 0xdead);
        header.wrap(packet, 0, 8).computeChecksum();
        assertEquals(ECHO + "ff", PacketMemory.hex(packet));
    }
}
