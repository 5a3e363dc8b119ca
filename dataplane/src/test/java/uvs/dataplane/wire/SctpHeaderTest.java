package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SctpHeaderTest {

    private static final String PACKET =
        "c3501389" +    // from port 50000 to 5001
        "01020304" +    // verification tag
        "78563412" +    // checksum 0x12345678, lowest byte first
        "0a030006" +    // COOKIE ECHO, flags 3, 6 bytes without padding
        "beef0000" +
        "06000004";     // ABORT

    private final SctpHeader header = new SctpHeader();

    private SctpHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + PACKET), 1, 24);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(50000, header.sourcePort());
        assertEquals(5001, header.destinationPort());
        assertEquals(0x01020304, header.verificationTag());
        assertEquals(0x12345678, header.checksum());
        assertEquals(SctpHeader.COOKIE_ECHO, header.firstChunkType());
        assertEquals(3, header.firstChunkFlags());
        assertEquals(6, header.firstChunkLength());
        assertEquals(SctpHeader.ABORT, header.secondChunkType());
        assertFalse(header.checksumHolds());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 16; length++) {
            assertEquals(Malformed.SCTP_TRUNCATED, over(PacketMemory.of(PACKET).asSlice(0, length)).check());
        }
        for (int length = 16; length < 24; length++) {
            assertEquals(Malformed.NONE, over(PacketMemory.of(PACKET).asSlice(0, length)).check());
            assertEquals(SctpHeader.NO_CHUNK, header.secondChunkType());
        }
    }

    @ParameterizedTest
    @CsvSource({"0000, -1", "0003, -1", "0004, 190", "0005, 6", "0008, 6", "0009, -1", "ffff, -1"})
    void findsTheSecondChunkByTheLengthOfTheFirst(String length, int type) {
        var packet = PacketMemory.of(PACKET.substring(0, 28) + length + PACKET.substring(32));
        assertEquals(type, over(packet).secondChunkType());
    }

    @Test
    void computesTheChecksumOverAFieldOfZeros() {
        var packet = PacketMemory.of(PACKET);
        over(packet).computeChecksum();
        assertTrue(header.checksumHolds());

        byte[] zeroed = PacketMemory.of(PACKET.replace("78563412", "00000000")).toArray(Layouts.U8);
        var crc = new CRC32C();
        crc.update(zeroed);
        assertEquals((int) crc.getValue(), header.checksum());

        packet.set(Layouts.U8, 23, (byte) 5);
        assertFalse(header.checksumHolds());
    }

    @Test
    void writesThePortsAndNothingElse() {
        var packet = PacketMemory.of(PACKET);
        over(packet).sourcePort(1).destinationPort(0xffff);
        assertEquals("0001ffff01020304", PacketMemory.hex(packet, 0, 8));
        assertEquals(PACKET.substring(24), PacketMemory.hex(packet, 12, 12));
    }

    @Property
    void changedPortsEqualComputingAnew(@ForAll @Size(min = 16, max = 80) byte[] bytes,
            @ForAll @IntRange(max = 65_535) int source, @ForAll @IntRange(max = 65_535) int destination) {
        over(PacketMemory.of(bytes)).computeChecksum().sourcePort(source).destinationPort(destination);
        assertTrue(header.checksumHolds());
        assertEquals(source, header.sourcePort());
        assertEquals(destination, header.destinationPort());
    }

    @Property
    void aWrongChecksumStaysWrong(@ForAll @Size(min = 16, max = 80) byte[] bytes, @ForAll int error,
            @ForAll @IntRange(max = 65_535) int port) {
        var packet = PacketMemory.of(bytes);
        over(packet).computeChecksum();
        packet.set(Layouts.L32, 8, header.checksum() ^ (error | 1));
        header.destinationPort(port);
        assertFalse(header.checksumHolds());
    }
}
