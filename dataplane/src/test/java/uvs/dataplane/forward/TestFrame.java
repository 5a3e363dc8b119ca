package uvs.dataplane.forward;

import java.lang.foreign.MemorySegment;
import uvs.config.net.IpAddress;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.IcmpHeader;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Layouts;
import uvs.dataplane.wire.TcpHeader;
import uvs.dataplane.wire.UdpHeader;

/// Builds Ethernet frames with IPv4 for tests, and reads them.
final class TestFrame {

    static final int IP = EthernetHeader.LENGTH;
    static final int TRANSPORT = IP + Ipv4Header.MIN_LENGTH;

    private TestFrame() {
    }

    static byte[] tcp(long toMac, String from, int fromPort, String to, int toPort, int flags) {
        return tcp(toMac, from, fromPort, to, toPort, flags, 0);
    }

    static byte[] tcp(long toMac, String from, int fromPort, String to, int toPort, int flags, int dataLength) {
        byte[] frame = ipv4(toMac, IpProtocol.TCP, from, to, TcpHeader.MIN_LENGTH + dataLength);
        MemorySegment packet = MemorySegment.ofArray(frame);
        packet.set(Layouts.U16, TRANSPORT, (short) fromPort);
        packet.set(Layouts.U16, TRANSPORT + 2, (short) toPort);
        packet.set(Layouts.U32, TRANSPORT + 4, 0x0102_0304);
        frame[TRANSPORT + 12] = 0x50;
        frame[TRANSPORT + 13] = (byte) flags;
        new TcpHeader().wrap(packet, TRANSPORT, TcpHeader.MIN_LENGTH + dataLength)
            .computeChecksum(ip(frame).pseudoHeaderSum());
        return frame;
    }

    static byte[] udp(long toMac, String from, int fromPort, String to, int toPort, int dataLength) {
        byte[] frame = ipv4(toMac, IpProtocol.UDP, from, to, UdpHeader.LENGTH + dataLength);
        new UdpHeader().wrap(MemorySegment.ofArray(frame), TRANSPORT, UdpHeader.LENGTH + dataLength)
            .create(fromPort, toPort, UdpHeader.LENGTH + dataLength).computeChecksum(ip(frame).pseudoHeaderSum());
        return frame;
    }

    static byte[] ipv4(long toMac, int protocol, String from, String to, int payloadLength) {
        var frame = new byte[TRANSPORT + payloadLength];
        MemorySegment packet = MemorySegment.ofArray(frame);
        new EthernetHeader().wrap(packet, 0, frame.length).destination(toMac)
            .source(PaperDirector.CLIENT_MAC).etherType(EtherType.IPV4);
        new Ipv4Header().wrap(packet, IP, frame.length - IP)
            .create(Ipv4Header.MIN_LENGTH + payloadLength, protocol, IpAddress.of(from).ipv4(), IpAddress.of(to).ipv4())
            .timeToLive(64).computeChecksum();
        return frame;
    }

    /// An ICMP error about a packet, or any other message.
    static byte[] icmp(long toMac, String from, String to, int type, int code, int rest, byte[] about) {
        byte[] frame = ipv4(toMac, IpProtocol.ICMP, from, to, IcmpHeader.LENGTH + about.length);
        System.arraycopy(about, 0, frame, TRANSPORT + IcmpHeader.LENGTH, about.length);
        new IcmpHeader().wrap(MemorySegment.ofArray(frame), TRANSPORT, IcmpHeader.LENGTH + about.length)
            .create(type, code, rest).computeChecksum();
        return frame;
    }

    /// The same packet with IPv4 options.
    static byte[] withOptions(byte[] options, byte[] frame) {
        byte[] longer = new byte[frame.length + options.length];
        System.arraycopy(frame, 0, longer, 0, TRANSPORT);
        System.arraycopy(options, 0, longer, TRANSPORT, options.length);
        System.arraycopy(frame, TRANSPORT, longer, TRANSPORT + options.length, frame.length - TRANSPORT);
        longer[IP] += (byte) (options.length / 4);
        ip(longer).totalLength(longer.length - IP).computeChecksum();
        return longer;
    }

    static Ipv4Header ip(byte[] frame) {
        return new Ipv4Header().wrap(MemorySegment.ofArray(frame), IP, frame.length - IP);
    }

    static TcpHeader tcp(byte[] frame) {
        Ipv4Header ip = ip(frame);
        return new TcpHeader().wrap(MemorySegment.ofArray(frame), TRANSPORT, ip.payloadLength());
    }

    static UdpHeader udp(byte[] frame) {
        Ipv4Header ip = ip(frame);
        return new UdpHeader().wrap(MemorySegment.ofArray(frame), TRANSPORT, ip.payloadLength());
    }

    static EthernetHeader ethernet(byte[] frame) {
        return new EthernetHeader().wrap(MemorySegment.ofArray(frame), 0, frame.length);
    }

    /// `SOURCE:PORT > DESTINATION:PORT` of an IPv4 packet.
    static String flow(byte[] frame) {
        MemorySegment packet = MemorySegment.ofArray(frame);
        return IpAddress.ofIpv4(ip(frame).source()) + ":" + Layouts.u16(packet, TRANSPORT) + " > "
            + IpAddress.ofIpv4(ip(frame).destination()) + ":" + Layouts.u16(packet, TRANSPORT + 2);
    }
}
