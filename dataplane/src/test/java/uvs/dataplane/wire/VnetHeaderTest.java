package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VnetHeaderTest {

    private static final String HEADER =
        "01" + "81" +   // needs a checksum; TCP over IPv4, with ECN
        "4200" +        // 66 bytes of headers
        "a805" +        // segments of 1448 bytes
        "2200" +        // checksum from byte 34 of the frame
        "1000";         // 16 bytes further

    /// The last byte of the checksum is byte 51 of the frame.
    private static final String FRAME = "00".repeat(52);

    private final VnetHeader header = new VnetHeader();

    private VnetHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + HEADER + FRAME), 1, 62);
        assertEquals(Malformed.NONE, header.check(VnetHeader.LENGTH));
        assertTrue(header.needsChecksum());
        assertFalse(header.dataValid());
        assertTrue(header.isSegmented());
        assertEquals(VnetHeader.SEGMENTATION_TCP_IPV4, header.segmentationType());
        assertTrue(header.segmentationKeepsEcn());
        assertEquals(66, header.headerLength());
        assertEquals(1448, header.segmentSize());
        assertEquals(34, header.checksumStart());
        assertEquals(16, header.checksumOffset());
    }

    @Test
    void readsAHeaderThatSaysNothing() {
        over(PacketMemory.of("02" + "00".repeat(11)));
        assertEquals(Malformed.NONE, header.check(VnetHeader.LENGTH_WITH_BUFFERS));
        assertFalse(header.needsChecksum());
        assertTrue(header.dataValid());
        assertFalse(header.isSegmented());
        assertFalse(header.segmentationKeepsEcn());
    }

    @ParameterizedTest
    @CsvSource({"10", "12"})
    void refusesEveryTruncation(int headerLength) {
        for (int length = 0; length < headerLength; length++) {
            var packet = PacketMemory.of("00".repeat(length));
            assertEquals(Malformed.VNET_TRUNCATED, over(packet).check(headerLength));
        }
        assertEquals(Malformed.NONE, over(PacketMemory.of("00".repeat(headerLength))).check(headerLength));
    }

    @ParameterizedTest
    @CsvSource({"00, true", "01, true", "02, false", "03, true", "04, true", "05, true", "06, false",
        "7f, false", "80, true", "84, true", "ff, false"})
    void knowsTheKindsOfSegmentation(String type, boolean known) {
        var expected = known ? Malformed.NONE : Malformed.VNET_SEGMENTATION_TYPE;
        assertEquals(expected, over(PacketMemory.of("00" + type + "00".repeat(8))).check(VnetHeader.LENGTH));
    }

    @Test
    void refusesAChecksumBeyondTheFrame() {
        var packet = PacketMemory.of(HEADER + FRAME);
        assertEquals(Malformed.NONE, over(packet).check(VnetHeader.LENGTH));
        assertEquals(Malformed.VNET_CHECKSUM_POSITION, over(packet.asSlice(0, 61)).check(VnetHeader.LENGTH));
        over(packet).checksumPosition(0xffff, 0xffff);
        assertEquals(Malformed.VNET_CHECKSUM_POSITION, header.check(VnetHeader.LENGTH));
        assertEquals(Malformed.NONE, header.needsChecksum(false).check(VnetHeader.LENGTH));
    }

    @Test
    void writesEveryFieldIntoDirtyBytes() {
        var packet = PacketMemory.dirty(13);
        over(packet).clear(VnetHeader.LENGTH_WITH_BUFFERS);
        assertEquals("00".repeat(12) + "ff", PacketMemory.hex(packet));
        header.needsChecksum(true).segmentation(VnetHeader.SEGMENTATION_UDP, 42, 1472).checksumPosition(34,
            6);
        assertEquals("01052a00c005220006000000ff", PacketMemory.hex(packet));
        header.needsChecksum(false);
        assertEquals("00052a00c005220006000000ff", PacketMemory.hex(packet));
    }
}
