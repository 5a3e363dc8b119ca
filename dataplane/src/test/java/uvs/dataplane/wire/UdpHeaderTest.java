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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpHeaderTest {

    private static final int CLIENT = 0xc6336407;
    private static final int VIRTUAL = 0xc0000201;
    private static final int REAL = 0x0a000001;

    private static final String DATAGRAM =
        "c3500035" +    // from port 50000 to 53
        "000d0c40" +    // 13 bytes; checksum
        "68656c6c6f";   // data

    private final UdpHeader header = new UdpHeader();

    private UdpHeader over(MemorySegment packet) {
        return header.wrap(packet, 0, packet.byteSize());
    }

    private static int pseudo(int source, int destination, long length) {
        return InternetChecksum.pseudoHeaderIpv4(source, destination, IpProtocol.UDP, (int) length);
    }

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + DATAGRAM), 1, 13);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(Malformed.NONE, header.checkLength());
        assertEquals(50000, header.sourcePort());
        assertEquals(53, header.destinationPort());
        assertEquals(13, header.udpLength());
        assertEquals(0x0c40, header.checksum());
        assertTrue(header.hasChecksum());
        assertTrue(header.checksumHolds(pseudo(CLIENT, VIRTUAL, 13)));
        assertFalse(header.checksumHolds(pseudo(CLIENT, REAL, 13)));
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 8; length++) {
            assertEquals(Malformed.UDP_TRUNCATED, over(PacketMemory.of(DATAGRAM).asSlice(0, length)).check());
        }
        for (int length = 8; length < 13; length++) {
            assertEquals(Malformed.NONE, over(PacketMemory.of(DATAGRAM).asSlice(0, length)).check());
            assertEquals(Malformed.UDP_LENGTH, header.checkLength());
        }
    }

    @ParameterizedTest
    @CsvSource({"0000, UDP_LENGTH", "0007, UDP_LENGTH", "0008, NONE", "000d, NONE", "000e, UDP_LENGTH"})
    void holdsTheLengthAgainstTheBytes(String length, Malformed expected) {
        var packet = PacketMemory.of(DATAGRAM.substring(0, 8) + length + DATAGRAM.substring(12));
        assertEquals(expected, over(packet).checkLength());
    }

    @Test
    void createsAHeaderInDirtyBytes() {
        var packet = PacketMemory.dirty(9);
        over(packet).create(50000, 53, 13);
        assertEquals("c3500035" + "000d0000" + "ff", PacketMemory.hex(packet));
        assertFalse(header.hasChecksum());
    }

    @Test
    void movesBothEndsWithTheirAddresses() {
        var packet = PacketMemory.of(DATAGRAM);
        over(packet).destinationPort(5353, InternetChecksum.difference32(VIRTUAL, REAL), false);
        assertTrue(header.checksumHolds(pseudo(CLIENT, REAL, 13)));
        header.sourcePort(7, InternetChecksum.difference32(CLIENT, VIRTUAL), false);
        assertTrue(header.checksumHolds(pseudo(VIRTUAL, REAL, 13)));
        assertEquals("000714e9" + "000d", PacketMemory.hex(packet, 0, 6));
        assertEquals("68656c6c6f", PacketMemory.hex(packet, 8, 5));
    }

    @Test
    void leavesNoChecksumAlone() {
        var packet = PacketMemory.of("c3500035000d000068656c6c6f");
        over(packet).destinationPort(5353, 0x1234, false).sourcePort(1, 0x1234, false);
        assertEquals("000114e9000d000068656c6c6f", PacketMemory.hex(packet));
        assertTrue(header.checksumHolds(pseudo(CLIENT, VIRTUAL, 13)));
    }

    @Test
    void computesTheChecksumWhateverStandsInItsPlace() {
        var packet = PacketMemory.of(DATAGRAM.replace("0c40", "dead"));
        over(packet).computeChecksum(pseudo(CLIENT, VIRTUAL, 13));
        assertEquals(DATAGRAM, PacketMemory.hex(packet));
    }

    @Test
    void writesAChecksumThatComesOutAsZeroAsAllOnes() {
        // The checksum 0x0001 says that the sum is 0xfffe: one more makes it 0xffff, and its complement 0.
        over(PacketMemory.of("0001000000080001")).sourcePort(2, 0, false);
        assertEquals(0xffff, header.checksum());
        over(PacketMemory.of("fff5000000080000")).computeChecksum(2);
        assertEquals(0xffff, header.checksum());
    }

    @Property
    void partialChecksumCountsAddressesOnly(@ForAll @Size(min = 8, max = 40) byte[] datagram,
            @ForAll @IntRange(max = 65_535) int port, @ForAll int client) {
        var packet = PacketMemory.of(datagram);
        packet.set(Layouts.U16, 6, (short) pseudo(client, VIRTUAL, datagram.length));
        over(packet).sourcePort(port, InternetChecksum.difference32(client, REAL), true);
        InternetChecksum.complete(packet, 0, datagram.length, UdpHeader.CHECKSUM);
        assertTrue(header.hasChecksum());
        assertTrue(header.checksumHolds(pseudo(REAL, VIRTUAL, datagram.length)));
    }

    @Property
    void movingEqualsComputingAnew(@ForAll @Size(min = 8, max = 40) byte[] datagram,
            @ForAll @IntRange(max = 65_535) int port, @ForAll int client, @ForAll int real) {
        over(PacketMemory.of(datagram)).computeChecksum(pseudo(client, VIRTUAL, datagram.length));
        header.destinationPort(port, InternetChecksum.difference32(VIRTUAL, real), false);
        header.sourcePort(port, InternetChecksum.difference32(client, REAL), false);
        int repaired = header.checksum();
        assertEquals(header.computeChecksum(pseudo(REAL, real, datagram.length)).checksum(), repaired);
    }
}
