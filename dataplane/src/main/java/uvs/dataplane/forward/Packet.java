package uvs.dataplane.forward;

import java.lang.foreign.MemorySegment;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.Ipv4Fields;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv6Header;
import uvs.dataplane.wire.Layouts;
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
        /// The first fragment of a packet without ports: its later ones are not told from those of others.
        FIRST_WITHOUT_PORTS,
        /// A fragment other than the first, which has no ports.
        LATER_FRAGMENT,
        /// Sent to another station, or to a group of stations.
        NOT_FOR_US,
        /// Nothing that a virtual server takes.
        OTHER,
        /// See [Packet#malformed].
        MALFORMED
    }

    /// RFC 4443, section 2.1: the types below are errors.
    private static final int FIRST_ICMPV6_INFORMATION = 128;

    final EthernetHeader ethernet = new EthernetHeader();
    final Ipv4Header ipv4 = new Ipv4Header();
    final Ipv6Header ipv6 = new Ipv6Header();
    final TcpHeader tcp = new TcpHeader();
    final UdpHeader udp = new UdpHeader();
    final SctpHeader sctp = new SctpHeader();
    final ConnectionKey key = new ConnectionKey();

    /// The IPv4 header as it came in.
    private final Ipv4Fields arrived = new Ipv4Fields();
    private Frame frame;
    private boolean isIpv6;
    private int protocol;
    private long transportStart;
    private int transportLength;
    private int tcpFlags;
    private Malformed malformed = Malformed.NONE;

    Kind parse(Frame newFrame) {
        frame = newFrame;
        Malformed found = ethernet.wrap(frame.memory(), frame.start(), frame.length()).check();
        if (found != Malformed.NONE) {
            return malformed(found);
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

    /// Lays this over a frame of the director's own making, whose headers are sound, or which has changed.
    void parseAgain(Frame newFrame) {
        frame = newFrame;
        ethernet.wrap(frame.memory(), frame.start(), frame.length());
        if (ethernet.etherType() == EtherType.IPV6) {
            parseIpv6();
        } else {
            parseIpv4();
        }
    }

    /// Lays this over a frame that has the headers of another, but for lengths and checksums: no more than what the IP
    /// header says may be asked for.
    void layOver(Frame newFrame, Packet other) {
        layOver(newFrame, other.isIpv6);
        protocol = other.protocol;
    }

    /// Lays this over a frame with an IP header of the director's own making: no more than what that says may be asked for.
    void layOver(Frame newFrame, boolean ipv6Frame) {
        frame = newFrame;
        isIpv6 = ipv6Frame;
        long at = frame.start() + EthernetHeader.LENGTH;
        ipv4.wrap(frame.memory(), at, frame.length() - EthernetHeader.LENGTH);
        ipv6.wrap(frame.memory(), at, frame.length() - EthernetHeader.LENGTH);
    }

    private Kind parseIpv4() {
        isIpv6 = false;
        ipv4.wrap(frame.memory(), ethernet.payloadStart(), frame.length() - EthernetHeader.LENGTH);
        Malformed found = arrived.read(ipv4);
        if (found != Malformed.NONE) {
            return malformed(found);
        }
        trim(arrived.totalLength());
        protocol = arrived.protocol();
        transportStart = ethernet.payloadStart() + arrived.headerLength();
        transportLength = arrived.totalLength() - arrived.headerLength();
        return arrived.fragmentOffset() != 0 ? Kind.LATER_FRAGMENT : parseTransport();
    }

    private Kind malformed(Malformed found) {
        malformed = found;
        return Kind.MALFORMED;
    }

    /// Ethernet pads short packets; what lies behind a packet is not sent on.
    private void trim(int totalLength) {
        frame.length(EthernetHeader.LENGTH + totalLength);
    }

    private Kind parseIpv6() {
        isIpv6 = true;
        Malformed found =
            ipv6.wrap(frame.memory(), ethernet.payloadStart(), frame.length() - EthernetHeader.LENGTH).check();
        if (found != Malformed.NONE) {
            return malformed(found);
        }
        trim(ipv6.totalLength());
        protocol = ipv6.transportProtocol();
        transportStart = ipv6.transportStart();
        transportLength = ipv6.transportLength();
        return ipv6.fragmentOffset() != 0 ? Kind.LATER_FRAGMENT : parseTransport();
    }

    private Kind parseTransport() {
        MemorySegment memory = frame.memory();
        switch (protocol) {
            case IpProtocol.TCP -> {
                Malformed found = tcp.wrap(memory, transportStart, transportLength).check();
                return found == Malformed.NONE ? keyedTcp() : malformed(found);
            }
            case IpProtocol.UDP -> {
                Malformed found = udp.wrap(memory, transportStart, transportLength).check();
                return found == Malformed.NONE ? keyed(ports()) : malformed(found);
            }
            case IpProtocol.SCTP -> {
                Malformed found = sctp.wrap(memory, transportStart, transportLength).check();
                return found == Malformed.NONE ? keyed(ports()) : malformed(found);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                return withoutPorts(Kind.ICMP);
            }
            default -> {
                return withoutPorts(Kind.OTHER);
            }
        }
    }

    private Kind withoutPorts(Kind whole) {
        if (!isFragment()) {
            return whole;
        }
        Kind ignored = keyed(0);
        return Kind.FIRST_WITHOUT_PORTS;
    }

    private Kind keyedTcp() {
        tcpFlags = tcp.flags();
        return keyed(ports());
    }

    /// Both ports, the source's in the upper half: TCP, UDP and SCTP begin with them alike.
    private int ports() {
        return Layouts.u32(frame.memory(), transportStart);
    }

    private Kind keyed(int ports) {
        int sourcePort = ports >>> 16;
        int destinationPort = ports & 0xffff;
        if (isIpv6) {
            key.ipv6(protocol, ipv6.sourceHigh(), ipv6.sourceLow(), sourcePort, ipv6.destinationHigh(),
                ipv6.destinationLow(), destinationPort);
        } else {
            key.ipv4(protocol, arrived.source(), sourcePort, arrived.destination(), destinationPort);
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

    /// The length from the IP header on, in bytes: what IPVS counts. What stood behind the packet is cut off, see [#trim].
    int length() {
        return frame.length() - EthernetHeader.LENGTH;
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

    /// Whether the sender forbade to cut the packet; IPv6 packets are cut by their sender only.
    boolean mustNotBeCut() {
        return isIpv6 || arrived.dontFragment();
    }

    /// Whether the transport checksum is right, or is not there yet.
    boolean transportIsSound() {
        if (frame.checksumIsPartial() || frame.checksumIsValid()) {
            return true;
        }
        int pseudoHeaderSum = isIpv6 ? ipv6.pseudoHeaderSum() : ipv4.pseudoHeaderSum();
        return switch (protocol) {
            case IpProtocol.TCP -> tcp.checksumHolds(pseudoHeaderSum);
            case IpProtocol.UDP -> udp.checksumHolds(pseudoHeaderSum);
            default -> true;
        };
    }

    /// Whether an ICMP packet is an error of the types that are carried on: see [IcmpRelay].
    boolean isIcmpError() {
        int type = transportLength > 0
            ? Byte.toUnsignedInt(frame.memory().get(Layouts.U8, transportStart)) : 0;
        return isIpv6 ? type != 0 && type < FIRST_ICMPV6_INFORMATION : IcmpRelay.isRelayed(type);
    }

    /// Whether the packet is of a protocol with ports.
    boolean hasPorts() {
        return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP;
    }

    boolean hasOptions() {
        return !isIpv6 && arrived.hasOptions();
    }

    /// Whether this is a part of a packet, the first one included.
    boolean isFragment() {
        return isIpv6 ? ipv6.isFragment() : arrived.isFragment();
    }

    /// Whether this is a part without a transport header.
    boolean isLaterFragment() {
        return (isIpv6 ? ipv6.fragmentOffset() : arrived.fragmentOffset()) != 0;
    }

    long fragmentIdentification() {
        return Integer.toUnsignedLong(isIpv6 ? ipv6.fragmentIdentification() : ipv4.identification());
    }

    /// The flags of a TCP segment as it came in: those of [TcpHeader].
    int tcpFlags() {
        return tcpFlags;
    }

    /// Whether the packet is a TCP reset or an SCTP abort.
    boolean endsAbruptly() {
        return protocol == IpProtocol.TCP && (tcpFlags & TcpHeader.RST) != 0
            || protocol == IpProtocol.SCTP && sctp.firstChunkType() == SctpHeader.ABORT;
    }

    /// Whether an SCTP packet may open a connection.
    ///
    /// @param sloppy whether anything may that is no answer
    boolean opensSctp(boolean sloppy) {
        int chunk = sctp.firstChunkType();
        return chunk == SctpHeader.INIT || sloppy && chunk != SctpHeader.INIT_ACK && chunk != SctpHeader.ABORT;
    }

    long transportStart() {
        return transportStart;
    }

    int transportLength() {
        return transportLength;
    }

    long sourceHigh() {
        return isIpv6 ? ipv6.sourceHigh() : 0;
    }

    long sourceLow() {
        return isIpv6 ? ipv6.sourceLow() : Integer.toUnsignedLong(ipv4.source());
    }

    long destinationHigh() {
        return isIpv6 ? ipv6.destinationHigh() : 0;
    }

    long destinationLow() {
        return isIpv6 ? ipv6.destinationLow() : Integer.toUnsignedLong(ipv4.destination());
    }

    /// What is wrong with a frame of [Kind#MALFORMED].
    Malformed malformed() {
        return malformed;
    }
}
