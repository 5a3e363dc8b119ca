package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;

/// Writes ICMP and ICMPv6 errors about a packet (RFC 792, RFC 1191, RFC 4443), each as a whole IP packet.
///
/// First [#mayAnswer] says whether the packet may be answered with an error at all. An error holds as much of
/// the packet as fits in 576 bytes (RFC 1812, section 4.3.2.3) or in the smallest MTU of IPv6, and goes to
/// its source. Differentiated services and hop limits are those of Linux. The packet and the error may lie in
/// the same segment, as long as they do not overlap.
public final class IcmpErrors {

    /// The longest IPv4 packet that is written here.
    public static final int MAX_IPV4_LENGTH = 576;

    /// The longest IPv6 packet that is written here.
    public static final int MAX_IPV6_LENGTH = Ipv6Header.MIN_MTU;

    private static final int HOPS = 64;

    /// RFC 1812, section 4.3.2.5: the precedence of errors is internetwork control; the type of service is
    /// the packet's.
    private static final int PRECEDENCE_INTERNETWORK_CONTROL = 0xc0;
    private static final int TYPE_OF_SERVICE_MASK = 0x1e;

    /// The highest ICMP type that Linux knows; what lies beyond may be an error as well.
    private static final int LAST_KNOWN_TYPE = 18;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final IcmpHeader icmp = new IcmpHeader();
    private final Icmpv6Header icmpv6 = new Icmpv6Header();
    private final Ipv4Options options;
    private int identification;

    public IcmpErrors() {
        this(new Ipv4Options());
    }

    /// @param options the options of the packet, if it has any and they were read: an error about it carries them too
    public IcmpErrors(Ipv4Options options) {
        this.options = options;
    }

    /// Whether RFC 1122, section 3.2.2, lets an error be sent about a packet: not about an error, not about a
    /// fragment that is not the first, not to or about more than one host. Whether the frame itself was a
    /// broadcast, the caller knows.
    public boolean mayAnswer(Ipv4Header about) {
        return about.fragmentOffset() == 0 && isHost(about.source()) && !isGroup(about.destination())
            && !isError(about);
    }

    /// Whether RFC 4443, section 2.4 (e), lets an error be sent about a packet: not about an error or a
    /// redirect, not to more than one host, and about a packet to a group only that it is too big.
    ///
    /// @param tooBig the error would be packet too big
    public boolean mayAnswer(Ipv6Header about, boolean tooBig) {
        boolean toGroup = isMulticast(about.destinationHigh());
        boolean fromHost = !isMulticast(about.sourceHigh()) && (about.sourceHigh() | about.sourceLow()) != 0;
        return fromHost && (tooBig || !toGroup) && !isError(about);
    }

    private boolean isError(Ipv4Header about) {
        if (about.protocol() != IpProtocol.ICMP) {
            return false;
        }
        if (icmp.wrap(about.packet, about.payloadStart(), about.payloadLength()).check() != Malformed.NONE) {
            return true;
        }
        return icmp.isError() || icmp.type() > LAST_KNOWN_TYPE;
    }

    private boolean isError(Ipv6Header about) {
        if (about.transportProtocol() != IpProtocol.ICMPV6 || about.fragmentOffset() != 0) {
            return false;
        }
        icmpv6.wrap(about.packet, about.transportStart(), about.transportLength());
        return icmpv6.check() != Malformed.NONE || icmpv6.isError() || icmpv6.type() == Icmpv6Header.REDIRECT;
    }

    /// Not "this network", loopback, a group or the reserved addresses, broadcast among them.
    private static boolean isHost(int address) {
        int network = address >>> 24;
        return network != 0 && network != 127 && network < 224;
    }

    private static boolean isGroup(int address) {
        return address >>> 24 >= 224;
    }

    private static boolean isMulticast(long addressHigh) {
        return addressHigh >>> 56 == 0xff;
    }

    /// Writes that a destination is unreachable, and answers the length of the IP packet.
    ///
    /// @param about  has passed its check
    /// @param code   [IcmpHeader#PORT_UNREACHABLE] or another
    /// @param source the address that the error comes from
    public int unreachable(Ipv4Header about, int code, int source, MemorySegment to, long at) {
        return write(about, IcmpHeader.DESTINATION_UNREACHABLE, code, 0, source, to, at);
    }

    /// Writes that the packet does not fit and may not be cut, and answers the length of the IP packet.
    ///
    /// @param mtu of the next hop: what would fit
    public int fragmentationNeeded(Ipv4Header about, int mtu, int source, MemorySegment to, long at) {
        return write(about, IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.FRAGMENTATION_NEEDED, mtu, source,
            to, at);
    }

    /// Writes that the packet has used up its time to live, and answers the length of the IP packet.
    public int timeExceeded(Ipv4Header about, int source, MemorySegment to, long at) {
        return write(about, IcmpHeader.TIME_EXCEEDED, 0, 0, source, to, at);
    }

