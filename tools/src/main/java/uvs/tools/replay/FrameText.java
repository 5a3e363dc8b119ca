package uvs.tools.replay;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import uvs.config.net.IpAddress;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.GreHeader;
import uvs.dataplane.wire.GueHeader;
import uvs.dataplane.wire.IcmpHeader;
import uvs.dataplane.wire.Icmpv6Header;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv6Header;
import uvs.dataplane.wire.TcpHeader;
import uvs.dataplane.wire.TransportPorts;
import uvs.dataplane.wire.UdpHeader;

/// What a frame looks like: a line for each of its headers, from outside to inside.
final class FrameText {

    private final MemorySegment frame;
    private final Map<Long, IpAddress> neighbours;
    private final List<String> lines = new ArrayList<>();

    /// @param frame      one that this program wrote: its headers are not checked
    /// @param neighbours whose Ethernet address is whose
    FrameText(byte[] frame, Map<Long, IpAddress> neighbours) {
        this.frame = MemorySegment.ofArray(frame);
        this.neighbours = neighbours;
    }

    /// Whether the frame goes to this neighbour.
    boolean isFor(IpAddress neighbour) {
        return neighbour.equals(neighbours.get(ethernet().destination()));
    }

    private EthernetHeader ethernet() {
        return new EthernetHeader().wrap(frame, 0, frame.byteSize());
    }

    List<String> lines() {
        EthernetHeader ethernet = ethernet();
        lines.add("to the Ethernet address of " + neighbours.get(ethernet.destination()));
        network(ethernet.etherType(), ethernet.payloadStart());
        return lines;
    }

    private void network(int etherType, long start) {
        if (etherType == EtherType.IPV4) {
            var ip = new Ipv4Header().wrap(frame, start, frame.byteSize() - start);
            lines.add("IPv4 " + name(IpAddress.ofIpv4(ip.source())) + " to "
                + name(IpAddress.ofIpv4(ip.destination())) + ", TTL " + ip.timeToLive()
                + (ip.dontFragment() ? ", don't fragment" : "") + ", " + ip.totalLength() + " bytes");
            transport(ip.protocol(), ip.payloadStart());
        } else {
            var ip = new Ipv6Header().wrap(frame, start, frame.byteSize() - start);
            lines.add("IPv6 " + name(IpAddress.ofIpv6(ip.sourceHigh(), ip.sourceLow())) + " to "
                + name(IpAddress.ofIpv6(ip.destinationHigh(), ip.destinationLow())) + ", hop limit "
                + ip.hopLimit() + ", " + ip.totalLength() + " bytes");
            transport(ip.nextHeader(), start + Ipv6Header.LENGTH);
        }
    }

    private static String name(IpAddress address) {
        boolean director =
            address.equals(Explanation.DIRECTOR_IPV4) || address.equals(Explanation.DIRECTOR_IPV6);
        return director ? "the director's own address" : address.toString();
    }

    private void transport(int protocol, long start) {
        long length = frame.byteSize() - start;
        switch (protocol) {
            case IpProtocol.IPIP -> network(EtherType.IPV4, start);
            case IpProtocol.IPV6 -> network(EtherType.IPV6, start);
            case IpProtocol.GRE -> gre(new GreHeader().wrap(frame, start, length));
            case IpProtocol.TCP -> tcp(new TcpHeader().wrap(frame, start, length));
            case IpProtocol.UDP -> udp(new UdpHeader().wrap(frame, start, length));
            case IpProtocol.SCTP -> ports("SCTP", start, "");
            case IpProtocol.ICMP -> {
                var icmp = new IcmpHeader().wrap(frame, start, length);
                lines.add("ICMP type " + icmp.type() + ", code " + icmp.code() + what(icmp.type() == 3
                    && icmp.code() == IcmpHeader.PORT_UNREACHABLE));
            }
            case IpProtocol.ICMPV6 -> {
                var icmp = new Icmpv6Header().wrap(frame, start, length);
                lines.add("ICMPv6 type " + icmp.type() + ", code " + icmp.code() + what(icmp.type() == 1
                    && icmp.code() == Icmpv6Header.PORT_UNREACHABLE));
            }
            default -> lines.add("protocol " + protocol);
        }
    }

    private static String what(boolean portUnreachable) {
        return portUnreachable ? ": port unreachable" : "";
    }

    private void gre(GreHeader gre) {
        lines.add("GRE" + (gre.hasChecksum() ? ", with a checksum" : ""));
        network(gre.protocolType(), gre.payloadStart());
    }

    private void tcp(TcpHeader tcp) {
        ports("TCP", tcp.start(), (tcp.isSyn() ? ", SYN" : "") + (tcp.isRst() ? ", RST" : ""));
    }

    /// The packet itself has no data, so UDP with data is a tunnel.
    private void udp(UdpHeader udp) {
        ports("UDP", udp.start(), udp.hasChecksum() ? "" : ", without a checksum");
        if (udp.udpLength() > UdpHeader.LENGTH) {
            long inside = udp.start() + UdpHeader.LENGTH;
            var gue = new GueHeader().wrap(frame, inside, frame.byteSize() - inside);
            lines.add("GUE" + (gue.hasRemoteChecksum() ? ", with remote checksum offload" : ""));
            transport(gue.protocol(), gue.payloadStart());
        }
    }

    private void ports(String protocol, long start, String more) {
        var ports = new TransportPorts().wrap(frame, start, TransportPorts.LENGTH);
        lines.add(protocol + " port " + ports.sourcePort() + " to " + ports.destinationPort() + more);
    }
}
