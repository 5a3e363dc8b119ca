package uvs.dataplane.forward;

import java.lang.foreign.MemorySegment;
import uvs.dataplane.conn.ConnectionBurst;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv6Header;
import uvs.dataplane.wire.Layouts;

/// Has the processor fetch what the searches of a burst will need, all at once: with many connections each search waits
/// for memory twice, and the waits of a burst can overlap.
///
/// It reads addresses and ports where they usually are. A frame which is not like that is searched for as if nothing
/// had been fetched; it costs time, and nothing else.
final class Lookahead {

    /// Fewer connections than this are in the cache anyway.
    private static final long FROM = 16_384;
    private static final int IPV6_PORTS = EthernetHeader.LENGTH + Ipv6Header.LENGTH;

    private final ConnectionTable table;
    private final ConnectionBurst burst;

    Lookahead(ConnectionTable table, int size) {
        this.table = table;
        this.burst = new ConnectionBurst(table, size);
    }

    void fetch(Frame[] frames, int count) {
        if (count < 2 || table.size() < FROM) {
            return;
        }
        int keys = 0;
        for (int i = 0; i < count; i++) {
            if (fill(frames[i], keys)) {
                keys++;
            }
        }
        burst.fetch(keys);
    }

    private boolean fill(Frame frame, int number) {
        MemorySegment memory = frame.memory();
        long ip = frame.start() + EthernetHeader.LENGTH;
        if (frame.length() < IPV6_PORTS + 4) {
            return frame.length() >= EthernetHeader.LENGTH + Ipv4Header.MIN_LENGTH + 8
                && fillIpv4(memory, frame, ip, number);
        }
        int etherType = Layouts.u16(memory, ip - 2);
        if (etherType == EtherType.IPV4) {
            return fillIpv4(memory, frame, ip, number);
        }
        int protocol = Layouts.u8(memory, ip + 6);
        if (etherType != EtherType.IPV6 || !hasPorts(protocol)) {
            return false;
        }
        long ports = ip + Ipv6Header.LENGTH;
        burst.key(number).ipv6(protocol, memory.get(Layouts.U64, ip + 8), memory.get(Layouts.U64, ip + 16),
            Layouts.u16(memory, ports), memory.get(Layouts.U64, ip + 24), memory.get(Layouts.U64, ip + 32),
            Layouts.u16(memory, ports + 2));
        return true;
    }

    private boolean fillIpv4(MemorySegment memory, Frame frame, long ip, int number) {
        int headerLength = (Layouts.u8(memory, ip) & 15) << 2;
        int protocol = Layouts.u8(memory, ip + 9);
        if (!hasPorts(protocol) || EthernetHeader.LENGTH + headerLength + 4 > frame.length()) {
            return false;
        }
        long ports = ip + headerLength;
        burst.key(number).ipv4(protocol, memory.get(Layouts.U32, ip + 12), Layouts.u16(memory, ports),
            memory.get(Layouts.U32, ip + 16), Layouts.u16(memory, ports + 2));
        return true;
    }

    private static boolean hasPorts(int protocol) {
        return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP;
    }
}
