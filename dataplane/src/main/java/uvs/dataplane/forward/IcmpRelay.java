package uvs.dataplane.forward;

import uvs.config.ForwardingMethod;
import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.wire.IcmpHeader;
import uvs.dataplane.wire.Icmpv6Header;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv6Header;
import uvs.dataplane.wire.Malformed;
import uvs.dataplane.wire.TransportPorts;

/// Carries ICMP and ICMPv6 errors about connections to the other side: the packet inside is looked up, and with NAT
/// the addresses and ports in it are translated, as `ip_vs_nat_icmp` does.
final class IcmpRelay {

    private final ConnectionTable table;
    private final Servers servers;
    private final Router router;
    private final Tunnels tunnels;
    private final Target target = new Target();
    private final TrafficCount traffic;
    private final Connection connection;
    private final ConnectionKey key = new ConnectionKey();
    private final IcmpHeader icmp = new IcmpHeader();
    private final Icmpv6Header icmpv6 = new Icmpv6Header();
    private final Ipv4Header embedded4 = new Ipv4Header();
    private final Ipv6Header embedded6 = new Ipv6Header();
    private final TransportPorts ports = new TransportPorts();
    private final TunnelErrors tunnelErrors;
    private boolean hasKey;

    IcmpRelay(ConnectionTable table, Servers servers, WayOut path, TrafficCount traffic) {
        this.table = table;
        this.servers = servers;
        this.router = path.router();
        this.tunnels = path.tunnels();
        this.traffic = traffic;
        this.connection = table.newView();
        this.tunnelErrors = new TunnelErrors(table, servers, router, path.answers(), traffic);
    }

    /// Takes an ICMP packet over if it is an error about a connection, or else answers false.
    ///
    /// @param toDirector the packet is addressed to this machine
    boolean relay(Packet packet, boolean toDirector, long nowNs) {
        hasKey = findEmbedded(packet);
        if (!hasKey || !table.find(key, connection)) {
            return toDirector && !packet.isIpv6() && packet.isIcmpError() && tunnelErrors.passOn(packet, icmp, nowNs);
        }
        // From the client's side such an error comes to the virtual address, from the real server's to the client.
        if (connection.isReply() == toDirector) {
            return false;
        }
        RealServerEntry real = servers.real(connection.realServer());
        if (!checksumHolds(packet)) {
            router.drop(packet, DropReason.ICMP_CHECKSUM);
        } else if (real == null || !real.available()) {
            router.drop(packet, DropReason.REAL_SERVER_REMOVED);
        } else if (connection.isReply()) {
            traffic.out(packet, real);
            toClient(packet, nowNs);
        } else {
            traffic.in(packet, real);
            toRealServer(packet, real, nowNs);
        }
        return true;
    }

    /// The address that an IPv4 error about a connection will come from when it is translated for the client; 0 when it is not.
    int newSource(Packet packet) {
        boolean translated = findEmbedded(packet) && table.find(key, connection) && connection.isReply();
        return translated ? (int) connection.virtualLow() : 0;
    }

    /// The key of the connection that the packet which was given to [#relay] last is about, as its packets from the client have it,
    /// if there were one; null when it is not about a packet of a connection.
    ConnectionKey key() {
        return hasKey ? key : null;
    }

    /// Whether that packet is about one that was sent to a real server's service: the kernel does not see it.
    boolean isAboutSteered() {
        if (!hasKey) {
            return false;
        }
        long transport = key.isIpv6() ? embedded6.transportStart() - embedded6.start()
            : embedded4.payloadStart() - embedded4.start();
        boolean plain = transport == (key.isIpv6() ? Ipv6Header.LENGTH : Ipv4Header.MIN_LENGTH);
        return plain && servers.isSteeredAbout(key);
    }

    /// Fills the key with what the packets of the connection have that come the same way as this error: the packet inside
    /// went the other way.
    private boolean findEmbedded(Packet packet) {
        return packet.isIpv6() ? findEmbeddedIpv6(packet) : findEmbeddedIpv4(packet);
    }

