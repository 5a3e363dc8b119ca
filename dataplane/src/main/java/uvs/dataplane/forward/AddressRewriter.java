package uvs.dataplane.forward;

import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.IpProtocol;

/// Masquerading: writes other addresses and ports into a packet, and repairs its checksums.
///
/// Fragments after the first have addresses only. A checksum that was wrong stays wrong. A partial one stays partial (see
/// [uvs.dataplane.port.Frame#checksumIsPartial]).
final class AddressRewriter {

    /// Towards the real server.
    void destination(Packet packet, long high, long low, int port) {
        int difference;
        if (packet.isIpv6()) {
            difference = InternetChecksum.difference128(
                packet.ipv6.destinationHigh(), packet.ipv6.destinationLow(), high, low);
            packet.ipv6.destination(high, low);
        } else {
            difference = InternetChecksum.difference32(packet.ipv4.destination(), (int) low);
            packet.ipv4.destination((int) low, difference);
        }
        if (packet.isLaterFragment()) {
            return;
        }
        boolean partial = packet.frame().checksumIsPartial();
        switch (packet.protocol()) {
            case IpProtocol.TCP -> packet.tcp.destinationPort(port, difference, partial);
            case IpProtocol.UDP -> {
                packet.udp.destinationPort(port, difference, partial);
                giveChecksum(packet);
            }
            default -> packet.sctp.destinationPort(port);
        }
    }

    /// Back to the client.
    void source(Packet packet, long high, long low, int port) {
        int difference;
        if (packet.isIpv6()) {
            difference = InternetChecksum.difference128(
                packet.ipv6.sourceHigh(), packet.ipv6.sourceLow(), high, low);
            packet.ipv6.source(high, low);
        } else {
            difference = InternetChecksum.difference32(packet.ipv4.source(), (int) low);
            packet.ipv4.source((int) low, difference);
        }
        if (packet.isLaterFragment()) {
            return;
        }
        boolean partial = packet.frame().checksumIsPartial();
        switch (packet.protocol()) {
            case IpProtocol.TCP -> packet.tcp.sourcePort(port, difference, partial);
            case IpProtocol.UDP -> {
                packet.udp.sourcePort(port, difference, partial);
                giveChecksum(packet);
            }
            default -> packet.sctp.sourcePort(port);
        }
    }

    /// A datagram that came without a checksum leaves with one, as it does from IPVS.
    private static void giveChecksum(Packet packet) {
        if (!packet.udp.hasChecksum() && !packet.isFragment()) {
            packet.udp.computeChecksum(
                packet.isIpv6() ? packet.ipv6.pseudoHeaderSum() : packet.ipv4.pseudoHeaderSum());
        }
    }
}
