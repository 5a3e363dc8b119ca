package uvs.dataplane.forward;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.Ipv4Header;

/// Cuts an IPv4 packet into fragments that a link takes (RFC 791, section 3.2).
final class Fragmenter {

    private static final int COPIED_OPTION = 0x80;
    private static final int NO_OPERATION = 1;

    private final Supplier<Frame> frames;
    private final Transmitter transmitter;
    private final Drops drops;
    private final Ipv4Header piece = new Ipv4Header();
    private final EthernetHeader ethernet = new EthernetHeader();

    /// @param frames gives an empty frame, or null when packet memory is used up
    Fragmenter(Supplier<Frame> frames, Transmitter transmitter, Drops drops) {
        this.frames = frames;
        this.transmitter = transmitter;
        this.drops = drops;
    }

    /// Sends a packet in pieces, and releases its frame.
    void send(Ipv4Header packet, Frame whole, NextHop hop, long nowNs) {
        whole.completeChecksum();
        int headerLength = packet.headerLength();
        int payload = packet.payloadLength();
        int most = hop.mtu() - headerLength & ~7;
        for (int done = 0; done < payload; done += most) {
            Frame frame = frames.get();
            if (frame == null) {
                drops.count(DropReason.NO_FRAME);
                break;
            }
            int length = Math.min(most, payload - done);
            long at = frame.start() + EthernetHeader.LENGTH;
            MemorySegment.copy(whole.memory(), packet.start(), frame.memory(), at, headerLength);
            MemorySegment.copy(
                whole.memory(), packet.payloadStart() + done, frame.memory(), at + headerLength, length);
            piece.wrap(frame.memory(), at, headerLength + length);
            if (done > 0) {
                blankUncopiedOptions(frame.memory(), at + Ipv4Header.MIN_LENGTH, at + headerLength);
            }
            boolean more = packet.moreFragments() || done + length < payload;
            piece.totalLength(headerLength + length)
                .fragment(packet.dontFragment(), more, packet.fragmentOffset() + done).computeChecksum();
            ethernet.wrap(frame.memory(), frame.start(), EthernetHeader.LENGTH).etherType(EtherType.IPV4);
            transmitter.send(frame.complete().length(EthernetHeader.LENGTH + headerLength + length), hop, nowNs);
        }
        whole.release();
    }

    /// Options without the copied flag belong to the first fragment alone; in the others they become no-operations, as
    /// Linux does it, so that the header keeps its length.
    private static void blankUncopiedOptions(MemorySegment memory, long from, long end) {
        long at = from;
        while (at < end) {
            int type = Byte.toUnsignedInt(memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at));
            if (type == 0) {
                return;
            }
            int length = type == NO_OPERATION || at + 1 >= end
                ? 1 : Byte.toUnsignedInt(memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at + 1));
            if (length < 1 || length > end - at) {
                return;
            }
            if ((type & COPIED_OPTION) == 0) {
                memory.asSlice(at, length).fill((byte) NO_OPERATION);
            }
            at += length;
        }
    }
}
