package uvs.tools.replay;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv6Header;
import uvs.dataplane.wire.SctpHeader;
import uvs.dataplane.wire.TcpHeader;
import uvs.dataplane.wire.TransportPorts;
import uvs.dataplane.wire.UdpHeader;

/// Writes the frame that opens a connection: a TCP SYN, a UDP datagram without data, an SCTP INIT.
final class OpeningPacket {

    private static final int HOPS = 64;

    /// Each without its ports and checksum.
    private static final byte[] SYN = HexFormat.of().parseHex(
        "00000000" + "00000001" + "00000000" +  // ports; sequence number; no acknowledgment
        "5002ffff" + "00000000");               // 20 bytes of header; SYN; window
    private static final byte[] DATAGRAM = HexFormat.of().parseHex("00000000" + "00080000");
    private static final byte[] INIT = HexFormat.of().parseHex(
        "00000000" + "00000000" + "00000000" +  // ports; verification tag 0; checksum
        "01000014" + "00000001" + "00010000" +  // INIT, 20 bytes; initiate tag; receiver window
        "00010001" + "00000001");               // one stream each way; first sequence number

    private OpeningPacket() {
    }

    static byte[] frame(Explanation.Opening opening, long sourceMac, long destinationMac) {
        byte[] transport = switch (opening.protocol()) {
            case TCP -> SYN;
            case UDP -> DATAGRAM;
            case SCTP -> INIT;
        };
        boolean ipv6 = opening.source().family() == Family.IPV6;
        int headers = EthernetHeader.LENGTH + (ipv6 ? Ipv6Header.LENGTH : Ipv4Header.MIN_LENGTH);
        var frame = new byte[headers + transport.length];
        System.arraycopy(transport, 0, frame, headers, transport.length);
        var memory = MemorySegment.ofArray(frame);
        new EthernetHeader().wrap(memory, 0, frame.length)
            .addresses(destinationMac, sourceMac).etherType(ipv6 ? EtherType.IPV6 : EtherType.IPV4);
        new TransportPorts().wrap(memory, headers, transport.length)
            .sourcePort(opening.sourcePort()).destinationPort(opening.destinationPort());
        int pseudoHeaderSum = writeIp(opening, memory, transport.length);
        checksum(opening, memory, headers, transport.length, pseudoHeaderSum);
        return frame;
    }

    /// Answers the sum of the pseudo-header.
    private static int writeIp(Explanation.Opening opening, MemorySegment memory, int transportLength) {
        IpAddress source = opening.source();
        IpAddress destination = opening.destination();
        int protocol = opening.protocol().number();
        long length = memory.byteSize() - EthernetHeader.LENGTH;
        if (source.family() == Family.IPV4) {
            new Ipv4Header().wrap(memory, EthernetHeader.LENGTH, length)
                .create((int) length, protocol, source.ipv4(), destination.ipv4())
                .fragment(true, false, 0).timeToLive(HOPS).computeChecksum();
            return InternetChecksum.pseudoHeaderIpv4(
                source.ipv4(), destination.ipv4(), protocol, transportLength);
        }
        new Ipv6Header().wrap(memory, EthernetHeader.LENGTH, length)
            .create(0, transportLength, protocol, HOPS)
            .source(source.high(), source.low()).destination(destination.high(), destination.low());
        return InternetChecksum.pseudoHeaderIpv6(
            source.high(), source.low(), destination.high(), destination.low(), protocol, transportLength);
    }

    private static void checksum(
            Explanation.Opening opening, MemorySegment memory, long start, int length, int pseudoHeaderSum) {
        switch (opening.protocol()) {
            case TCP -> new TcpHeader().wrap(memory, start, length).computeChecksum(pseudoHeaderSum);
            case UDP -> new UdpHeader().wrap(memory, start, length).computeChecksum(pseudoHeaderSum);
            case SCTP -> new SctpHeader().wrap(memory, start, length).computeChecksum();
        }
    }
}
