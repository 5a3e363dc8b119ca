package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GueHeaderTest {

    private static final String WITH_REMOTE_CHECKSUM =
        "02" + "04" + "0001" +  // version 0, data, 8 bytes of options; IPIP; private flags present
        "80000000" +            // remote checksum offload
        "0014" + "0024";        // from byte 20 of the payload; to byte 36

    private final GueHeader header = new GueHeader();

    private GueHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + WITH_REMOTE_CHECKSUM), 1, 12);
        assertEquals(Malformed.NONE, header.check());
        assertFalse(header.isControl());
        assertEquals(12, header.headerLength());
        assertEquals(IpProtocol.IPIP, header.protocol());
        assertTrue(header.hasRemoteChecksum());
        assertEquals(20, header.remoteChecksumStart());
        assertEquals(36, header.remoteChecksumPosition());
        assertEquals(13, header.payloadStart());
    }

    @Test
    void readsAHeaderWithoutOptions() {
        over(PacketMemory.of("20290000"));
        assertEquals(Malformed.NONE, header.check());
        assertTrue(header.isControl());
        assertEquals(4, header.headerLength());
        assertEquals(IpProtocol.IPV6, header.protocol());
        assertFalse(header.hasRemoteChecksum());
        assertEquals(0, header.remoteChecksumStart());
        assertEquals(0, header.remoteChecksumPosition());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 12; length++) {
            var packet = PacketMemory.of(WITH_REMOTE_CHECKSUM).asSlice(0, length);
            assertEquals(Malformed.GUE_TRUNCATED, over(packet).check());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "40040000, GUE_VERSION",                            // version 1
        "c0040000, GUE_VERSION",
        "00040001, GUE_OPTIONS",                            // private flags, and no room for them
        "0104000180000000, GUE_OPTIONS",                    // remote checksum offload, and no room for it
        "0104000100000000, NONE",                           // private flags, none set
        "1f040000, GUE_TRUNCATED",
    })
    void refusesOptionsWithoutRoom(String bytes, Malformed expected) {
        assertEquals(expected, over(PacketMemory.of(bytes)).check());
    }

    @Test
    void createsBothKindsInDirtyBytes() {
        var packet = PacketMemory.dirty(5);
        over(packet).create(IpProtocol.IPV6);
        assertEquals("00290000ff", PacketMemory.hex(packet));
        assertEquals(4, GueHeader.headerLength(false));

        packet = PacketMemory.dirty(13);
        over(packet).createWithRemoteChecksum(IpProtocol.IPIP, 20, 36);
        assertEquals(WITH_REMOTE_CHECKSUM + "ff", PacketMemory.hex(packet));
        assertEquals(12, GueHeader.headerLength(true));
    }
}
