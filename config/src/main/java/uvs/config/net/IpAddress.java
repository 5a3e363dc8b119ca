package uvs.config.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// One IPv4 or IPv6 address, without a scope.
///
/// The 128 bits stand in two longs, the first byte on the wire highest. An IPv4 address is the low 32 bits of
/// `low`, and `high` is 0. Addresses are ordered by family, then as unsigned numbers.
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {

    private static final long IPV4_MASK = 0xffff_ffffL;

    public IpAddress {
        if (family == Family.IPV4 && (high != 0 || (low & ~IPV4_MASK) != 0)) {
            throw new IllegalArgumentException(
                "high=" + high + " low=" + low + " does not fit an IPv4 address");
        }
    }

    /// The IPv4 address whose first byte is the highest of `bits`.
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(Family.IPV4, 0, Integer.toUnsignedLong(bits));
    }

    public static IpAddress ofIpv6(long high, long low) {
        return new IpAddress(Family.IPV6, high, low);
    }

    /// The address with these bytes, in wire order: 4 or 16 of them.
    public static IpAddress of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> ofIpv4(buffer.getInt());
            case 16 -> ofIpv6(buffer.getLong(), buffer.getLong());
            default -> throw new IllegalArgumentException("length=" + bytes.length + " is neither 4 nor 16");
        };
    }

    /// Reads an address as `inet_pton` does: four decimal numbers, or RFC 4291 section 2.2. Never asks a name
    /// server, takes no scope, no brackets and no abbreviated IPv4.
    public static Optional<IpAddress> parse(String text) {
        if (text.indexOf(':') < 0) {
            return parseIpv4(text);
        }
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0 || text.length() > 45) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Inet6Address.ofLiteral(text).getAddress();
            // An IPv4-mapped address comes back as four bytes; it stays an IPv6 address here.
            return Optional.of(bytes.length == 16
                ? of(bytes)
                : ofIpv6(0, 0xffff_0000_0000L | Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The address in `text`, which must be one: for constants and tests.
    public static IpAddress of(String text) {
        return parse(text).orElseThrow(
            () -> new IllegalArgumentException("address=" + text + " is not an IP address"));
    }

    private static Optional<IpAddress> parseIpv4(String text) {
        int bits = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean padded = at - start > 1 && text.charAt(start) == '0';
            boolean ends = part == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
            if (at == start || padded || value > 255 || !ends) {
                return Optional.empty();
            }
            at++;
            bits = bits << 8 | value;
        }
        return Optional.of(ofIpv4(bits));
    }

    /// The 32 bits of an IPv4 address, first byte highest.
    public int ipv4() {
        if (family != Family.IPV4) {
            throw new IllegalStateException("address=" + this + " is not IPv4");
        }
        return (int) low;
    }

    /// The bytes in wire order: 4 or 16 of them.
    public byte[] bytes() {
        var buffer = ByteBuffer.allocate(family.addressLength());
        if (family == Family.IPV4) {
            buffer.putInt((int) low);
        } else {
            buffer.putLong(high).putLong(low);
        }
        return buffer.array();
    }

    public boolean isMulticast() {
        return family == Family.IPV4 ? (low >>> 28) == 0xe : (high >>> 56) == 0xff;
    }

    /// `fe80::/10`: an address that means something on one link only.
    public boolean isLinkLocalIpv6() {
        return family == Family.IPV6 && (high >>> 54) == 0x3fa;
    }

    /// `0.0.0.0` or `::`.
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /// `127.0.0.0/8` or `::1`.
    public boolean isLoopback() {
        return family == Family.IPV4 ? (low >>> 24) == 127 : high == 0 && low == 1;
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are always an address", e);
        }
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// As `inet_ntop` writes it: the longest run of zero groups as `::`, lower case (RFC 5952).
    @Override
    public String toString() {
        return family == Family.IPV4 ? ipv4Text((int) low) : Ipv6Text.of(high, low);
    }

    static String ipv4Text(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
