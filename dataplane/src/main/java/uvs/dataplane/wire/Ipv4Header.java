package uvs.dataplane.wire;

/// A view of one IPv4 header (RFC 791, section 3.1).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------+-------+---------------+-------------------------------+
///  |Version|  IHL  |Type of Service|          Total Length         |
///  +-------+-------+---------------+-----+-------------------------+
///  |         Identification        |Flags|     Fragment Offset     |
///  +---------------+---------------+-----+-------------------------+
///  |  Time to Live |    Protocol   |        Header Checksum        |
///  +---------------+---------------+-------------------------------+
///  |                         Source Address                        |
///  +---------------------------------------------------------------+
///  |                      Destination Address                      |
///  +---------------------------------------------------------------+
///  |                            Options …                          |
///  +---------------------------------------------------------------+
/// ```
///
/// Every setter repairs the header checksum, and leaves one that was wrong wrong, so that the receiver still
/// sees the damage; transport checksums are the transport views' to repair. Writing a length makes the answer
/// of [#check] stale. [#create] starts a header in bytes that hold none.
public final class Ipv4Header extends View<Ipv4Header> {

    public static final int MIN_LENGTH = 20;
    public static final int MAX_LENGTH = 60;

    /// The longest packet that the total length can name.
    public static final int MAX_TOTAL_LENGTH = 0xffff;

    private static final int VERSION_AND_IHL = 0;
    private static final int TYPE_OF_SERVICE = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FLAGS_AND_OFFSET = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    /// Whether the whole packet is there: version, header length and total length make sense and lie within
    /// the bytes that were wrapped. The checksum is [#checksumHolds], options are read by [Ipv4Options].
    public Malformed check() {
        return length < MIN_LENGTH ? Malformed.IPV4_TRUNCATED : check(first(), length);
    }

    /// Whether the header is there, as [#check], but what follows may be cut short: so it is with the packet
    /// in an ICMP error. The total length may then lie beyond the bytes that were wrapped.
    public Malformed checkEmbedded() {
        return length < MIN_LENGTH ? Malformed.IPV4_TRUNCATED : checkEmbedded(first(), length);
    }

    /// Whether the header checksum is right.
    public boolean checksumHolds() {
        int headerLength = headerLength();
        return headerLength == MIN_LENGTH
            ? checksumHolds(first(), second(), destination())
            : InternetChecksum.sum(packet, start, headerLength) == 0xffff;
    }

    /// The eight bytes from the version to the fragment offset: the argument of the functions below.
    long first() {
        return u64(VERSION_AND_IHL);
    }

    /// The eight bytes from the time to live to the source.
    long second() {
        return u64(TIME_TO_LIVE);
    }

    static Malformed check(long first, long length) {
        Malformed header = checkEmbedded(first, length);
        if (header != Malformed.NONE) {
            return header;
        }
        int totalLength = totalLength(first);
        boolean fits = totalLength >= headerLength(first) && totalLength <= length;
        return fits ? Malformed.NONE : Malformed.IPV4_TOTAL_LENGTH;
    }

    private static Malformed checkEmbedded(long first, long length) {
        if (first >>> 60 != 4) {
            return Malformed.IPV4_VERSION;
        }
        int headerLength = headerLength(first);
        if (headerLength < MIN_LENGTH) {
            return Malformed.IPV4_HEADER_LENGTH;
        }
        return headerLength > length ? Malformed.IPV4_TRUNCATED : Malformed.NONE;
    }

    /// For a header without options.
    static boolean checksumHolds(long first, long second, int destination) {
        return InternetChecksum.fold((first >>> 32) + (first & 0xffff_ffffL) + (second >>> 32)
            + (second & 0xffff_ffffL) + Integer.toUnsignedLong(destination)) == 0xffff;
    }

    static int headerLength(long first) {
        return (int) (first >>> 56 & 0x0f) << 2;
    }

    static int totalLength(long first) {
        return (int) (first >>> 32) & 0xffff;
    }

    /// @param flagsAndOffset the 16 bits of both; those above do not count
    static boolean dontFragment(int flagsAndOffset) {
        return (flagsAndOffset & DONT_FRAGMENT) != 0;
    }