    private boolean findEmbeddedIpv4(Packet packet) {
        icmp.wrap(packet.frame().memory(), packet.transportStart(), packet.transportLength());
        if (icmp.check() != Malformed.NONE || !isRelayed(icmp.type())) {
            return false;
        }
        embedded4.wrap(packet.frame().memory(), icmp.embeddedStart(), icmp.embeddedLength());
        // As IPVS: what stands where a later fragment would have its ports is taken for them.
        if (embedded4.checkEmbedded() != Malformed.NONE || !hasPorts(embedded4.protocol())) {
            return false;
        }
        ports.wrap(packet.frame().memory(), embedded4.payloadStart(),
            icmp.embeddedStart() + icmp.embeddedLength() - embedded4.payloadStart());
        if (ports.check() != Malformed.NONE) {
            return false;
        }
        key.ipv4(embedded4.protocol(), embedded4.destination(), ports.destinationPort(), embedded4.source(),
            ports.sourcePort());
        return true;
    }

    private boolean findEmbeddedIpv6(Packet packet) {
        icmpv6.wrap(packet.frame().memory(), packet.transportStart(), packet.transportLength());
        if (icmpv6.check() != Malformed.NONE || !icmpv6.isError()) {
            return false;
        }
        embedded6.wrap(packet.frame().memory(), icmpv6.embeddedStart(), icmpv6.embeddedLength());
        if (embedded6.checkEmbedded() != Malformed.NONE || embedded6.fragmentOffset() != 0
            || !hasPorts(embedded6.transportProtocol())) {
            return false;
        }
        ports.wrap(packet.frame().memory(), embedded6.transportStart(),
            icmpv6.embeddedStart() + icmpv6.embeddedLength() - embedded6.transportStart());
        if (ports.check() != Malformed.NONE) {
            return false;
        }
        key.ipv6(embedded6.transportProtocol(), embedded6.destinationHigh(), embedded6.destinationLow(),
            ports.destinationPort(), embedded6.sourceHigh(), embedded6.sourceLow(), ports.sourcePort());
        return true;
    }

    /// The types that IPVS carries on; others are left to the kernel.
    static boolean isRelayed(int type) {
        return type == IcmpHeader.DESTINATION_UNREACHABLE || type == IcmpHeader.SOURCE_QUENCH
            || type == IcmpHeader.TIME_EXCEEDED;
    }

    static boolean hasPorts(int protocol) {
        return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP;
    }

    private boolean checksumHolds(Packet packet) {
        return packet.frame().checksumIsPartial()
            || (packet.isIpv6() ? icmpv6.checksumHolds(packet.ipv6.pseudoHeaderSum()) : icmp.checksumHolds());
    }

    private void toRealServer(Packet packet, RealServerEntry real, long nowNs) {
        if (connection.method() == ConnectionFlags.TUNNEL
            && real.settings().method() instanceof ForwardingMethod.Tunnel tunnel) {
            tunnels.send(packet, target.of(connection, real), tunnel, Tunnels.flowHash(tunnel, table, key), nowNs);
            return;
        }
        long high = connection.realHigh();
        long low = connection.realLow();
        NextHop hop = router.way(packet, connection.realIsIpv6(), high, low, 0, true, nowNs);
        if (hop == null) {
            return;
        }
        if (connection.method() == ConnectionFlags.NAT) {
            packet.frame().completeChecksum();
            if (packet.isIpv6()) {
                packet.ipv6.destination(high, low);
                embedded6.source(high, low);
            } else {
                packet.ipv4.destination((int) low);
                embedded4.source((int) low).computeChecksum();
            }
            ports.sourcePort(connection.realPort());
            repair(packet);
        }
        router.send(packet, hop, nowNs);
    }

    private void toClient(Packet packet, long nowNs) {
        NextHop hop = router.wayThrough(packet, true, nowNs);
        if (hop == null) {
            return;
        }
        packet.frame().completeChecksum();
        long high = connection.virtualHigh();
        long low = connection.virtualLow();
        if (packet.isIpv6()) {
            packet.ipv6.source(high, low);
            embedded6.destination(high, low);
        } else {
            packet.ipv4.source((int) low);
            embedded4.destination((int) low).computeChecksum();
        }
        ports.destinationPort(connection.virtualPort());
        repair(packet);
        router.send(packet, hop, nowNs);
    }

    private void repair(Packet packet) {
        if (packet.isIpv6()) {
            icmpv6.computeChecksum(packet.ipv6.pseudoHeaderSum());
        } else {
            icmp.computeChecksum();
        }
    }
}