    /// Writes that the header is wrong, and answers the length of the IP packet.
    ///
    /// @param pointer to the byte that is wrong
    public int parameterProblem(Ipv4Header about, int pointer, int source, MemorySegment to, long at) {
        return write(about, IcmpHeader.PARAMETER_PROBLEM, 0, pointer << 24, source, to, at);
    }

    /// Writes any error, and answers the length of the IP packet.
    ///
    /// @param rest the second word of the ICMP header
    public int error(Ipv4Header about, int type, int code, int rest, int source, MemorySegment to, long at) {
        return write(about, type, code, rest, source, to, at);
    }

    /// Writes that nobody here takes the protocol: that the next header with its number is not known (RFC 4443, section 3.4).
    /// Answers the length of the IP packet.
    ///
    /// @param pointer to the byte with the number
    public int unknownNextHeader(
            Ipv6Header about, int pointer, long sourceHigh, long sourceLow, MemorySegment to, long at) {
        return write(about, Icmpv6Header.PARAMETER_PROBLEM, Icmpv6Header.UNKNOWN_NEXT_HEADER, pointer, sourceHigh,
            sourceLow, to, at);
    }

    /// Writes that a destination is unreachable, and answers the length of the IP packet.
    ///
    /// @param code [Icmpv6Header#PORT_UNREACHABLE] or another
    public int unreachable(
            Ipv6Header about, int code, long sourceHigh, long sourceLow, MemorySegment to, long at) {
        return write(about, Icmpv6Header.DESTINATION_UNREACHABLE, code, 0, sourceHigh, sourceLow, to, at);
    }

    /// Writes that the packet does not fit, and answers the length of the IP packet.
    ///
    /// @param mtu of the next hop: what would fit
    public int packetTooBig(
            Ipv6Header about, int mtu, long sourceHigh, long sourceLow, MemorySegment to, long at) {
        return write(about, Icmpv6Header.PACKET_TOO_BIG, 0, mtu, sourceHigh, sourceLow, to, at);
    }

    /// Writes that the packet has used up its hop limit, and answers the length of the IP packet.
    public int timeExceeded(Ipv6Header about, long sourceHigh, long sourceLow, MemorySegment to, long at) {
        return write(about, Icmpv6Header.TIME_EXCEEDED, 0, 0, sourceHigh, sourceLow, to, at);
    }

    private int write(Ipv4Header about, int type, int code, int rest, int source, MemorySegment to, long at) {
        ipv4.wrap(to, at, MAX_IPV4_LENGTH);
        int optionLength = options.areOf(about) ? options.echo(ipv4, source) : 0;
        int headerLength = Ipv4Header.MIN_LENGTH + optionLength;
        int headers = headerLength + IcmpHeader.LENGTH;
        int copied = (int) Math.min(Math.min(about.totalLength(), about.length), MAX_IPV4_LENGTH - headers);
        int totalLength = headers + copied;
        MemorySegment.copy(about.packet, about.start, to, at + headers, copied);
        icmp.wrap(to, at + headerLength, IcmpHeader.LENGTH + copied)
            .create(type, code, rest)
            .computeChecksum();
        ipv4.wrap(to, at, totalLength)
            .create(totalLength, IpProtocol.ICMP, source, about.source())
            .headerLength(headerLength)
            .typeOfService(about.typeOfService() & TYPE_OF_SERVICE_MASK | PRECEDENCE_INTERNETWORK_CONTROL)
            .identification(identification++)
            .timeToLive(HOPS)
            .computeChecksum();
        return totalLength;
    }

    private int write(Ipv6Header about, int type, int code, int rest, long sourceHigh, long sourceLow,
            MemorySegment to, long at) {
        int headers = Ipv6Header.LENGTH + Icmpv6Header.LENGTH;
        int copied = (int) Math.min(Math.min(about.totalLength(), about.length), MAX_IPV6_LENGTH - headers);
        int payloadLength = Icmpv6Header.LENGTH + copied;
        MemorySegment.copy(about.packet, about.start, to, at + headers, copied);
        ipv6.wrap(to, at, Ipv6Header.LENGTH + payloadLength)
            .create(0, payloadLength, IpProtocol.ICMPV6, HOPS)
            .source(sourceHigh, sourceLow)
            .destination(about.sourceHigh(), about.sourceLow());
        int pseudoHeaderSum = InternetChecksum.pseudoHeaderIpv6(sourceHigh, sourceLow, about.sourceHigh(),
            about.sourceLow(), IpProtocol.ICMPV6, payloadLength);
        icmpv6.wrap(to, at + Ipv6Header.LENGTH, payloadLength)
            .create(type, code, rest)
            .computeChecksum(pseudoHeaderSum);
        return Ipv6Header.LENGTH + payloadLength;
    }
}
