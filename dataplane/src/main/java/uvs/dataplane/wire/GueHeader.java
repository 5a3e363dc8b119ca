package uvs.dataplane.wire;

/// A view of one GUE header of version 0, as Linux speaks it (draft-ietf-intarea-gue; `include/net/gue.h`):
/// behind UDP, before an IP header.
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +---+-+---------+---------------+-----------------------------+-+
///  |Ver|C|  Hlen   | Proto / ctype |            Flags            |P|
///  +---+-+---------+---------------+-----------------------------+-+
///  |R|                   Private flags (with P)                    |
///  +-+-----------------------------+-------------------------------+
///  |   Checksum start (with R)     |   Checksum position (with R)  |
///  +-------------------------------+-------------------------------+
/// ```
///
/// *Remote checksum offload* (R) says: the receiver shall sum the payload from `checksum start` on, and put
/// the checksum at `checksum position`; both count from the end of this header. The payload's transport then
/// has a partial checksum (see [InternetChecksum]), and the outer UDP checksum covers all of it.
public final class GueHeader extends View<GueHeader> {

    public static final int MIN_LENGTH = 4;

    private static final int VERSION_CONTROL_AND_LENGTH = 0;
    private static final int PROTOCOL = 1;
    private static final int FLAGS = 2;
    private static final int PRIVATE_FLAGS = 4;
    private static final int REMOTE_CHECKSUM = 8;

    private static final int PRIVATE_PRESENT = 0x0001;
    private static final int REMOTE_CHECKSUM_PRESENT = 0x8000_0000;

    /// The private flags and the option of remote checksum offload.
    private static final int REMOTE_CHECKSUM_LENGTH = 8;

    public Malformed check() {
        if (length < MIN_LENGTH || headerLength() > length) {
            return Malformed.GUE_TRUNCATED;
        }
        if (u8(VERSION_CONTROL_AND_LENGTH) >>> 6 != 0) {
            return Malformed.GUE_VERSION;
        }
        int needed = !hasPrivateFlags() ? MIN_LENGTH
            : headerLength() < REMOTE_CHECKSUM || !hasRemoteChecksum() ? REMOTE_CHECKSUM
            : MIN_LENGTH + REMOTE_CHECKSUM_LENGTH;
        return headerLength() < needed ? Malformed.GUE_OPTIONS : Malformed.NONE;
    }

    /// Whether this is a control message, and not a packet.
    public boolean isControl() {
        return (u8(VERSION_CONTROL_AND_LENGTH) & 0x20) != 0;
    }

    /// In bytes, options included.
    public int headerLength() {
        return MIN_LENGTH + ((u8(VERSION_CONTROL_AND_LENGTH) & 0x1f) << 2);
    }

    /// The header that [#create] and [#createWithRemoteChecksum] write.
    public static int headerLength(boolean remoteChecksum) {
        return remoteChecksum ? MIN_LENGTH + REMOTE_CHECKSUM_LENGTH : MIN_LENGTH;
    }

    /// The IP protocol of what is inside.
    public int protocol() {
        return u8(PROTOCOL);
    }

    public boolean hasRemoteChecksum() {
        return hasPrivateFlags() && (u32(PRIVATE_FLAGS) & REMOTE_CHECKSUM_PRESENT) != 0;
    }

    private boolean hasPrivateFlags() {
        return (u16(FLAGS) & PRIVATE_PRESENT) != 0;
    }

    /// Counts from [#payloadStart]; 0 without [#hasRemoteChecksum].
    public int remoteChecksumStart() {
        return hasRemoteChecksum() ? u16(REMOTE_CHECKSUM) : 0;
    }

    /// Counts from [#payloadStart]; 0 without [#hasRemoteChecksum].
    public int remoteChecksumPosition() {
        return hasRemoteChecksum() ? u16(REMOTE_CHECKSUM + 2) : 0;
    }

    /// The position of what is inside.
    public long payloadStart() {
        return start + headerLength();
    }

    /// Writes a header without options.
    public GueHeader create(int protocol) {
        put32(VERSION_CONTROL_AND_LENGTH, (protocol & 0xff) << 16);
        return this;
    }

    /// Writes a header that asks for remote checksum offload.
    public GueHeader createWithRemoteChecksum(int protocol, int checksumStart, int checksumPosition) {
        put32(VERSION_CONTROL_AND_LENGTH,
            REMOTE_CHECKSUM_LENGTH >>> 2 << 24 | (protocol & 0xff) << 16 | PRIVATE_PRESENT);
        put32(PRIVATE_FLAGS, REMOTE_CHECKSUM_PRESENT);
        put32(REMOTE_CHECKSUM, checksumStart << 16 | checksumPosition & 0xffff);
        return this;
    }
}
