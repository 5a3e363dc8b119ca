package uvs.tools.oracle;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.wire.Crc32c;
import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.IpProtocol;

/// Writes one IP packet, of either family. Nothing is checked, so that what is wrong can be written too.
final class Ip {

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;

    private final IpAddress source;
    private final IpAddress destination;
    private int ttl = 64;
    private int tos;
    private int identification = 0x1c46;
    private int flags;
    private byte[] options = new byte[0];

    private Ip(IpAddress source, IpAddress destination) {
        this.source = source;
        this.destination = destination;
    }

    static Ip from(String source, String destination) {
        return new Ip(IpAddress.of(source), IpAddress.of(destination));
    }

    static Ip from(Endpoint source, Endpoint destination) {
        return new Ip(source.address(), destination.address());
    }

    Ip ttl(int value) {
        ttl = value;
        return this;
    }

    /// The type of service, or traffic class.
    Ip tos(int value) {
        tos = value;
        return this;
    }

    Ip identification(int value) {
        identification = value;
        return this;
    }

    Ip dontFragment() {
        flags = DONT_FRAGMENT;
        return this;
    }

    /// IPv4 options, a multiple of four bytes in hexadecimal.
    Ip options(String hex) {
        options = HexFormat.of().parseHex(hex);
        return this;
    }

    byte[] tcp(int sourcePort, int destinationPort, int tcpFlags, int sequence, int acknowledgment,
            byte[] data) {
        var segment = ByteBuffer.allocate(20 + data.length)
            .putShort((short) sourcePort).putShort((short) destinationPort)
            .putInt(sequence).putInt(acknowledgment)
            .put((byte) 0x50).put((byte) tcpFlags).putShort((short) 64_240).putInt(0).put(data);
        return packet(IpProtocol.TCP, summed(segment, IpProtocol.TCP, 16));
    }

    byte[] udp(int sourcePort, int destinationPort, byte[] data) {
        return packet(IpProtocol.UDP, summed(datagram(sourcePort, destinationPort, data), IpProtocol.UDP, 6));
    }

    byte[] udpWithoutChecksum(int sourcePort, int destinationPort, byte[] data) {
        return packet(IpProtocol.UDP, datagram(sourcePort, destinationPort, data).array());
    }

    private static ByteBuffer datagram(int sourcePort, int destinationPort, byte[] data) {
        return ByteBuffer.allocate(8
            + data.length).putShort((short) sourcePort).putShort((short) destinationPort)
            .putShort((short) (8 + data.length)).putShort((short) 0).put(data);
    }

    /// @param chunks in hexadecimal
    byte[] sctp(int sourcePort, int destinationPort, String chunks) {
        byte[] body = HexFormat.of().parseHex(chunks);
        var packet = ByteBuffer.allocate(12 + body.length).putShort((short) sourcePort)
            .putShort((short) destinationPort).putInt(0x1234_5678).putInt(0).put(body);
        packet.putInt(8, Integer.reverseBytes(Crc32c.of(MemorySegment.ofArray(packet.array()), 0,
            packet.capacity())));
        return packet(IpProtocol.SCTP, packet.array());
    }

    /// An ICMP or ICMPv6 message, as the family of the addresses is.
    ///
    /// @param rest the second word of the header
    byte[] icmp(int type, int code, int rest, byte[] body) {
        var message = ByteBuffer.allocate(8 + body.length).put((byte) type).put((byte) code).putShort((short) 0)
            .putInt(rest).put(body);
        int protocol = isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        return packet(protocol, isIpv6() ? summed(message, protocol, 2) : summed(message, 0, 2));
    }

    private byte[] summed(ByteBuffer transport, int protocol, int checksumAt) {
        MemorySegment bytes = MemorySegment.ofArray(transport.array());
        int sum = InternetChecksum.sum(bytes, 0, bytes.byteSize());
        if (protocol != 0) {
            int pseudo = isIpv6()
                ? InternetChecksum.pseudoHeaderIpv6(source.high(), source.low(), destination.high(),
                    destination.low(),
                    protocol, (int) bytes.byteSize())
                : InternetChecksum.pseudoHeaderIpv4(source.ipv4(), destination.ipv4(), protocol,
                    (int) bytes.byteSize());
            sum = InternetChecksum.add(sum, pseudo);
        }
        int checksum = InternetChecksum.complement(sum);
        transport.putShort(checksumAt, (short) (checksum == 0 ? 0xffff : checksum));
        return transport.array();
    }

    private boolean isIpv6() {
        return source.family() == Family.IPV6;
    }

    byte[] packet(int protocol, byte[] payload) {
        return isIpv6() ? ipv6(protocol, payload) : ipv4(protocol, payload, flags);
    }

    private byte[] ipv4(int protocol, byte[] payload, int flagsAndOffset) {
        int header = IPV4_HEADER + options.length;
        var packet = ByteBuffer.allocate(header + payload.length)
            .put((byte) (0x40 | header / 4)).put((byte) tos).putShort((short) (header + payload.length))
            .putShort((short) identification).putShort((short) flagsAndOffset)
            .put((byte) ttl).put((byte) protocol).putShort((short) 0)
            .putInt(source.ipv4()).putInt(destination.ipv4()).put(options).put(payload);
        int sum = InternetChecksum.sum(MemorySegment.ofArray(packet.array()), 0, header);
        return packet.putShort(10, (short) InternetChecksum.complement(sum)).array();
    }

    private byte[] ipv6(int protocol, byte[] payload) {
        return ByteBuffer.allocate(IPV6_HEADER + payload.length)
            .putInt(6 << 28 | tos << 20).putShort((short) payload.length).put((byte) protocol).put((byte) ttl)
            .put(source.bytes()).put(destination.bytes()).put(payload).array();
    }

    /// Cuts a packet that this object wrote into fragments with at most `size` bytes of payload, a multiple
    /// of 8.
    List<byte[]> fragments(byte[] packet, int size) {
        int header = isIpv6() ? IPV6_HEADER : IPV4_HEADER + options.length;
        int protocol = packet[isIpv6() ? 6 : 9] & 0xff;
        var fragments = new ArrayList<byte[]>();
        for (int at = header; at < packet.length; at += size) {
            byte[] part = Arrays.copyOfRange(packet, at, Math.min(packet.length, at + size));
            int more = at + size < packet.length ? 1 : 0;
            int offset = at - header;
            fragments.add(isIpv6()
                ? ipv6(IpProtocol.FRAGMENT,
                    concatenated(ByteBuffer.allocate(8).put((byte) protocol).put((byte) 0)
                    .putShort((short) (offset | more)).putInt(identification).array(), part))
                : ipv4(protocol, part, offset / 8 | more * MORE_FRAGMENTS));
        }
        return fragments;
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    /// Bytes that are not all alike.
    static byte[] data(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) ('a' + i % 26);
        }
        return data;
    }
}
