package uvs.dataplane.wire;

/// A view of one IPv6 header and the extension headers behind it (RFC 8200, sections 3 and 4).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------+---------------+---------------------------------------+
///  |Version| Traffic Class |              Flow Label               |
///  +-------+---------------+-------+---------------+---------------+
///  |         Payload Length        |  Next Header  |   Hop Limit   |
///  +-------------------------------+---------------+---------------+
///  |                    Source Address, 16 bytes                   |
///  +---------------------------------------------------------------+
///  |                 Destination Address, 16 bytes                 |
///  +---------------------------------------------------------------+
/// ```
///
/// [#check] walks the extension headers as well, [#MAX_EXTENSION_HEADERS] of them at most; what it found
/// stays in this view until the next check. It stops at the fragment header of a fragment that is not the
/// first, because what follows there is no header. No checksum covers an IPv6 header; transport checksums
/// cover the addresses and are the transport views' to repair.
public final class Ipv6Header extends View<Ipv6Header> {

    public static final int LENGTH = 40;

    /// More than any sender has a use for, and few enough that a packet made of headers costs little.
    public static final int MAX_EXTENSION_HEADERS = 8;

    /// No packet may be larger on a link of the smallest MTU that IPv6 allows.
    public static final int MIN_MTU = 1280;

    private static final int VERSION_CLASS_AND_FLOW = 0;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    private static final int FRAGMENT_LENGTH = 8;
    private static final int FRAGMENT_OFFSET_AND_MORE = 2;
    private static final int FRAGMENT_IDENTIFICATION = 4;

    private static final int NO_FRAGMENT = -1;

    private int transportProtocol;
    private int protocolPosition;
    private long transportStart;
    private long fragmentStart = NO_FRAGMENT;
    private int fragmentOffsetAndMore;

    /// Whether the whole packet is there, and its extension headers lie within it.
    public Malformed check() {
        Malformed header = checkFixed();
        if (header != Malformed.NONE) {
            return header;
        }
        int payloadLength = payloadLength();
        if (LENGTH + payloadLength > length) {
            return Malformed.IPV6_PAYLOAD_LENGTH;
        }
        if (payloadLength == 0 && nextHeader() == IpProtocol.HOP_BY_HOP) {
            return Malformed.IPV6_JUMBOGRAM;
        }
        return walk(start + LENGTH + payloadLength);
    }

    /// As [#check], but what follows the extension headers may be cut short: so it is with the packet in an
    /// ICMPv6 error. The payload length may then lie beyond the bytes that were wrapped.
    public Malformed checkEmbedded() {
        Malformed header = checkFixed();
        return header != Malformed.NONE ? header : walk(start + Math.min(length, totalLength()));
    }

    private Malformed checkFixed() {
        if (length < LENGTH) {
            return Malformed.IPV6_TRUNCATED;
        }
        return version() == 6 ? Malformed.NONE : Malformed.IPV6_VERSION;
    }

    private Malformed walk(long end) {
        int next = nextHeader();
        long at = start + LENGTH;
        fragmentStart = NO_FRAGMENT;
        fragmentOffsetAndMore = 0;
        protocolPosition = NEXT_HEADER;
        for (int headers = 0; isExtension(next); headers++) {
            if (headers == MAX_EXTENSION_HEADERS) {
                return Malformed.IPV6_TOO_MANY_EXTENSIONS;
            }
            if (end - at < 8) {
                return Malformed.IPV6_EXTENSION_TRUNCATED;
            }
            long extension = at;
            protocolPosition = (int) (extension - start);
            at += extensionLength(next, at);
            if (at > end) {
                return Malformed.IPV6_EXTENSION_TRUNCATED;
            }
            boolean fragment = next == IpProtocol.FRAGMENT;
            next = Layouts.u8(packet, extension);
            if (fragment) {
                fragmentStart = extension;
                fragmentOffsetAndMore = Layouts.u16(packet, extension + FRAGMENT_OFFSET_AND_MORE);
                if (fragmentOffset() != 0) {
                    break;
                }
            }
        }
        transportProtocol = next;
        transportStart = at;
        return Malformed.NONE;
    }