    static boolean isFragment(int flagsAndOffset) {
        return (flagsAndOffset & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
    }

    static int fragmentOffset(int flagsAndOffset) {
        return (flagsAndOffset & FRAGMENT_OFFSET) << 3;
    }

    public int version() {
        return u8(VERSION_AND_IHL) >>> 4;
    }

    /// In bytes, options included.
    public int headerLength() {
        return (u8(VERSION_AND_IHL) & 0x0f) << 2;
    }

    public boolean hasOptions() {
        return headerLength() > MIN_LENGTH;
    }

    /// DSCP and ECN in one byte.
    public int typeOfService() {
        return u8(TYPE_OF_SERVICE);
    }

    public int dscp() {
        return u8(TYPE_OF_SERVICE) >>> 2;
    }

    /// RFC 3168: 0 not capable, 1 and 2 capable, 3 congestion experienced.
    public int ecn() {
        return u8(TYPE_OF_SERVICE) & 3;
    }

    /// The length of the packet in bytes, header included. The frame may be longer: Ethernet pads short ones.
    public int totalLength() {
        return u16(TOTAL_LENGTH);
    }

    public int identification() {
        return u16(IDENTIFICATION);
    }

    public boolean dontFragment() {
        return dontFragment(u16(FLAGS_AND_OFFSET));
    }

    public boolean moreFragments() {
        return (u16(FLAGS_AND_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /// In bytes.
    public int fragmentOffset() {
        return fragmentOffset(u16(FLAGS_AND_OFFSET));
    }

    /// Whether this is a part of a packet, the first one included.
    public boolean isFragment() {
        return isFragment(u16(FLAGS_AND_OFFSET));
    }

    public int timeToLive() {
        return u8(TIME_TO_LIVE);
    }

    public int protocol() {
        return u8(PROTOCOL);
    }

    public int checksum() {
        return u16(CHECKSUM);
    }

    public int source() {
        return u32(SOURCE);
    }

    public int destination() {
        return u32(DESTINATION);
    }

    /// The position behind this header and its options.
    public long payloadStart() {
        return start + headerLength();
    }

    /// The bytes behind the header, by the total length.
    public int payloadLength() {
        return totalLength() - headerLength();
    }

    /// The sum of the pseudo-header for a transport of this packet that is not a fragment.
    public int pseudoHeaderSum() {
        return InternetChecksum.pseudoHeaderIpv4(source(), destination(), protocol(), payloadLength());
    }

    /// Writes a header without options: everything not named here is zero, and so is the checksum.
    public Ipv4Header create(int totalLength, int protocol, int source, int destination) {
        put32(VERSION_AND_IHL, 0x4500_0000 | totalLength & 0xffff);
        put32(IDENTIFICATION, 0);
        put32(TIME_TO_LIVE, protocol << 16);
        put32(SOURCE, source);
        put32(DESTINATION, destination);
        return this;
    }

    /// Writes the whole header of a packet that is no fragment, without options and with its checksum.
    public Ipv4Header create(int typeOfService, int totalLength, int identification, boolean dontFragment, int timeToLive,
            int protocol, int source, int destination) {
        int first = 0x4500_0000 | (typeOfService & 0xff) << 16 | totalLength & 0xffff;
        int second = identification << 16 | (dontFragment ? DONT_FRAGMENT : 0);
        int third = timeToLive << 24 | (protocol & 0xff) << 16;
        int sum = InternetChecksum.fold(Integer.toUnsignedLong(first) + Integer.toUnsignedLong(second)
            + Integer.toUnsignedLong(third) + Integer.toUnsignedLong(source) + Integer.toUnsignedLong(destination));
        put32(VERSION_AND_IHL, first);
        put32(IDENTIFICATION, second);
        put32(TIME_TO_LIVE, third | InternetChecksum.complement(sum));
        put32(SOURCE, source);
        put32(DESTINATION, destination);
        return this;
    }

    /// Computes the checksum of the whole header anew.
    public Ipv4Header computeChecksum() {
        put16(CHECKSUM, 0);
        put16(CHECKSUM, InternetChecksum.complement(InternetChecksum.sum(packet, start, headerLength())));
        return this;
    }

    /// Changes the length of this header, for options that stand behind it, and repairs the checksum but for those options.
    Ipv4Header headerLength(int headerLength) {
        return replace16(VERSION_AND_IHL, (0x40 | headerLength >>> 2) << 8 | typeOfService());
    }

    /// Changes DSCP and ECN and repairs the checksum.
    public Ipv4Header typeOfService(int typeOfService) {
        return replace16(VERSION_AND_IHL, u8(VERSION_AND_IHL) << 8 | typeOfService & 0xff);
    }

    /// Changes the total length and repairs the checksum.
    public Ipv4Header totalLength(int totalLength) {
        return replace16(TOTAL_LENGTH, totalLength);
    }

    /// Changes the identification and repairs the checksum.
    public Ipv4Header identification(int identification) {
        return replace16(IDENTIFICATION, identification);
    }

    /// Changes both flags and the offset, which is in bytes and a multiple of 8, and repairs the checksum.
    public Ipv4Header fragment(boolean dontFragment, boolean moreFragments, int offset) {
        return replace16(FLAGS_AND_OFFSET,
            (dontFragment ? DONT_FRAGMENT : 0) | (moreFragments ? MORE_FRAGMENTS : 0) | offset >>> 3);
    }

    /// Changes the time to live and repairs the checksum.
    public Ipv4Header timeToLive(int timeToLive) {
        return replace16(TIME_TO_LIVE, timeToLive << 8 | protocol());
    }

    /// Takes one from the time to live, which must not be 0, and repairs the checksum.
    public Ipv4Header decrementTimeToLive() {
        // The checksum stands in the same word. The sum lost 0x0100: in one's complement, it gained 0xfeff.
        int word = u32(TIME_TO_LIVE);
        int repaired = InternetChecksum.adjust(word & 0xffff, 0xfeff);
        put32(TIME_TO_LIVE, word - 0x0100_0000 & 0xffff_0000 | repaired);
        return this;
    }

    /// Changes the source and repairs the checksum.
    public Ipv4Header source(int address) {
        return source(address, InternetChecksum.difference32(source(), address));
    }

    /// Changes the source and repairs the checksum by the difference of the two addresses, which the caller
    /// has.
    public Ipv4Header source(int address, int difference) {
        put32(SOURCE, address);
        put16(CHECKSUM, InternetChecksum.adjust(checksum(), difference));
        return this;
    }

    /// Changes the destination and repairs the checksum.
    public Ipv4Header destination(int address) {
        return destination(address, InternetChecksum.difference32(destination(), address));
    }

    /// Changes the destination and repairs the checksum by the difference of the two addresses, which the
    /// caller has.
    public Ipv4Header destination(int address, int difference) {
        put32(DESTINATION, address);
        put16(CHECKSUM, InternetChecksum.adjust(checksum(), difference));
        return this;
    }

    private Ipv4Header replace16(int offset, int value) {
        int repaired = InternetChecksum.replace16(checksum(), u16(offset), value);
        put16(offset, value);
        put16(CHECKSUM, repaired);
        return this;
    }
}
