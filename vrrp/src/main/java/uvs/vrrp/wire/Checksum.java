package uvs.vrrp.wire;

import java.nio.ByteBuffer;

import uvs.config.net.IpAddress;

/// The Internet checksum (RFC 1071) over messages, with and without a pseudo-header.
final class Checksum {

    private Checksum() {
    }

    /// The sum of `length` bytes after `start`, not yet folded: sums of even lengths can be added.
    static long sum(ByteBuffer bytes, int start, int length) {
        long sum = 0;
        int end = start + (length & ~1);
        for (int at = start; at < end; at += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(at));
        }
        if ((length & 1) != 0) {
            sum += Byte.toUnsignedInt(bytes.get(end)) << 8;
        }
        return sum;
    }

    /// The pseudo-header of both families: addresses, length and protocol (RFC 793, RFC 8200 section 8.1).
    static long pseudoHeader(IpAddress source, IpAddress destination, int protocol, int length) {
        return sumOf(source) + sumOf(destination) + protocol + length;
    }

    /// The value of the checksum field that makes a message with this sum right.
    static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }

    private static long sumOf(IpAddress address) {
        return words(address.high()) + words(address.low());
    }

    private static long words(long bits) {
        return (bits >>> 48) + (bits >>> 32 & 0xffff) + (bits >>> 16 & 0xffff) + (bits & 0xffff);
    }
}
