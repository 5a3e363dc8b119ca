package uvs.dataplane.forward;

import java.lang.foreign.MemorySegment;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv6Header;
import uvs.dataplane.wire.Malformed;
import uvs.dataplane.wire.SctpHeader;
import uvs.dataplane.wire.TcpHeader;
import uvs.dataplane.wire.UdpHeader;

/// A frame as the forwarder reads it: which headers it has, and where they are. Laid over one frame after the other.
final class Packet {

    /// What a frame is to the forwarder.
    enum Kind {
        /// TCP, UDP or SCTP, whole or the first fragment: [Packet#key] is filled.
        TRANSPORT,
        /// ICMP or ICMPv6.
        ICMP,
        /// A fragment other than the first, which has no ports.
        LATER_FRAGMENT,
        /// Sent to another station, or to a group of stations.
        NOT_FOR_US,
        /// Nothing that a virtual server takes.
        OTHER,
        /// See [Packet#malformed].
        MALFORMED
    }

    final EthernetHeader ethernet = new EthernetHeader();
    final Ipv4Header ipv4 = new Ipv4Header();
    final Ipv6Header ipv6 = new Ipv6Header();
    final TcpHeader tcp = new TcpHeader();
    final UdpHeader udp = new UdpHeader();
    final SctpHeader sctp = new SctpHeader();
    final ConnectionKey key = new ConnectionKey();

    private Frame frame;
    private boolean isIpv6;
    private int protocol;
    private long transportStart;
    private int transportLength;
    private Malformed malformed = Malformed.NONE;

    Kind parse(Frame newFrame) {
        frame = newFrame;
        malformed = ethernet.wrap(frame.memory(), frame.start(), frame.length()).check();
        if (malformed != Malformed.NONE) {
            return Kind.MALFORMED;
        }
        if (ethernet.destination() != frame.ingress().link().address().bits()) {
            return Kind.NOT_FOR_US;
        }
        return switch (ethernet.etherType()) {
            case EtherType.IPV4 -> parseIpv4();
            case EtherType.IPV6 -> parseIpv6();
            default -> Kind.OTHER;
        };
    }

    private Kind parseIpv4() {
        isIpv6 = false;
        malformed = ipv4.wrap(frame.memory(), ethernet.payloadStart(), frame.length() - EthernetHeader.LENGTH).check();
        if (malformed == Malformed.NONE && !ipv4.checksumHolds()) {
            malformed = Malformed.IPV4_CHECKSUM;
        }
        if (malformed == Malformed.NONE && ipv4.hasOptions()) {
            malformed = ipv4.checkOptions();
        }
        if (malformed != Malformed.NONE) {
            return Kind.MALFORMED;
        }
        protocol = ipv4.protocol();
        transportStart = ipv4.payloadStart();
        transportLength = ipv4.payloadLength();
        return ipv4.fragmentOffset() != 0 ? Kind.LATER_FRAGMENT : parseTransport();
    }

    private Kind parseIpv6() {
        isIpv6 = true;
        malformed = ipv6.wrap(frame.memory(), ethernet.payloadStart(), frame.length() - EthernetHeader.LENGTH).check();
        if (malformed != Malformed.NONE) {
            return Kind.MALFORMED;
        }
        protocol = ipv6.transportProtocol();
        transportStart = ipv6.transportStart();
        transportLength = ipv6.transportLength();
        return ipv6.fragmentOffset() != 0 ? Kind.LATER_FRAGMENT : parseTransport();
    }

    private Kind parseTransport() {
        MemorySegment memory = frame.memory();
        switch (protocol) {
            case IpProtocol.TCP -> {
                malformed = tcp.wrap(memory, transportStart, transportLength).check();
                return malformed == Malformed.NONE ? keyed(tcp.sourcePort(), tcp.destinationPort()) : Kind.MALFORMED;
            }
            case IpProtocol.UDP -> {
                malformed = udp.wrap(memory, transportStart, transportLength).check();
                return malformed == Malformed.NONE ? keyed(udp.sourcePort(), udp.destinationPort()) : Kind.MALFORMED;
            }
            case IpProtocol.SCTP -> {
                malformed = sctp.wrap(memory, transportStart, transportLength).check();
                return malformed == Malformed.NONE
                    ? keyed(sctp.sourcePort(), sctp.destinationPort()) : Kind.MALFORMED;
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                return Kind.ICMP;
            }
            default -> {
                return Kind.OTHER;
            }
        }
    }

    private Kind keyed(int sourcePort, int destinationPort) {
        if (isIpv6) {
            key.ipv6(protocol, ipv6.sourceHigh(), ipv6.sourceLow(), sourcePort, ipv6.destinationHigh(),
                ipv6.destinationLow(), destinationPort);
        } else {
            key.ipv4(protocol, ipv4.source(), sourcePort, ipv4.destination(), destinationPort);
        }
        return Kind.TRANSPORT;
    }

    Frame frame() {
        return frame;
    }

    boolean isIpv6() {
        return isIpv6;
    }

    int protocol() {
        return protocol;
    }

    /// The length from the IP header on, in bytes: what IPVS counts.
    int length() {
        return isIpv6 ? ipv6.totalLength() : ipv4.totalLength();
    }

    int hopsLeft() {
        return isIpv6 ? ipv6.hopLimit() : ipv4.timeToLive();
    }

    void takeHop() {
        if (isIpv6) {
            ipv6.hopLimit(ipv6.hopLimit() - 1);
        } else {
            ipv4.decrementTimeToLive();
        }
    }

    long destinationHigh() {
        return isIpv6 ? ipv6.destinationHigh() : 0;
    }

    long destinationLow() {
        return isIpv6 ? ipv6.destinationLow() : Integer.toUnsignedLong(ipv4.destination());
    }

    Malformed malformed() {
        return malformed;
    }
}
