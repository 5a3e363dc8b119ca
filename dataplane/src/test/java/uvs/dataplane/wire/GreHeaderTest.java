package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreHeaderTest {

    private static final String WITH_CHECKSUM =
        "8000" + "86dd" +   // checksum present; IPv6
        "5c73" + "0000" +   // checksum; reserved
        "deadbe";           // payload

    private final GreHeader header = new GreHeader();

    private GreHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + WITH_CHECKSUM), 1, 11);
        assertEquals(Malformed.NONE, header.check());
        assertTrue(header.hasChecksum());
        assertEquals(EtherType.IPV6, header.protocolType());
        assertEquals(0x5c73, header.checksum());
        assertTrue(header.checksumHolds());
        assertEquals(8, header.headerLength());
        assertEquals(9, header.payloadStart());
    }

    @Test
    void readsAHeaderWithoutChecksum() {
        over(PacketMemory.of("00000800"));
        assertEquals(Malformed.NONE, header.check());
        assertFalse(header.hasChecksum());
        assertEquals(0, header.checksum());
        assertTrue(header.checksumHolds());
        assertEquals(4, header.headerLength());
    }

    @ParameterizedTest
    @CsvSource({"0000, 4", "8000, 8", "2000, 8", "1000, 8", "b000, 16"})
    void theFlagsSayHowLongItIs(String flags, int headerLength) {
        String bytes = flags + "0800" + "00".repeat(12);
        for (int length = 0; length < headerLength; length++) {
            assertEquals(Malformed.GRE_TRUNCATED, over(PacketMemory.of(bytes).asSlice(0, length)).check());
        }
        assertEquals(Malformed.NONE, over(PacketMemory.of(bytes).asSlice(0, headerLength)).check());
        assertEquals(headerLength, header.headerLength());
    }

    @Test
    void refusesOtherVersionsAndRouting() {
        assertEquals(Malformed.GRE_VERSION, over(PacketMemory.of("00010800")).check());
        assertEquals(Malformed.GRE_VERSION, over(PacketMemory.of("00020800")).check());
        assertEquals(Malformed.GRE_VERSION, over(PacketMemory.of("00040800")).check());
        assertEquals(Malformed.GRE_ROUTING, over(PacketMemory.of("4000080000000000")).check());
    }

    @Test
    void seesDamage() {
        var packet = PacketMemory.of(WITH_CHECKSUM);
        packet.set(Layouts.U8, 10, (byte) 0);
        assertFalse(over(packet).checksumHolds());
    }

    @Test
    void createsBothKindsInDirtyBytes() {
        var packet = PacketMemory.dirty(5);
        over(packet).create(EtherType.IPV4, false).computeChecksum();
        assertEquals("00000800ff", PacketMemory.hex(packet));
        assertEquals(4, GreHeader.headerLength(false));

        packet = PacketMemory.dirty(11);
        packet.asSlice(8).copyFrom(PacketMemory.of("deadbe"));
        over(packet).create(EtherType.IPV6, true).computeChecksum();
        assertEquals(WITH_CHECKSUM, PacketMemory.hex(packet));
        assertEquals(8, GreHeader.headerLength(true));
    }
}
