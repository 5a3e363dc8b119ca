package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;
import uvs.config.ForwardingMethod.Tunnel;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;

/// Puts a packet into a tunnel: writes the outer headers into the bytes in front of it, as IPVS does (D-062
/// to D-064).
///
/// First [#inner] says which packet, then [#ipv4] or [#ipv6] writes IP in IP (RFC 2003, RFC 2473), GRE (RFC
/// 2784) or GUE over UDP. The outer header takes the differentiated services of the packet, ECN as RFC 3168,
/// section 9.1.1, gives it to a tunnel of full functionality, and the time to live that the packet has now:
/// take the hop first.
///
/// A packet with a partial transport checksum (see [InternetChecksum]) keeps it, and the checksums of the
/// tunnel are computed as if it were completed already; but with remote checksum offload the receiver is told
/// to complete it, and it is partial no longer: see [#isStillPartial].
public final class Encapsulation {

    /// The most that any tunnel puts in front: IPv6, UDP and GUE with remote checksum offload.
    public static final int MAX_OVERHEAD = 60;

    /// The range of GUE's source ports: the ephemeral ports of Linux.
    private static final int FIRST_SOURCE_PORT = 32_768;
    private static final int SOURCE_PORTS = 28_232;

    private static final int ECN_MASK = 3;
    private static final int ECN_CAPABLE_0 = 2;
    private static final int ECN_EXPERIENCED = 3;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final UdpHeader udp = new UdpHeader();
    private final GueHeader gue = new GueHeader();
    private final GreHeader gre = new GreHeader();

    private MemorySegment packet = MemorySegment.NULL;
    private long start;
    private int length;
    private boolean innerIpv6;
    private int typeOfService;
    private int hops;
    private boolean dontFragment;
    private boolean partial;
    private int checksumStart;
    private int checksumOffset;
    private int identification;

    /// How many bytes a tunnel puts in front of a packet.
    ///
    /// @param partial the packet has a partial transport checksum
    public static int overhead(Tunnel tunnel, boolean outerIpv6, boolean partial) {
        int outer = outerIpv6 ? Ipv6Header.LENGTH : Ipv4Header.MIN_LENGTH;
        return outer + switch (tunnel.type()) {
            case IPIP -> 0;
            case GUE -> UdpHeader.LENGTH + GueHeader.headerLength(remote(tunnel, partial));
            case GRE -> GreHeader.headerLength(tunnel.checksum() == TunnelChecksum.FULL);
        };
    }

    /// The option of remote checksum offload is only there when there is something to offload.
    private static boolean remote(Tunnel tunnel, boolean partial) {
        return partial && tunnel.checksum() == TunnelChecksum.REMOTE;
    }

    /// Takes an IPv4 packet, which has passed its check and whose transport checksum is complete.
    public Encapsulation inner(Ipv4Header header) {
        innerIpv6 = false;
        typeOfService = header.typeOfService();
        hops = header.timeToLive();
        dontFragment = header.dontFragment();
        return inner(header.packet, header.start, header.totalLength());
    }

    /// Takes an IPv6 packet, which has passed its check and whose transport checksum is complete.
    public Encapsulation inner(Ipv6Header header) {
        innerIpv6 = true;
        typeOfService = header.trafficClass();
        hops = header.hopLimit();
        // IPVS asks only IPv4 for it: an IPv6 packet may be cut on its way through IPv4.
        dontFragment = false;
        return inner(header.packet, header.start, header.totalLength());
    }

    private Encapsulation inner(MemorySegment newPacket, long newStart, int newLength) {
        packet = newPacket;
        start = newStart;
        length = newLength;
        partial = false;
        return this;
    }

    /// Says that the transport checksum of the packet is a partial one.
    ///
    /// @param transportStart how many bytes into the packet the transport header stands
    /// @param offset         how many bytes into the transport header the checksum stands
    public Encapsulation partial(int transportStart, int offset) {
        partial = true;
        checksumStart = transportStart;
        checksumOffset = offset;
        return this;
    }

    /// Whether the packet that was written last still has a partial transport checksum inside, for the
    /// device.
    public boolean isStillPartial() {
        return partial;
    }

