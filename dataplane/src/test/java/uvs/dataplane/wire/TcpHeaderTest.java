package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TcpHeaderTest {

    private static final int CLIENT = 0xc6336407;
    private static final int VIRTUAL = 0xc0000201;
    private static final int REAL = 0x0a000001;

    private static final String SEGMENT =
        "c3500050" +    // from port 50000 to 80
        "01020304" +    // sequence number
        "f1020304" +    // acknowledgment number
        "6018ffff" +    // 24 bytes of header; PSH, ACK; window 65535
        "b2000005" +    // checksum; urgent pointer
        "01010101" +    // options
        "68656c6c6f";   // data

    private final TcpHeader header = new TcpHeader();

    private TcpHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    private static int pseudo(int source, int destination, long length) {
        return InternetChecksum.pseudoHeaderIpv4(source, destination, IpProtocol.TCP, (int) length);
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + SEGMENT), 1, 29);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(Malformed.NONE, header.checkDataOffset());
        assertEquals(50000, header.sourcePort());
        assertEquals(80, header.destinationPort());
        assertEquals(0x01020304, header.sequenceNumber());
        assertEquals(0xf1020304, header.acknowledgmentNumber());
        assertEquals(24, header.dataOffset());
        assertEquals(TcpHeader.PSH | TcpHeader.ACK, header.flags());
        assertEquals(65535, header.window());
        assertEquals(0xb200, header.checksum());
        assertEquals(5, header.urgentPointer());
        assertTrue(header.checksumHolds(pseudo(CLIENT, VIRTUAL, 29)));
        assertFalse(header.checksumHolds(pseudo(CLIENT, REAL, 29)));
    }

    @Test
    void readsEveryFlag() {
        var packet = PacketMemory.of(SEGMENT);
        for (int flags = 0; flags < 256; flags++) {
            packet.set(Layouts.U8, 13, (byte) flags);
            over(packet);
            assertEquals(flags, header.flags());
            assertEquals((flags & 0x01) != 0, header.isFin());
            assertEquals((flags & 0x02) != 0, header.isSyn());
            assertEquals((flags & 0x04) != 0, header.isRst());
            assertEquals((flags & 0x10) != 0, header.isAck());
        }
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 20; length++) {
            assertEquals(Malformed.TCP_TRUNCATED, over(PacketMemory.of(SEGMENT).asSlice(0, length)).check());
        }
        for (int length = 20; length < 24; length++) {
            assertEquals(Malformed.NONE, over(PacketMemory.of(SEGMENT).asSlice(0, length)).check());
            assertEquals(Malformed.TCP_DATA_OFFSET, header.checkDataOffset());
        }
    }

    @Test
    void refusesADataOffsetWithinTheFixedPart() {
        var packet = PacketMemory.of(SEGMENT);
        packet.set(Layouts.U8, 12, (byte) 0x4f);
        assertEquals(Malformed.TCP_DATA_OFFSET, over(packet).checkDataOffset());
        packet.set(Layouts.U8, 12, (byte) 0x5f);
        assertEquals(Malformed.NONE, over(packet).checkDataOffset());
    }

    @Test
    void movesADestinationWithItsAddress() {
        var packet = PacketMemory.of(SEGMENT);
        over(packet).destinationPort(8080, InternetChecksum.difference32(VIRTUAL, REAL), false);
        assertEquals(8080, header.destinationPort());
        assertTrue(header.checksumHolds(pseudo(CLIENT, REAL, 29)));
        String hex = PacketMemory.hex(packet);
        assertEquals("c3501f90", hex.substring(0, 8));
        assertEquals(SEGMENT.substring(8, 32), hex.substring(8, 32));
        assertEquals(SEGMENT.substring(36), hex.substring(36));
    }

    @Test
    void movesASourceWithItsAddress() {
        var packet = PacketMemory.of(SEGMENT);
        over(packet).sourcePort(1, InternetChecksum.difference32(CLIENT, REAL), false);
        assertEquals("00010050", PacketMemory.hex(packet, 0, 4));
        assertTrue(header.checksumHolds(pseudo(REAL, VIRTUAL, 29)));
    }

    @Test
    void computesTheChecksumWhateverStandsInItsPlace() {
        var packet = PacketMemory.of(SEGMENT.replace("b200", "dead"));
        over(packet).computeChecksum(pseudo(CLIENT, VIRTUAL, 29));
        assertEquals(SEGMENT, PacketMemory.hex(packet));
    }

    @Test
    void keepsTheChecksumWhenNothingChanges() {
        var packet = PacketMemory.of(SEGMENT);
        over(packet).sourcePort(50000, 0, false).destinationPort(80, 0, false);
        assertEquals(SEGMENT, PacketMemory.hex(packet));
    }

    @Property
    void partialChecksumCountsAddressesOnly(@ForAll @Size(min = 20, max = 60) byte[] segment,
            @ForAll @IntRange(max = 65_535) int port, @ForAll int real) {
        var packet = PacketMemory.of(segment);
        packet.set(Layouts.U16, 16, (short) pseudo(CLIENT, VIRTUAL, segment.length));
        over(packet).destinationPort(port, InternetChecksum.difference32(VIRTUAL, real), true);
        InternetChecksum.complete(packet, 0, segment.length, TcpHeader.CHECKSUM);
        assertEquals(port, header.destinationPort());
        assertTrue(header.checksumHolds(pseudo(CLIENT, real, segment.length)));
    }

    @Property
    void movingEqualsComputingAnew(@ForAll @Size(min = 20, max = 60) byte[] segment,
            @ForAll @IntRange(max = 65_535) int port, @ForAll int client, @ForAll int real) {
        over(PacketMemory.of(segment)).computeChecksum(pseudo(client, VIRTUAL, segment.length));
        header.destinationPort(port, InternetChecksum.difference32(VIRTUAL, real), false);
        header.sourcePort(port, InternetChecksum.difference32(client, REAL), false);
        int repaired = header.checksum();
        assertEquals(header.computeChecksum(pseudo(REAL, real, segment.length)).checksum(), repaired);
    }
}
