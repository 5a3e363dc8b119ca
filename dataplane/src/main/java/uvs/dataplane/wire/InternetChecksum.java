package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;

/// The Internet checksum (RFC 1071), and how it follows a change without reading the packet again (RFC 1624).
///
/// Three kinds of 16-bit numbers appear here, each in an `int`:
///
/// - a *sum* is a one's complement sum, folded to 16 bits;
/// - a *checksum* is what stands in a header: a sum, complemented;
/// - a *difference* is the sum of what a change takes away, complemented, and what it puts in its place. One
///   difference of an address serves the IP header and the transport header alike.
///
/// A *partial* checksum is what the kernel leaves in a TCP or UDP header when the device shall finish the
/// work (`CHECKSUM_PARTIAL`, told by [VnetHeader#needsChecksum]): the sum of the pseudo-header alone, not
/// complemented. A changed address alters it by its difference; ports and data do not count in it.
public final class InternetChecksum {

    private static final int MASK = 0xffff;
    private static final long MASK32 = 0xffff_ffffL;

    private InternetChecksum() {}

    /// The sum of `length` bytes; an odd last byte counts as if a zero byte followed.
    public static int sum(MemorySegment packet, long start, long length) {
        long sum = 0;
        int at = 0;
        int bytes = (int) length;
        // Words are added in little-endian order, four bytes to a lane so that no carry is lost; a one's
        // complement sum only needs its two bytes swapped at the end (RFC 1071, section 2 B).
        for (; at < bytes - 7; at += 8) {
            long word = packet.get(Layouts.L64, start + at);
            sum += (word & MASK32) + (word >>> 32);
        }
        if ((bytes & 4) != 0) {
            sum += packet.get(Layouts.L32, start + at) & MASK32;
            at += 4;
        }
        if ((bytes & 2) != 0) {
            sum += packet.get(Layouts.L16, start + at) & MASK;
            at += 2;
        }
        if ((bytes & 1) != 0) {
            sum += packet.get(Layouts.U8, start + at) & 0xff;
        }
        int folded = fold(sum);
        return folded >>> 8 | (folded & 0xff) << 8;
    }

    /// Two sums in one.
    public static int add(int sum, int otherSum) {
        return foldOnce(sum + otherSum);
    }

    /// The checksum that belongs to a sum.
    public static int complement(int sum) {
        return ~sum & MASK;
    }

    /// What a change of one 16-bit field does to a sum.
    public static int difference16(int old, int replacement) {
        return foldOnce((~old & MASK) + (replacement & MASK));
    }

    /// What a change of one 32-bit field does to a sum.
    public static int difference32(int old, int replacement) {
        return foldTwice((~old & MASK) + (~old >>> 16) + (replacement & MASK) + (replacement >>> 16));
    }

    /// What a change of an IPv6 address does to a sum.
    public static int difference128(long oldHigh, long oldLow, long high, long low) {
        return fold(halves(~oldHigh) + halves(~oldLow) + halves(high) + halves(low));
    }

    /// The checksum after a change with this difference (RFC 1624, equation 3). A checksum that was wrong
    /// stays wrong. Never answers 0xffff for a header that is not all zeros, as a fresh computation would
    /// not.
    public static int adjust(int checksum, int difference) {
        return ~foldOnce((~checksum & MASK) + difference) & MASK;
    }

    /// The partial checksum after a change of the pseudo-header with this difference.
    public static int adjustPartial(int partial, int difference) {
        return foldOnce(partial + difference);
    }

    public static int replace16(int checksum, int old, int replacement) {
        return adjust(checksum, difference16(old, replacement));
    }

    public static int replace32(int checksum, int old, int replacement) {
        return adjust(checksum, difference32(old, replacement));
    }

    public static int replace128(int checksum, long oldHigh, long oldLow, long high, long low) {
        return adjust(checksum, difference128(oldHigh, oldLow, high, low));
    }

    /// The sum of the pseudo-header of TCP and UDP over IPv4 (RFC 9293, section 3.1).
    public static int pseudoHeaderIpv4(int source, int destination, int protocol, int transportLength) {
        return fold((source & MASK32) + (destination & MASK32) + protocol + transportLength);
    }

    /// The sum of the pseudo-header over IPv6 (RFC 8200, section 8.1).
    public static int pseudoHeaderIpv6(long sourceHigh, long sourceLow, long destinationHigh,
            long destinationLow, int nextHeader, int transportLength) {
        return fold(halves(sourceHigh) + halves(sourceLow) + halves(destinationHigh) + halves(destinationLow)
            + nextHeader + transportLength);
    }

    /// Finishes a partial checksum: sums from `start`, where the partial one is `checksumOffset` bytes in,
    /// and puts the checksum in its place. A result of 0 is written as 0xffff, which every protocol with such
    /// a checksum takes and UDP needs.
    public static void complete(MemorySegment packet, long start, long length, long checksumOffset) {
        int checksum = complement(sum(packet, start, length));
        packet.set(Layouts.U16, start + checksumOffset, (short) (checksum == 0 ? MASK : checksum));
    }

    /// Sixteen bits out of a sum of 32-bit words.
    static int fold(long sum) {
        long lanes = (sum & MASK32) + (sum >>> 32);
        int once = (int) ((lanes & MASK) + (lanes >>> 16 & MASK) + (lanes >>> 32));
        return foldTwice(once);
    }

    private static int foldOnce(int sum) {
        return (sum & MASK) + (sum >>> 16);
    }

    private static int foldTwice(int sum) {
        return foldOnce(foldOnce(sum));
    }

    private static long halves(long word) {
        return (word & MASK32) + (word >>> 32);
    }
}
