package uvs.dataplane.xdp;

import java.lang.foreign.MemorySegment;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Layouts;

/// Finds out whether the transport checksum of a received frame is partial, which AF_XDP does not tell.
///
/// On a veth the kernel hands frames of the host at the other end over as they left that host's stack: with the sum of the
/// pseudo-header where the checksum belongs. So a field that holds exactly this sum is taken for partial. One complete
/// checksum in 65,536 happens to be that number too; completing it again gives the same number, since the sum over
/// a sound packet with its checksum is 0xffff, and so over the packet without pseudo-header the complement of that
/// header's sum. Only a damaged packet could be mended by mistake, and no more than one in 65,536 of these.
final class ReceivedChecksum {

    private static final int ETHERNET = 14;
    private static final int IPV6 = 40;
    private static final int TCP_CHECKSUM = 16;
    private static final int UDP_CHECKSUM = 6;
    /// More fragments follow, or this is not the first.
    private static final int FRAGMENT = 0x3fff;

    private ReceivedChecksum() {
    }

    /// Marks the frame if its checksum is partial.
    static void examine(Frame frame) {
        MemorySegment memory = frame.memory();
        long start = frame.start();
        int length = frame.length();
        if (length < ETHERNET + 20 + 8) {
            return;
        }
        int type = Layouts.u16(memory, start + 12);
        if (type == EtherType.IPV4) {
            ipv4(frame, memory, start + ETHERNET, length - ETHERNET);
        } else if (type == EtherType.IPV6 && length >= ETHERNET + IPV6 + 8) {
            ipv6(frame, memory, start + ETHERNET, length - ETHERNET);
        }
    }

    private static void ipv4(Frame frame, MemorySegment memory, long ip, int length) {
        int headerLength = (Layouts.u8(memory, ip) & 15) << 2;
        int protocol = Layouts.u8(memory, ip + 9);
        int offset = checksumOffset(protocol);
        int transportLength = Layouts.u16(memory, ip + 2) - headerLength;
        if (offset < 0 || headerLength < 20 || transportLength < offset + 2 || headerLength + transportLength > length
            || (Layouts.u16(memory, ip + 6) & FRAGMENT) != 0) {
            return;
        }
        int sum = InternetChecksum.pseudoHeaderIpv4(
            memory.get(Layouts.U32, ip + 12), memory.get(Layouts.U32, ip + 16), protocol, transportLength);
        if (Layouts.u16(memory, ip + headerLength + offset) == sum) {
            frame.partialChecksum(ETHERNET + headerLength, offset);
        }
    }

    private static void ipv6(Frame frame, MemorySegment memory, long ip, int length) {
        int protocol = Layouts.u8(memory, ip + 6);
        int offset = checksumOffset(protocol);
        int transportLength = Layouts.u16(memory, ip + 4);
        if (offset < 0 || transportLength < offset + 2 || IPV6 + transportLength > length) {
            return;
        }
        int sum = InternetChecksum.pseudoHeaderIpv6(
            memory.get(Layouts.U64, ip + 8), memory.get(Layouts.U64, ip + 16), memory.get(Layouts.U64, ip + 24),
            memory.get(Layouts.U64, ip + 32), protocol, transportLength);
        if (Layouts.u16(memory, ip + IPV6 + offset) == sum) {
            frame.partialChecksum(ETHERNET + IPV6, offset);
        }
    }

    private static int checksumOffset(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> TCP_CHECKSUM;
            case IpProtocol.UDP -> UDP_CHECKSUM;
            default -> -1;
        };
    }
}
