package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;

/// The bytes that a header view lies over. A view knows its fields; this knows where they are.
///
/// @param <V> the view itself, so that [#wrap] can be followed by its methods
abstract sealed class View<V extends View<V>>
    permits ArpHeader, EthernetHeader, GreHeader, GueHeader, IcmpHeader, Icmpv6Header, Ipv4Header, Ipv6Header,
        SctpHeader, TcpHeader, TransportPorts, UdpHeader, VlanTag, VnetHeader {

    MemorySegment packet = MemorySegment.NULL;
    long start;
    long length;

    /// Lays this view over the `length` bytes which follow `start`. Looks at none of them.
    @SuppressWarnings("unchecked")
    public final V wrap(MemorySegment packet, long start, long length) {
        this.packet = packet;
        this.start = start;
        this.length = length;
        return (V) this;
    }

    /// The segment in which the header lies.
    public final MemorySegment packet() {
        return packet;
    }

    /// The position of the header's first byte in the segment.
    public final long start() {
        return start;
    }

    /// How many bytes were wrapped: the header and all that follows it.
    public final long length() {
        return length;
    }

    final int u8(long offset) {
        return Byte.toUnsignedInt(packet.get(Layouts.U8, start + offset));
    }

    final int u16(long offset) {
        return Short.toUnsignedInt(packet.get(Layouts.U16, start + offset));
    }

    final int u32(long offset) {
        return packet.get(Layouts.U32, start + offset);
    }

    final long u64(long offset) {
        return packet.get(Layouts.U64, start + offset);
    }

    final void put8(long offset, int value) {
        packet.set(Layouts.U8, start + offset, (byte) value);
    }

    final void put16(long offset, int value) {
        packet.set(Layouts.U16, start + offset, (short) value);
    }

    final void put32(long offset, int value) {
        packet.set(Layouts.U32, start + offset, value);
    }

    final void put64(long offset, long value) {
        packet.set(Layouts.U64, start + offset, value);
    }
}
