package uvs.dataplane.wire;

import java.lang.foreign.MemorySegment;

/// Writes the reset that a host answers with to a segment of no connection (RFC 9293, section 3.5.2), as a whole IP packet.
///
/// Its IP header is that of Linux: 64 hops, not to be fragmented, the type of service of the segment.
public final class TcpReset {

    private static final int HOPS = 64;
    private static final int SEQUENCE_NUMBER = 4;
    private static final int ACKNOWLEDGMENT_NUMBER = 8;
    private static final int DATA_OFFSET = 12;
    private static final int DATA_OFFSET_OF_20 = 0x50;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final TcpHeader tcp = new TcpHeader();

    /// Answers the length of the IP packet.
    ///
    /// @param about   has passed its check
    /// @param segment the TCP header in it, not itself a reset
    public int write(Ipv4Header about, TcpHeader segment, MemorySegment to, long at) {
        ipv4.wrap(to, at, Ipv4Header.MIN_LENGTH)
            .create(Ipv4Header.MIN_LENGTH + TcpHeader.MIN_LENGTH, IpProtocol.TCP, about.destination(), about.source())
            .typeOfService(about.typeOfService()).fragment(true, false, 0).timeToLive(HOPS).computeChecksum();
        int dataLength = about.payloadLength() - segment.dataOffset();
        writeSegment(segment, dataLength, to, at + Ipv4Header.MIN_LENGTH, ipv4.wrap(to, at,
            Ipv4Header.MIN_LENGTH + TcpHeader.MIN_LENGTH).pseudoHeaderSum());
        return Ipv4Header.MIN_LENGTH + TcpHeader.MIN_LENGTH;
    }

    /// Answers the length of the IP packet. See the other one.
    public int write(Ipv6Header about, TcpHeader segment, MemorySegment to, long at) {
        int length = Ipv6Header.LENGTH + TcpHeader.MIN_LENGTH;
        ipv6.wrap(to, at, length)
            .create(about.trafficClass(), TcpHeader.MIN_LENGTH, IpProtocol.TCP, HOPS)
            .source(about.destinationHigh(), about.destinationLow())
            .destination(about.sourceHigh(), about.sourceLow());
        int dataLength = about.transportLength() - segment.dataOffset();
        int pseudoHeaderSum = InternetChecksum.pseudoHeaderIpv6(about.destinationHigh(), about.destinationLow(),
            about.sourceHigh(), about.sourceLow(), IpProtocol.TCP, TcpHeader.MIN_LENGTH);
        writeSegment(segment, dataLength, to, at + Ipv6Header.LENGTH, pseudoHeaderSum);
        return length;
    }

    private void writeSegment(TcpHeader about, int dataLength, MemorySegment to, long at, int pseudoHeaderSum) {
        to.asSlice(at, TcpHeader.MIN_LENGTH).fill((byte) 0);
        to.set(Layouts.U16, at, (short) about.destinationPort());
        to.set(Layouts.U16, at + 2, (short) about.sourcePort());
        to.set(Layouts.U8, at + DATA_OFFSET, (byte) DATA_OFFSET_OF_20);
        if (about.isAck()) {
            to.set(Layouts.U32, at + SEQUENCE_NUMBER, about.acknowledgmentNumber());
            to.set(Layouts.U8, at + DATA_OFFSET + 1, (byte) TcpHeader.RST);
        } else {
            int taken = dataLength + (about.isSyn() ? 1 : 0) + (about.isFin() ? 1 : 0);
            to.set(Layouts.U32, at + ACKNOWLEDGMENT_NUMBER, about.sequenceNumber() + taken);
            to.set(Layouts.U8, at + DATA_OFFSET + 1, (byte) (TcpHeader.RST | TcpHeader.ACK));
        }
        tcp.wrap(to, at, TcpHeader.MIN_LENGTH).computeChecksum(pseudoHeaderSum);
    }
}