    /// The extension headers that Linux passes over, and no others.
    private static boolean isExtension(int header) {
        return switch (header) {
            case IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.FRAGMENT, IpProtocol.AH,
                IpProtocol.DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    private int extensionLength(int header, long at) {
        return switch (header) {
            case IpProtocol.FRAGMENT -> FRAGMENT_LENGTH;
            // RFC 4302, section 2.2: in 4-byte units, less 2.
            case IpProtocol.AH -> Layouts.u8(packet, at + 1) + 2 << 2;
            default -> Layouts.u8(packet, at + 1) + 1 << 3;
        };
    }

    public int version() {
        return u8(VERSION_CLASS_AND_FLOW) >>> 4;
    }

    /// DSCP and ECN in one byte.
    public int trafficClass() {
        return u16(VERSION_CLASS_AND_FLOW) >>> 4 & 0xff;
    }

    public int dscp() {
        return trafficClass() >>> 2;
    }

    /// RFC 3168: 0 not capable, 1 and 2 capable, 3 congestion experienced.
    public int ecn() {
        return trafficClass() & 3;
    }

    public int flowLabel() {
        return u32(VERSION_CLASS_AND_FLOW) & 0xf_ffff;
    }

    /// The length in bytes of all that follows these 40 bytes, extension headers included.
    public int payloadLength() {
        return u16(PAYLOAD_LENGTH);
    }

    /// The length of the packet, this header included.
    public int totalLength() {
        return LENGTH + u16(PAYLOAD_LENGTH);
    }

    /// What follows these 40 bytes: an extension header, or the transport.
    public int nextHeader() {
        return u8(NEXT_HEADER);
    }

    public int hopLimit() {
        return u8(HOP_LIMIT);
    }

    public long sourceHigh() {
        return u64(SOURCE);
    }

    public long sourceLow() {
        return u64(SOURCE + 8);
    }

    public long destinationHigh() {
        return u64(DESTINATION);
    }

    public long destinationLow() {
        return u64(DESTINATION + 8);
    }

    /// What follows the last extension header: a transport, [IpProtocol#NO_NEXT_HEADER], or a header that is
    /// not walked. Of a fragment that is not the first: what its first fragment has there. Found by [#check].
    public int transportProtocol() {
        return transportProtocol;
    }

    /// How many bytes into the packet the number of the transport protocol stands. Found by [#check].
    public int protocolPosition() {
        return protocolPosition;
    }

    /// The position of the transport header, or of the data of a fragment that is not the first. Found by
    /// [#check].
    public long transportStart() {
        return transportStart;
    }

    /// The bytes of the packet from [#transportStart] on, by the payload length. Found by [#check].
    public int transportLength() {
        return (int) (start + totalLength() - transportStart);
    }

    /// Whether there is a fragment header; an atomic one (RFC 6946), which is all of its packet, counts too.
    /// Found by [#check].
    public boolean hasFragmentHeader() {
        return fragmentStart != NO_FRAGMENT;
    }

    /// The position of the fragment header's first byte, or -1. Found by [#check].
    public long fragmentStart() {
        return fragmentStart;
    }

    /// Whether this is a part of a packet, the first one included. Found by [#check].
    public boolean isFragment() {
        return (fragmentOffsetAndMore & ~0x6) != 0;
    }

    /// In bytes; 0 without a fragment header. Found by [#check].
    public int fragmentOffset() {
        return fragmentOffsetAndMore & 0xfff8;
    }

    /// Found by [#check].
    public boolean moreFragments() {
        return (fragmentOffsetAndMore & 1) != 0;
    }

    /// Of the packet that this is a fragment of; 0 without a fragment header.
    public int fragmentIdentification() {
        return fragmentStart == NO_FRAGMENT
            ? 0
            : packet.get(Layouts.U32, fragmentStart + FRAGMENT_IDENTIFICATION);
    }

    /// The sum of the pseudo-header for the transport that [#check] found, in a packet that is not a
    /// fragment.
    public int pseudoHeaderSum() {
        return InternetChecksum.pseudoHeaderIpv6(sourceHigh(), sourceLow(), destinationHigh(),
            destinationLow(), transportProtocol, transportLength());
    }

    /// Writes all but the addresses: a header of version 6 and flow label 0.
    public Ipv6Header create(int trafficClass, int payloadLength, int nextHeader, int hopLimit) {
        put32(VERSION_CLASS_AND_FLOW, 6 << 28 | (trafficClass & 0xff) << 20);
        put32(PAYLOAD_LENGTH, payloadLength << 16 | (nextHeader & 0xff) << 8 | hopLimit & 0xff);
        return this;
    }

    public Ipv6Header trafficClass(int trafficClass) {
        put16(VERSION_CLASS_AND_FLOW, u16(VERSION_CLASS_AND_FLOW) & 0xf00f | (trafficClass & 0xff) << 4);
        return this;
    }

    public Ipv6Header flowLabel(int flowLabel) {
        put32(VERSION_CLASS_AND_FLOW, u32(VERSION_CLASS_AND_FLOW) & 0xfff0_0000 | flowLabel & 0xf_ffff);
        return this;
    }

    public Ipv6Header payloadLength(int payloadLength) {
        put16(PAYLOAD_LENGTH, payloadLength);
        return this;
    }

    public Ipv6Header nextHeader(int nextHeader) {
        put8(NEXT_HEADER, nextHeader);
        return this;
    }

    public Ipv6Header hopLimit(int hopLimit) {
        put8(HOP_LIMIT, hopLimit);
        return this;
    }

    public Ipv6Header source(long high, long low) {
        put64(SOURCE, high);
        put64(SOURCE + 8, low);
        return this;
    }

    public Ipv6Header destination(long high, long low) {
        put64(DESTINATION, high);
        put64(DESTINATION + 8, low);
        return this;
    }
}
