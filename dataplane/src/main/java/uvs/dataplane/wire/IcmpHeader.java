package uvs.dataplane.wire;

/// A view of one ICMP message (RFC 792).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +---------------+---------------+-------------------------------+
///  |     Type      |     Code      |           Checksum            |
///  +---------------+---------------+-------------------------------+
///  |     identifier, sequence number; pointer; next-hop MTU        |
///  +---------------------------------------------------------------+
///  |   echo data; or the packet that the error is about            |
///  +---------------------------------------------------------------+
/// ```
public final class IcmpHeader extends View<IcmpHeader> {

    public static final int LENGTH = 8;

    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;

    /// Codes of [#DESTINATION_UNREACHABLE].
    public static final int HOST_UNREACHABLE = 1;
    public static final int PROTOCOL_UNREACHABLE = 2;
    public static final int PORT_UNREACHABLE = 3;
    /// RFC 1191: the next-hop MTU says to what size.
    public static final int FRAGMENTATION_NEEDED = 4;

    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE_NUMBER = 6;
    private static final int NEXT_HOP_MTU = 6;

    public Malformed check() {
        return length < LENGTH ? Malformed.ICMP_TRUNCATED : Malformed.NONE;
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

    /// Of echo and echo reply.
    public int identifier() {
        return u16(IDENTIFIER);
    }

    /// Of echo and echo reply.
    public int sequenceNumber() {
        return u16(SEQUENCE_NUMBER);
    }

    /// Of [#FRAGMENTATION_NEEDED]; 0 from routers older than RFC 1191.
    public int nextHopMtu() {
        return u16(NEXT_HOP_MTU);
    }

    /// The second word of the header, whose meaning is the type's.
    public int rest() {
        return u32(IDENTIFIER);
    }

    /// Whether this tells of another packet, which then stands at [#embeddedStart].
    public boolean isError() {
        return isError(type());
    }

    public static boolean isError(int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /// The position of the packet that the error is about.
    public long embeddedStart() {
        return start + LENGTH;
    }

    /// How much of that packet is there, extensions of RFC 4884 included.
    public long embeddedLength() {
        return length - LENGTH;
    }

    /// Whether the checksum is right for all the bytes that were wrapped.
    public boolean checksumHolds() {
        return InternetChecksum.sum(packet, start, length) == 0xffff;
    }

    /// Writes the eight bytes of the header, with a checksum of 0. `rest` is the second word.
    public IcmpHeader create(int type, int code, int rest) {
        put32(TYPE, type << 24 | (code & 0xff) << 16);
        put32(IDENTIFIER, rest);
        return this;
    }

    /// Changes the MTU and repairs the checksum.
    public IcmpHeader nextHopMtu(int mtu) {
        adjustChecksum(InternetChecksum.difference16(nextHopMtu(), mtu));
        put16(NEXT_HOP_MTU, mtu);
        return this;
    }

    /// Repairs the checksum for a change in the packet inside.
    ///
    /// @param difference what the change does to a sum, each word of it at an even offset
    public IcmpHeader adjustChecksum(int difference) {
        put16(CHECKSUM, InternetChecksum.adjust(checksum(), difference));
        return this;
    }

    /// Computes the checksum of all the bytes that were wrapped anew.
    public IcmpHeader computeChecksum() {
        put16(CHECKSUM, 0);
        put16(CHECKSUM, InternetChecksum.complement(InternetChecksum.sum(packet, start, length)));
        return this;
    }
}
