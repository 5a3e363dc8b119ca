package uvs.dataplane.forward;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.Supplier;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.TcpHeader;
import uvs.dataplane.wire.UdpHeader;

/// Cuts a frame that stands for several packets (GSO) into these packets, each complete with its checksums: what the
/// kernel or the device does for frames that go out as they came.
final class Segmenter {

    private static final int SEQUENCE_NUMBER = 4;
    private static final int FLAGS = 13;
    private static final int ONLY_LAST = TcpHeader.FIN | TcpHeader.PSH;

    private final Supplier<Frame> frames;
    private final Packet piece = new Packet();

    /// @param frames gives an empty frame, or null when packet memory is used up
    Segmenter(Supplier<Frame> frames) {
        this.frames = frames;
    }

    /// Hands each packet to `sink`, which takes its frame over. The whole frame stays the caller's. Answers false when
    /// packet memory ran out on the way.
    boolean cut(Packet whole, Consumer<Frame> sink) {
        int headers = (int) (whole.transportStart() - whole.frame().start())
            + (whole.protocol() == IpProtocol.TCP ? whole.tcp.dataOffset() : UdpHeader.LENGTH);
        int payload = (int) (whole.transportStart() - whole.frame().start()) + whole.transportLength() - headers;
        int size = whole.frame().segmentSize();
        for (int done = 0, number = 0; done < payload; done += size, number++) {
            Frame frame = frames.get();
            if (frame == null) {
                return false;
            }
            int length = Math.min(size, payload - done);
            Frame from = whole.frame();
            MemorySegment.copy(from.memory(), from.start(), frame.memory(), frame.start(), headers);
            MemorySegment.copy(
                from.memory(), from.start() + headers + done, frame.memory(), frame.start() + headers, length);
            frame.complete().length(headers + length);
            finish(frame, whole, headers + length, done, number, done + length == payload);
            sink.accept(frame);
        }
        return true;
    }

    private void finish(Frame frame, Packet whole, int frameLength, int done, int number, boolean last) {
        int shorter = whole.frame().length() - frameLength;
        piece.layOver(frame, whole);
        if (whole.isIpv6()) {
            piece.ipv6.payloadLength(whole.ipv6.payloadLength() - shorter);
        } else {
            piece.ipv4.totalLength(whole.ipv4.totalLength() - shorter)
                .identification(whole.ipv4.identification() + number).computeChecksum();
        }
        piece.parseAgain(frame);
        int pseudoHeaderSum = whole.isIpv6() ? piece.ipv6.pseudoHeaderSum() : piece.ipv4.pseudoHeaderSum();
        if (whole.protocol() == IpProtocol.TCP) {
            long at = piece.transportStart();
            frame.memory().set(uvs.dataplane.wire.Layouts.U32, at + SEQUENCE_NUMBER,
                whole.tcp.sequenceNumber() + done);
            int flags = whole.tcp.flags() & (last ? 0xff : ~ONLY_LAST) & (number == 0 ? 0xff : ~TcpHeader.CWR);
            frame.memory().set(uvs.dataplane.wire.Layouts.U8, at + FLAGS, (byte) flags);
            piece.tcp.computeChecksum(pseudoHeaderSum);
        } else {
            long lengthAt = piece.transportStart() + 4;
            frame.memory().set(uvs.dataplane.wire.Layouts.U16, lengthAt, (short) piece.transportLength());
            piece.udp.computeChecksum(pseudoHeaderSum);
        }
    }
}
