package uvs.config.net;

/// The address families, with the numbers that Linux gives them.
public enum Family {

    IPV4(2, 4),
    IPV6(10, 16);

    private final int number;
    private final int addressLength;

    Family(int number, int addressLength) {
        this.number = number;
        this.addressLength = addressLength;
    }

    /// `AF_INET` or `AF_INET6`.
    public int number() {
        return number;
    }

    /// The length of an address in bytes.
    public int addressLength() {
        return addressLength;
    }

    /// The length of an address in bits, which is also the longest prefix.
    public int bits() {
        return addressLength * 8;
    }

    /// The family with a number of Linux's, or an exception for any other.
    public static Family of(int number) {
        return switch (number) {
            case 2 -> IPV4;
            case 10 -> IPV6;
            default -> throw new IllegalArgumentException("family=" + number + " is neither 2 nor 10");
        };
    }
}
