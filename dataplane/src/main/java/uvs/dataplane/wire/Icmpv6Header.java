package uvs.dataplane.wire;

/// A view of one ICMPv6 message (RFC 4443, section 2.1). Its checksum covers the pseudo-header of IPv6.
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +---------------+---------------+-------------------------------+
///  |     Type      |     Code      |           Checksum            |
///  +---------------+---------------+-------------------------------+
///  |        MTU; pointer; identifier and sequence number           |
///  +---------------------------------------------------------------+
///  |   echo data; or the packet that the error is about            |
///  +---------------------------------------------------------------+
/// ```
public final class Icmpv6Header extends View<Icmpv6Header> {

    public static final int LENGTH = 8;

    public static final int DESTINATION_UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOR_SOLICITATION = 135;
    public static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;

    /// Codes of [#DESTINATION_UNREACHABLE].
    public static final int ADDRESS_UNREACHABLE = 3;
    public static final int PORT_UNREACHABLE = 4;
    /// Of [#PARAMETER_PROBLEM].
    public static final int UNKNOWN_NEXT_HEADER = 1;

    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int MTU = 4;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE_NUMBER = 6;

    public Malformed check() {
        return length < LENGTH ? Malformed.ICMPV6_TRUNCATED : Malformed.NONE;
    }

    public int type() {
        return u8(TYPE);
    }

    public int code() {
        return u8(CODE);
    }

    public int checksum() {
        return u16(CHECKSUM);
    }

    /// Of [#PACKET_TOO_BIG].
    public long mtu() {
        return Integer.toUnsignedLong(u32(MTU));
    }

    /// Of echo request and reply.
    public int identifier() {
        return u16(IDENTIFIER);
    }

    /// Of echo request and reply.
    public int sequenceNumber() {
        return u16(SEQUENCE_NUMBER);
    }

    /// Whether this is an error message, and not an informational one. One of the four errors that RFC 4443
    /// names has the packet it is about at [#embeddedStart].
    public boolean isError() {
        return type() < 128;
    }

    /// The position of the packet that the error is about.
    public long embeddedStart() {
        return start + LENGTH;
    }

    /// How much of that packet is there.
    public long embeddedLength() {
        return length - LENGTH;
    }

    /// Whether the checksum is right for all the bytes that were wrapped.
    ///
    /// @param pseudoHeaderSum of the IPv6 header
    public boolean checksumHolds(int pseudoHeaderSum) {
        return InternetChecksum.add(pseudoHeaderSum, InternetChecksum.sum(packet, start, length)) == 0xffff;
    }

    /// Writes the eight bytes of the header, with a checksum of 0. `rest` is the second word.
    public Icmpv6Header create(int type, int code, int rest) {
        put32(TYPE, type << 24 | (code & 0xff) << 16);
        put32(MTU, rest);
        return this;
    }

    /// Changes the MTU and repairs the checksum.
    public Icmpv6Header mtu(int mtu) {
        adjustChecksum(InternetChecksum.difference32(u32(MTU), mtu));
        put32(MTU, mtu);
        return this;
    }

    /// Repairs the checksum for a change in the pseudo-header or in the packet inside.
    ///
    /// @param difference what the change does to a sum, each word of it at an even offset
    public Icmpv6Header adjustChecksum(int difference) {
        put16(CHECKSUM, InternetChecksum.adjust(checksum(), difference));
        return this;
    }

    /// Computes the checksum of all the bytes that were wrapped anew.
    public Icmpv6Header computeChecksum(int pseudoHeaderSum) {
        put16(CHECKSUM, 0);
        int sum = InternetChecksum.add(pseudoHeaderSum, InternetChecksum.sum(packet, start, length));
        put16(CHECKSUM, InternetChecksum.complement(sum));
        return this;
    }
}
