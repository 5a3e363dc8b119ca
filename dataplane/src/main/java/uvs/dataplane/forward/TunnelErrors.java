package uvs.dataplane.forward;

import uvs.config.ForwardingMethod.Tunnel;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.GreHeader;
import uvs.dataplane.wire.GueHeader;
import uvs.dataplane.wire.IcmpHeader;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Malformed;
import uvs.dataplane.wire.TransportPorts;
import uvs.dataplane.wire.UdpHeader;

/// Passes ICMP errors about the director's own tunnel packets on to the client whose packet is inside, as `ip_vs_in_icmp`
/// does: a router between the director and a real server, or the real server itself, tells the director, and only the client
/// can do something about it.
///
/// They are addressed to the director, whose kernel sees them too and makes nothing of them. As with IPVS both headers must
/// be IPv4.
final class TunnelErrors {

    /// The smallest MTU that a link may have (RFC 791), which leaves room for the largest header.
    private static final int MIN_MTU = 68;
    /// As the kernel's `ip_rt_min_pmtu`: no router is believed that asks for less.
    private static final int MIN_PATH_MTU = 552;
    private static final int MAX_MTU = 0xffff;

    private final ConnectionTable table;
    private final Servers servers;
    private final Router router;
    private final Answers answers;
    private final TrafficCount traffic;
    private final Connection connection;
    private final ConnectionKey key = new ConnectionKey();
    private final Ipv4Header outer = new Ipv4Header();
    private final Ipv4Header inner = new Ipv4Header();
    private final GreHeader gre = new GreHeader();
    private final GueHeader gue = new GueHeader();
    private final TransportPorts ports = new TransportPorts();
    private TunnelType type = TunnelType.IPIP;
    private int tunnelPort;

    TunnelErrors(
        ConnectionTable table, Servers servers, Router router, Answers answers, TrafficCount traffic) {
        this.table = table;
        this.servers = servers;
        this.router = router;
        this.answers = answers;
        this.traffic = traffic;
        this.connection = table.newView();
    }

    /// Takes an ICMP error to the director over if it is about a tunnel packet of a connection, or else answers false.
    ///
    /// @param icmp of one of the types that are carried on
    boolean passOn(Packet packet, IcmpHeader icmp, long nowNs) {
        outer.wrap(packet.frame().memory(), icmp.embeddedStart(), icmp.embeddedLength());
        if (!isTunnelPacket() || !findInner() || !table.find(key, connection) || connection.isReply()) {
            return false;
        }
        RealServerEntry real = servers.real(connection.realServer());
        if (!isTunnelOf(real)) {
            return false;
        }
        if (!packet.frame().checksumIsPartial() && !icmp.checksumHolds()) {
            router.drop(packet, DropReason.ICMP_CHECKSUM);
            return true;
        }
        tell(icmp, real, nowNs);
        packet.frame().release();
        return true;
    }

    /// Lays the inner header over what is inside if the outer headers are those of a tunnel.
    private boolean isTunnelPacket() {
        if (outer.checkEmbedded() != Malformed.NONE || outer.fragmentOffset() != 0) {
            return false;
        }
        long at = outer.payloadStart();
        long left = outer.start() + outer.length() - at;
        int headers = switch (outer.protocol()) {
            case IpProtocol.IPIP -> ipip();
            case IpProtocol.GRE -> greLength(at, left);
            case IpProtocol.UDP -> gueLength(at, left);
            default -> -1;
        };
        if (headers < 0 || headers > left) {
            return false;
        }
        inner.wrap(outer.packet(), at + headers, left - headers);
        return inner.checkEmbedded() == Malformed.NONE && inner.fragmentOffset() == 0;
    }

    private int ipip() {
        type = TunnelType.IPIP;
        tunnelPort = 0;
        return 0;
    }

    private int greLength(long at, long left) {
        type = TunnelType.GRE;
        tunnelPort = 0;
        boolean ours = gre.wrap(outer.packet(), at, left).check() == Malformed.NONE
            && gre.headerLength() == GreHeader.headerLength(gre.hasChecksum()) && gre.protocolType() == EtherType.IPV4;
        return ours ? gre.headerLength() : -1;
    }

    private int gueLength(long at, long left) {
        type = TunnelType.GUE;
        if (left < UdpHeader.LENGTH + GueHeader.MIN_LENGTH) {
            return -1;
        }
        tunnelPort = ports.wrap(outer.packet(), at, left).destinationPort();
        gue.wrap(outer.packet(), at + UdpHeader.LENGTH, left - UdpHeader.LENGTH);
        boolean ours = gue.check() == Malformed.NONE && !gue.isControl() && gue.protocol() == IpProtocol.IPIP;
        return ours ? UdpHeader.LENGTH + gue.headerLength() : -1;
    }

    /// Fills the key with that of the client's packet.
    private boolean findInner() {
        if (!IcmpRelay.hasPorts(inner.protocol())) {
            return false;
        }
        long at = inner.payloadStart();
        if (ports.wrap(outer.packet(), at, inner.start() + inner.length() - at).check() != Malformed.NONE) {
            return false;
        }
        key.ipv4(inner.protocol(), inner.source(), ports.sourcePort(), inner.destination(), ports.destinationPort());
        return true;
    }

    private boolean isTunnelOf(RealServerEntry real) {
        return real != null && connection.method() == ConnectionFlags.TUNNEL && !connection.realIsIpv6()
            && connection.realLow() == Integer.toUnsignedLong(outer.destination())
            && real.settings().method() instanceof Tunnel tunnel && tunnel.type() == type
            && (type != TunnelType.GUE || tunnel.port() == tunnelPort);
    }

    private void tell(IcmpHeader icmp, RealServerEntry real, long nowNs) {
        int rest = icmp.rest();
        if (icmp.type() == IcmpHeader.DESTINATION_UNREACHABLE && icmp.code() == IcmpHeader.FRAGMENTATION_NEEDED) {
            if (!inner.dontFragment()) {
                // Its packets may be cut on their way through the tunnel.
                return;
            }
            rest = fitting(icmp.nextHopMtu());
        }
        int told = answers.passOn(inner, icmp.type(), icmp.code(), rest, nowNs);
        if (real.available()) {
            // IPVS counts what it reads, and then what it sends.
            traffic.out((int) inner.length(), real);
            if (told != 0) {
                traffic.out(told, real);
            }
        }
    }

    /// What fits into the tunnel where `mtu` fits into the path.
    private int fitting(int mtu) {
        int overhead = (int) (inner.start() - outer.start());
        int believed = Math.clamp(mtu, MIN_PATH_MTU, MAX_MTU);
        return believed > MIN_MTU + overhead ? believed - overhead : believed;
    }
}
