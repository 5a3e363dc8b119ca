package uvs.vrrp.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

import uvs.config.net.IpAddress;

/// A packet as it came off a socket, taken apart as far as the VRRP message.
///
/// @param packet from the IPv4 header on, or for IPv6 from the message on
/// @param messageStart where the VRRP message starts
/// @param authenticationHeader where the authentication header starts, or -1 where there is none
public record ReceivedPacket(
    IpAddress source,
    IpAddress destination,
    int timeToLive,
    ByteBuffer packet,
    int messageStart,
    int messageLength,
    int authenticationHeader) {

    private static final int TOTAL_LENGTH = 2;
    private static final int TIME_TO_LIVE = 8;
    private static final int PROTOCOL = 9;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private static final int VERSION_AND_TYPE = 0;
    private static final int VIRTUAL_ROUTER_ID = 1;
    private static final int PRIORITY = 2;
    private static final int ADDRESS_COUNT = 3;
    private static final int AUTHENTICATION_TYPE = 4;
    private static final int INTERVAL_V2 = 5;
    private static final int INTERVAL_V3 = 4;
    private static final int INTERVAL_V3_MASK = 0xfff;

    /// Takes an IPv4 packet apart; empty where it ends before the fixed part of a VRRP message does, or carries
    /// something else. The total length of the header decides how much belongs to the packet, as long as the packet
    /// has that much.
    ///
    /// @param bytes from position 0 to the limit; big-endian
    public static Optional<ReceivedPacket> ofIpv4(ByteBuffer bytes) {
        if (bytes.limit() < AdvertisementWriter.IPV4_HEADER_LENGTH || (bytes.get(0) & 0xf0) != 0x40) {
            return Optional.empty();
        }
        int headerLength = (bytes.get(0) & 0x0f) * 4;
        int totalLength = Short.toUnsignedInt(bytes.getShort(TOTAL_LENGTH));
        if (headerLength < AdvertisementWriter.IPV4_HEADER_LENGTH || totalLength > bytes.limit()) {
            return Optional.empty();
        }
        int protocol = Byte.toUnsignedInt(bytes.get(PROTOCOL));
        int authenticationHeader = -1;
        int start = headerLength;
        if (protocol == AuthenticationHeader.PROTOCOL) {
            authenticationHeader = headerLength;
            start += AuthenticationHeader.LENGTH;
        } else if (protocol != Advertisement.PROTOCOL) {
            return Optional.empty();
        }
        if (totalLength - start < Advertisement.HEADER_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(new ReceivedPacket(
            IpAddress.ofIpv4(bytes.getInt(SOURCE)), IpAddress.ofIpv4(bytes.getInt(DESTINATION)),
            Byte.toUnsignedInt(bytes.get(TIME_TO_LIVE)), bytes, start, totalLength - start, authenticationHeader));
    }

    /// Wraps a message that came over IPv6: the kernel keeps the header, and says apart what stood in it.
    public static Optional<ReceivedPacket> ofIpv6(
        ByteBuffer message, IpAddress source, IpAddress destination, int hopLimit) {
        if (message.limit() < Advertisement.HEADER_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(
            new ReceivedPacket(source, destination, hopLimit, message, 0, message.limit(), -1));
    }

    public int version() {
        return at(VERSION_AND_TYPE) >> 4;
    }

    public int virtualRouterId() {
        return at(VIRTUAL_ROUTER_ID);
    }

    public int priority() {
        return at(PRIORITY);
    }

    public int addressCount() {
        return at(ADDRESS_COUNT);
    }

    int type() {
        return at(VERSION_AND_TYPE) & 0x0f;
    }

    int authenticationType() {
        return at(AUTHENTICATION_TYPE);
    }

    /// The interval in hundredths of a second.
    public int intervalCs() {
        return version() == 2
            ? at(INTERVAL_V2) * 100
            : packet.getShort(messageStart + INTERVAL_V3) & INTERVAL_V3_MASK;
    }

    /// The password of version 2, or zeros.
    long authenticationData() {
        return packet.getLong(messageStart + messageLength - Secret.LENGTH);
    }

    /// One of the addresses; to be asked only after the length was found right.
    IpAddress address(int index) {
        int at = messageStart + Advertisement.HEADER_LENGTH + index * source.family().addressLength();
        return switch (source.family()) {
            case IPV4 -> IpAddress.ofIpv4(packet.getInt(at));
            case IPV6 -> IpAddress.ofIpv6(packet.getLong(at), packet.getLong(at + Long.BYTES));
        };
    }

    /// The sum over the message, checksum field included.
    long sum() {
        return Checksum.sum(packet, messageStart, messageLength);
    }

    private int at(int offset) {
        return Byte.toUnsignedInt(packet.get(messageStart + offset));
    }
}
