package uvs.dataplane.wire;

/// A view of one GRE header (RFC 2784, section 2, with the key and sequence number of RFC 2890).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-+-+-+-+-----------------+-----+-------------------------------+
///  |C|R|K|S|    Reserved0    | Ver |         Protocol Type         |
///  +-+-+-+-+-----------------+-----+-------------------------------+
///  |      Checksum (with C)        |       Reserved1 (with C)      |
///  +-------------------------------+-------------------------------+
///  |                          Key (with K)                         |
///  +---------------------------------------------------------------+
///  |                    Sequence Number (with S)                   |
///  +---------------------------------------------------------------+
/// ```
public final class GreHeader extends View<GreHeader> {

    public static final int MIN_LENGTH = 4;

    private static final int FLAGS = 0;
    private static final int PROTOCOL_TYPE = 2;
    private static final int CHECKSUM = 4;

    private static final int CHECKSUM_PRESENT = 0x8000;
    private static final int ROUTING_PRESENT = 0x4000;
    private static final int KEY_PRESENT = 0x2000;
    private static final int SEQUENCE_PRESENT = 0x1000;
    private static final int VERSION = 0x0007;

    public Malformed check() {
        if (length < MIN_LENGTH) {
            return Malformed.GRE_TRUNCATED;
        }
        int flags = u16(FLAGS);
        if ((flags & VERSION) != 0) {
            return Malformed.GRE_VERSION;
        }
        if ((flags & ROUTING_PRESENT) != 0) {
            return Malformed.GRE_ROUTING;
        }
        return headerLength() > length ? Malformed.GRE_TRUNCATED : Malformed.NONE;
    }

    public boolean hasChecksum() {
        return (u16(FLAGS) & CHECKSUM_PRESENT) != 0;
    }

    /// The EtherType of what is inside.
    public int protocolType() {
        return u16(PROTOCOL_TYPE);
    }

    /// 0 when there is none.
    public int checksum() {
        return hasChecksum() ? u16(CHECKSUM) : 0;
    }

    /// In bytes, by the flags.
    public int headerLength() {
        int flags = u16(FLAGS);
        return MIN_LENGTH + 4 * Integer.bitCount(flags & (CHECKSUM_PRESENT | KEY_PRESENT | SEQUENCE_PRESENT));
    }

    /// The header that [#create] writes.
    public static int headerLength(boolean checksum) {
        return checksum ? MIN_LENGTH + 4 : MIN_LENGTH;
    }

    /// The position of what is inside.
    public long payloadStart() {
        return start + headerLength();
    }

    /// Whether the checksum is right for all the bytes that were wrapped, or there is none.
    public boolean checksumHolds() {
        return !hasChecksum() || InternetChecksum.sum(packet, start, length) == 0xffff;
    }

    /// Writes the whole header, with a checksum field of 0 or with none.
    public GreHeader create(int protocolType, boolean checksum) {
        put32(FLAGS, (checksum ? CHECKSUM_PRESENT << 16 : 0) | protocolType & 0xffff);
        if (checksum) {
            put32(CHECKSUM, 0);
        }
        return this;
    }

    /// Computes the checksum of all the bytes that were wrapped anew, if the header has one.
    public GreHeader computeChecksum() {
        if (hasChecksum()) {
            put16(CHECKSUM, 0);
            checksumFromSum(InternetChecksum.sum(packet, start, length));
        }
        return this;
    }

    /// Writes the checksum that belongs to the sum of header and payload. The header must have the field.
    GreHeader checksumFromSum(int sum) {
        put16(CHECKSUM, InternetChecksum.complement(sum));
        return this;
    }
}
