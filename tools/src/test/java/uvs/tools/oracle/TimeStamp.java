package uvs.tools.oracle;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import uvs.dataplane.wire.IpProtocol;
import uvs.tools.oracle.Network.Output;

/// When the real director sent something, by the IPv4 time stamp that it wrote into it (RFC 791, section 3.1): the userspace
/// path is given that time, so that it can write the same.
final class TimeStamp {

    private static final int IPV4_HEADER = 20;
    private static final int KIND = 68;
    private static final int NO_OPERATION = 1;
    private static final int WORD = 4;

    private TimeStamp() {
    }

    /// The last time in any of the packets, in milliseconds since midnight.
    static OptionalInt of(List<Output> outputs) {
        return outputs.stream().flatMapToInt(output -> of(Frames.packet(output.frame()), 0)).findFirst();
    }

    private static IntStream of(byte[] packet, int start) {
        if (packet.length < start + IPV4_HEADER || packet[start] >> 4 != 4) {
            return IntStream.empty();
        }
        int end = start + (packet[start] & 15) * WORD;
        if (packet[start + 9] == IpProtocol.IPIP) {
            return of(packet, end);
        }
        for (int at = start + IPV4_HEADER; at < end - 1; ) {
            if (packet[at] == KIND) {
                int pointer = packet[at + 2] & 0xff;
                return pointer > WORD + WORD ? IntStream.of(u32(packet, at + pointer - 1 - WORD)) : IntStream.empty();
            }
            at += packet[at] == NO_OPERATION ? 1 : Math.max(1, packet[at + 1]);
        }
        return IntStream.empty();
    }

    private static int u32(byte[] bytes, int at) {
        return Frames.u16(bytes, at) << 16 | Frames.u16(bytes, at + 2);
    }
}
