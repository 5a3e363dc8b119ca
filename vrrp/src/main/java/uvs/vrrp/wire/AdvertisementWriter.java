package uvs.vrrp.wire;

import java.nio.ByteBuffer;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Turns an advertisement into the bytes that are sent.
///
/// Over IPv4 these are whole packets, since the authentication header covers the IP header. Over IPv6 they are the
/// message alone, and the kernel fills the checksum in, which [#message] has done already: both come to the same.
public final class AdvertisementWriter {

    static final int IPV4_HEADER_LENGTH = 20;

    private static final int INTERNETWORK_CONTROL = 0xc0;
    private static final int CHECKSUM = 6;
    private static final int IPV4_CHECKSUM = 10;

    private AdvertisementWriter() {
    }

    /// The message, checksum included.
    public static byte[] message(
        Advertisement advertisement, ChecksumForm form, IpAddress source, IpAddress destination) {
        var message = ByteBuffer.allocate(advertisement.length());
        message.put((byte) (advertisement.version() << 4 | Advertisement.TYPE_ADVERTISEMENT));
        message.put((byte) advertisement.virtualRouterId());
        message.put((byte) advertisement.priority());
        message.put((byte) advertisement.addresses().size());
        if (advertisement.version() == 2) {
            message.put((byte) advertisement.authentication().type());
            message.put((byte) (advertisement.intervalCs() / 100));
        } else {
            message.putShort((short) advertisement.intervalCs());
        }
        message.putShort((short) 0);
        for (IpAddress address : advertisement.addresses()) {
            message.put(address.bytes());
        }
        if (advertisement.authentication() instanceof Authentication.Password(var secret)) {
            message.putLong(secret.bits());
        }
        long sum = Checksum.sum(message, 0, message.capacity())
            + coveredBesides(advertisement.family(), advertisement.version(), form, source, destination,
                message.capacity());
        message.putShort(CHECKSUM, (short) Checksum.finish(sum));
        return message.array();
    }

    /// What the checksum covers outside the message, as a sum.
    static long coveredBesides(
        Family family, int version, ChecksumForm form, IpAddress source, IpAddress destination, int length) {
        if (family == Family.IPV6) {
            return Checksum.pseudoHeader(source, destination, Advertisement.PROTOCOL, length);
        }
        if (version == 2) {
            return 0;
        }
        return switch (form) {
            case ChecksumForm.PseudoHeader() ->
                Checksum.pseudoHeader(source, destination, Advertisement.PROTOCOL, length);
            case ChecksumForm.MessageOnly() -> 0;
            case ChecksumForm.OldUnicast(var group) ->
                Checksum.pseudoHeader(source, group, Advertisement.PROTOCOL, length);
        };
    }

    /// A whole IPv4 packet, with the authentication header where the advertisement asks for one.
    public static byte[] ipv4Packet(Advertisement advertisement, ChecksumForm form, Ipv4Fields fields) {
        byte[] message = message(advertisement, form, fields.source(), fields.destination());
        boolean authenticates = advertisement.authentication() instanceof Authentication.Header;
        int before = IPV4_HEADER_LENGTH + (authenticates ? AuthenticationHeader.LENGTH : 0);
        var packet = ByteBuffer.allocate(before + message.length);
        packet.put((byte) 0x45);
        packet.put((byte) INTERNETWORK_CONTROL);
        packet.putShort((short) packet.capacity());
        packet.putShort((short) fields.identification());
        packet.putShort((short) 0);
        packet.put((byte) fields.timeToLive());
        packet.put((byte) (authenticates ? AuthenticationHeader.PROTOCOL : Advertisement.PROTOCOL));
        packet.putShort((short) 0);
        packet.putInt(fields.source().ipv4());
        packet.putInt(fields.destination().ipv4());
        packet.putShort(IPV4_CHECKSUM, (short) Checksum.finish(Checksum.sum(packet, 0, IPV4_HEADER_LENGTH)));
        packet.put(before, message);
        if (advertisement.authentication() instanceof Authentication.Header(var secret)) {
            writeAuthenticationHeader(packet, fields, secret);
        }
        return packet.array();
    }

    private static void writeAuthenticationHeader(ByteBuffer packet, Ipv4Fields fields, Secret secret) {
        packet.put((byte) Advertisement.PROTOCOL);
        packet.put((byte) AuthenticationHeader.PAYLOAD_LENGTH_VALUE);
        packet.putShort((short) 0);
        packet.putInt(fields.source().ipv4());
        packet.putInt(fields.sequenceNumber());
        byte[] value = AuthenticationHeader.integrityCheckValue(
            packet.array(), IPV4_HEADER_LENGTH, !fields.destination().isMulticast(), secret);
        packet.put(value);
    }

    /// What an IPv4 packet needs beside its message.
    ///
    /// @param identification the IPv4 field, 16 bits, never 0 since the kernel would fill that in
    /// @param sequenceNumber of the authentication header; looked at only where there is one
    public record Ipv4Fields(
        IpAddress source, IpAddress destination, int timeToLive, int identification, int sequenceNumber) {}
}
