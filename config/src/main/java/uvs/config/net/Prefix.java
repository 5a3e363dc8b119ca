package uvs.config.net;

import java.util.Optional;

/// An address with a prefix length, such as `192.0.2.7/24`. Bits below the prefix are kept: an interface's
/// address is one of these; [#network] gives the prefix itself.
public record Prefix(IpAddress address, int length) {

    public Prefix {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException(
                "length=" + length + " is not in 0.." + address.family().bits());
        }
    }

    /// Reads `ADDRESS/LENGTH`, or `ADDRESS` alone for the whole address.
    public static Optional<Prefix> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).map(address -> new Prefix(address, address.family().bits()));
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(digits);
        return IpAddress.parse(text.substring(0, slash))
            .filter(address -> length <= address.family().bits())
            .map(address -> new Prefix(address, length));
    }

    /// The prefix in `text`, which must be one: for constants and tests.
    public static Prefix of(String text) {
        return parse(text).orElseThrow(
            () -> new IllegalArgumentException("prefix=" + text + " is not ADDRESS/LENGTH"));
    }

    /// This prefix with the bits below it cleared.
    public Prefix network() {
        return new Prefix(masked(address), length);
    }

    public boolean contains(IpAddress other) {
        return other.family() == address.family() && masked(other).equals(masked(address));
    }

    private IpAddress masked(IpAddress other) {
        if (other.family() == Family.IPV4) {
            return IpAddress.ofIpv4(other.ipv4() & (length == 0 ? 0 : -1 << 32 - length));
        }
        long high = length >= 64 ? -1L : length == 0 ? 0 : -1L << 64 - length;
        long low = length <= 64 ? 0 : -1L << 128 - length;
        return IpAddress.ofIpv6(other.high() & high, other.low() & low);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