    /// Writes the outer headers in front of the packet, and answers how many bytes they take.
    ///
    /// @param flowHash equal for the packets of one connection: it chooses GUE's source port
    /// @param keepDontFragment an outer header says "don't fragment" if the inner one does
    public int ipv4(Tunnel tunnel, int source, int destination, int flowHash, boolean keepDontFragment) {
        int overhead = overhead(tunnel, false, partial);
        int payloadLength = overhead - Ipv4Header.MIN_LENGTH + length;
        int protocol = protocol(tunnel);
        int pseudoHeaderSum = InternetChecksum.pseudoHeaderIpv4(source, destination, protocol, payloadLength);
        write(tunnel, flowHash, pseudoHeaderSum);
        boolean cut = !(keepDontFragment && dontFragment);
        // RFC 6864: what cannot be cut needs no identification.
        ipv4.wrap(packet, start - overhead, Ipv4Header.MIN_LENGTH).create(outerTypeOfService(),
            Ipv4Header.MIN_LENGTH + payloadLength, cut ? identification++ : 0, !cut, hops, protocol, source, destination);
        return overhead;
    }

    /// Writes the outer headers in front of the packet, and answers how many bytes they take.
    ///
    /// @param flowHash equal for the packets of one connection: it chooses GUE's source port
    public int ipv6(Tunnel tunnel, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow,
            int flowHash) {
        int overhead = overhead(tunnel, true, partial);
        int payloadLength = overhead - Ipv6Header.LENGTH + length;
        int protocol = protocol(tunnel);
        int pseudoHeaderSum = InternetChecksum.pseudoHeaderIpv6(
            sourceHigh, sourceLow, destinationHigh, destinationLow, protocol, payloadLength);
        write(tunnel, flowHash, pseudoHeaderSum);
        ipv6.wrap(packet, start - overhead, Ipv6Header.LENGTH)
            .create(outerTypeOfService(), payloadLength, protocol, hops)
            .source(sourceHigh, sourceLow)
            .destination(destinationHigh, destinationLow);
        return overhead;
    }

    private int protocol(Tunnel tunnel) {
        return switch (tunnel.type()) {
            case IPIP -> innerProtocol();
            case GUE -> IpProtocol.UDP;
            case GRE -> IpProtocol.GRE;
        };
    }

    private int innerProtocol() {
        return innerIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP;
    }

    private int outerTypeOfService() {
        return (typeOfService & ECN_MASK) == ECN_EXPERIENCED
            ? typeOfService & ~ECN_MASK | ECN_CAPABLE_0
            : typeOfService;
    }

    private void write(Tunnel tunnel, int flowHash, int pseudoHeaderSum) {
        if (tunnel.type() == TunnelType.GRE) {
            writeGre(tunnel.checksum() == TunnelChecksum.FULL);
        } else if (tunnel.type() == TunnelType.GUE) {
            writeGue(tunnel, flowHash, pseudoHeaderSum);
        }
    }

    private void writeGre(boolean checksum) {
        int headerLength = GreHeader.headerLength(checksum);
        gre.wrap(packet, start - headerLength, headerLength)
            .create(innerIpv6 ? EtherType.IPV6 : EtherType.IPV4, checksum);
        if (checksum) {
            gre.checksumFromSum(sumFrom(start - headerLength));
        }
    }

    private void writeGue(Tunnel tunnel, int flowHash, int pseudoHeaderSum) {
        boolean remote = remote(tunnel, partial);
        int gueLength = GueHeader.headerLength(remote);
        long udpStart = start - gueLength - UdpHeader.LENGTH;
        gue.wrap(packet, start - gueLength, gueLength);
        if (remote) {
            gue.createWithRemoteChecksum(innerProtocol(), checksumStart, checksumStart + checksumOffset);
            partial = false;
        } else {
            gue.create(innerProtocol());
        }
        int udpLength = (int) (start - udpStart) + length;
        udp.wrap(packet, udpStart, UdpHeader.LENGTH).create(sourcePort(flowHash), tunnel.port(), udpLength);
        if (tunnel.checksum() != TunnelChecksum.NONE) {
            udp.checksumFromSum(InternetChecksum.add(pseudoHeaderSum, sumFrom(udpStart)));
        }
    }

    private static int sourcePort(int flowHash) {
        return FIRST_SOURCE_PORT + (int) (Integer.toUnsignedLong(flowHash) * SOURCE_PORTS >>> 32);
    }

    /// The sum from a tunnel header to the packet's end. A partial checksum, once completed, makes the
    /// transport sum up to its complement, so the transport need not be read.
    private int sumFrom(long from) {
        if (!partial) {
            return InternetChecksum.sum(packet, from, start + length - from);
        }
        long transport = start + checksumStart;
        int completed = InternetChecksum.complement(Layouts.u16(packet, transport + checksumOffset));
        return InternetChecksum.add(InternetChecksum.sum(packet, from, transport - from), completed);
    }
}
