package uvs.dataplane.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/// Packet memory of exactly the size of what it holds, so that a read or write beyond it throws.
final class PacketMemory {

    private PacketMemory() {}

    /// Native memory with the bytes that the digits name; blanks between them are for the reader.
    static MemorySegment of(String hex) {
        return of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    static MemorySegment of(byte[] bytes) {
        return Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    }

    /// Native memory in which every bit is set, to see what a writer leaves out.
    static MemorySegment dirty(long length) {
        return Arena.ofAuto().allocate(length).fill((byte) 0xff);
    }

    static String hex(MemorySegment packet) {
        return HexFormat.of().formatHex(packet.toArray(ValueLayout.JAVA_BYTE));
    }

    static String hex(MemorySegment packet, long start, long length) {
        return hex(packet.asSlice(start, length));
    }

    /// The Internet checksum as RFC 1071, section 4.1, computes it, one word after the other.
    static int checksumWordByWord(byte[] bytes, int start, int length) {
        int sum = 0;
        for (int at = start; at < start + length; at += 2) {
            int second = at + 1 < start + length ? bytes[at + 1] & 0xff : 0;
            sum += (bytes[at] & 0xff) << 8 | second;
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }
}
