package uvs.dataplane.xdp;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.wire.IpProtocol;

/// Writes the filter of the packet socket that stands beside the AF_XDP sockets of a port: it takes the frames that may be
/// the data plane's and that [SteeringProgram] leaves to the kernel. In the language of the classic BPF machine
/// (Documentation/networking/filter.rst), which reads numbers in network order.
final class LeftoverFilter {

    private static final int LOAD_LENGTH = 0x80;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int TAKE_ALL = 0x40000;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;

    private final List<Long> code = new ArrayList<>();

    private LeftoverFilter() {
    }

    /// @param longest the longest frame that the AF_XDP sockets take
    static long[] of(int longest) {
        var filter = new LeftoverFilter();
        filter.add(LOAD_LENGTH, 0, 0, 0);
        filter.takeIf(JUMP_GREATER, longest);
        filter.add(LOAD_HALF, 0, 0, 12);
        // Over the IPv4 part, which is seven long.
        filter.add(JUMP_EQUAL, 0, 7, 0x0800);
        filter.add(LOAD_HALF, 0, 0, 20);
        filter.takeIf(JUMP_ANY_BIT, 0x3fff);
        filter.add(LOAD_BYTE, 0, 0, 23);
        filter.takeIf(JUMP_EQUAL, IpProtocol.ICMP);
        filter.add(RETURN, 0, 0, 0);
        filter.add(JUMP_EQUAL, 1, 0, 0x86dd);
        filter.add(RETURN, 0, 0, 0);
        filter.add(LOAD_BYTE, 0, 0, 20);
        for (int next : new int[] {HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, IpProtocol.ICMPV6}) {
            filter.takeIf(JUMP_EQUAL, next);
        }
        filter.add(RETURN, 0, 0, 0);
        return filter.code.stream().mapToLong(Long::longValue).toArray();
    }

    private void takeIf(int jump, int value) {
        add(jump, 0, 1, value);
        add(RETURN, 0, 0, TAKE_ALL);
    }

    /// `struct sock_filter`: code (2 bytes), how far to jump if true and if false (1 each), a number (4).
    private void add(int operation, int ifTrue, int ifFalse, int value) {
        code.add(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            ? operation | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) value << 32
            : (long) operation << 48 | (long) ifTrue << 40 | (long) ifFalse << 32 | value);
    }
}
