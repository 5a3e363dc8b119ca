package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

    /// RFC 1071, section 3: 00 01 f2 03 f4 f5 f6 f7 add up to ddf2.
    @Test
    void sumsTheExampleOfRfc1071() {
        assertEquals(0xddf2, InternetChecksum.sum(PacketMemory.of("0001f203f4f5f6f7"), 0, 8));
    }

    /// RFC 1624, section 4: HC = 0xdd2f, m = 0x5555, m' = 0x3285 give 0x0000, and not 0xffff.
    @Test
    void replacesAsTheExampleOfRfc1624() {
        assertEquals(0x0000, InternetChecksum.replace16(0xdd2f, 0x5555, 0x3285));
    }

    @Test
    void sumsNoBytesToNothing() {
        assertEquals(0, InternetChecksum.sum(PacketMemory.of(""), 0, 0));
    }

    @Test
    void carriesOutOfEveryLane() {
        assertEquals(0xffff, InternetChecksum.sum(PacketMemory.dirty(65_535 - 1), 0, 65_534));
    }

    @Property
    void sumsWhatAddingWordByWordSums(@ForAll @Size(max = 200) byte[] bytes,
            @ForAll @IntRange(max = 9) int start) {
        int from = Math.min(start, bytes.length);
        int length = bytes.length - from;
        int expected = ~PacketMemory.checksumWordByWord(bytes, from, length) & 0xffff;
        assertEquals(expected, InternetChecksum.sum(PacketMemory.of(bytes), from, length));
        assertEquals(expected, InternetChecksum.sum(MemorySegment.ofArray(bytes), from, length));
    }

    @Property
    void addsTwoSumsAsIfTheirBytesStoodTogether(@ForAll @Size(20) byte[] first,
            @ForAll @Size(max = 33) byte[] second) {
        var both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertEquals(InternetChecksum.sum(PacketMemory.of(both), 0, both.length), InternetChecksum.add(
            InternetChecksum.sum(PacketMemory.of(first), 0, first.length),
            InternetChecksum.sum(PacketMemory.of(second), 0, second.length)));
    }

    @Property
    void replace16EqualsComputingAnew(@ForAll @Size(24) byte[] bytes, @ForAll short value,
            @ForAll @IntRange(max = 11) int word) {
        var packet = PacketMemory.of(bytes);
        packet.set(Layouts.U8, 2 * (word + 1) % 24, (byte) 1);
        int before = checksum(packet);
        int old = Layouts.u16(packet, 2L * word);
        packet.set(Layouts.U16, 2L * word, value);
        assertEquals(checksum(packet), InternetChecksum.replace16(before, old, Short.toUnsignedInt(value)));
    }

    @Property
    void replace32EqualsComputingAnew(@ForAll @Size(24) byte[] bytes, @ForAll int value,
            @ForAll @IntRange(max = 10) int word) {
        var packet = PacketMemory.of(bytes);
        packet.set(Layouts.U8, (2 * word + 4) % 24, (byte) 1);
        int before = checksum(packet);
        int old = packet.get(Layouts.U32, 2L * word);
        packet.set(Layouts.U32, 2L * word, value);
        assertEquals(checksum(packet), InternetChecksum.replace32(before, old, value));
    }

    @Property
    void replace128EqualsComputingAnew(@ForAll @Size(40) byte[] bytes, @ForAll long high, @ForAll long low) {
        var packet = PacketMemory.of(bytes);
        packet.set(Layouts.U8, 0, (byte) 0x60);
        int before = checksum(packet);
        long oldHigh = packet.get(Layouts.U64, 8);
        long oldLow = packet.get(Layouts.U64, 16);
        packet.set(Layouts.U64, 8, high);
        packet.set(Layouts.U64, 16, low);
        assertEquals(checksum(packet), InternetChecksum.replace128(before, oldHigh, oldLow, high, low));
    }

    /// RFC 793: source, destination, zero and protocol, length.
    @Property
    void pseudoHeaderOfIpv4IsTheSumOfItsBytes(@ForAll int source, @ForAll int destination,
            @ForAll @IntRange(max = 255) int protocol, @ForAll @IntRange(max = 65_535) int length) {
        var pseudo = PacketMemory.dirty(12);
        pseudo.set(Layouts.U32, 0, source);
        pseudo.set(Layouts.U32, 4, destination);
        pseudo.set(Layouts.U16, 8, (short) protocol);
        pseudo.set(Layouts.U16, 10, (short) length);
        assertEquals(InternetChecksum.sum(pseudo, 0, 12),
            InternetChecksum.pseudoHeaderIpv4(source, destination, protocol, length));
    }

    /// RFC 8200, section 8.1: source, destination, length in 32 bits, zeros and next header.
    @Property
    void pseudoHeaderOfIpv6IsTheSumOfItsBytes(@ForAll long sourceHigh, @ForAll long sourceLow,
            @ForAll long destinationHigh, @ForAll long destinationLow,
            @ForAll @IntRange(max = 255) int nextHeader, @ForAll @IntRange(max = 100_000) int length) {
        var pseudo = PacketMemory.dirty(40);
        pseudo.set(Layouts.U64, 0, sourceHigh);
        pseudo.set(Layouts.U64, 8, sourceLow);
        pseudo.set(Layouts.U64, 16, destinationHigh);
        pseudo.set(Layouts.U64, 24, destinationLow);
        pseudo.set(Layouts.U32, 32, length);
        pseudo.set(Layouts.U32, 36, nextHeader);
        assertEquals(InternetChecksum.sum(pseudo, 0, 40), InternetChecksum.pseudoHeaderIpv6(
            sourceHigh, sourceLow, destinationHigh, destinationLow, nextHeader, length));
    }

    /// What a device makes of the partial checksum after the change is what a host would have computed.
    @Property
    void partialChecksumFollowsAnAddressAndIsCompletedByTheDevice(@ForAll int source, @ForAll int destination,
            @ForAll int newDestination, @ForAll @Size(min = 20, max = 60) byte[] segment) {
        var packet = PacketMemory.of(segment);
        int partial = InternetChecksum.pseudoHeaderIpv4(source, destination, IpProtocol.TCP, segment.length);
        int moved = InternetChecksum.adjustPartial(
            partial, InternetChecksum.difference32(destination, newDestination));
        packet.set(Layouts.U16, TcpHeader.CHECKSUM, (short) moved);
        InternetChecksum.complete(packet, 0, segment.length, TcpHeader.CHECKSUM);

        int pseudo = InternetChecksum.pseudoHeaderIpv4(source, newDestination, IpProtocol.TCP,
            segment.length);
        assertEquals(0xffff, InternetChecksum.add(pseudo, InternetChecksum.sum(packet, 0, segment.length)));
    }

    @Test
    void writesACompletedChecksumOfZeroAsAllOnes() {
        var packet = PacketMemory.of("ffff 0000");
        InternetChecksum.complete(packet, 0, 4, 2);
        assertEquals("ffffffff", PacketMemory.hex(packet));
    }

    @Property
    void aWrongChecksumStaysWrongByTheSameAmount(@ForAll @Size(20) byte[] bytes, @ForAll int value,
            @ForAll @IntRange(min = 1, max = 0xfffe) int error) {
        var packet = PacketMemory.of(bytes);
        packet.set(Layouts.U8, 0, (byte) 0x45);
        int wrong = InternetChecksum.adjust(checksum(packet), error);
        int old = packet.get(Layouts.U32, 16);
        packet.set(Layouts.U32, 16, value);
        assertEquals(InternetChecksum.adjust(checksum(packet), error),
            InternetChecksum.replace32(wrong, old, value));
    }

    private static int checksum(MemorySegment packet) {
        return InternetChecksum.complement(InternetChecksum.sum(packet, 0, packet.byteSize()));
    }
}
