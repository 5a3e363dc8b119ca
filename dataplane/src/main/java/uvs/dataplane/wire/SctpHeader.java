package uvs.dataplane.wire;

/// A view of an SCTP common header and the chunk headers behind it (RFC 9260, section 3).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------------------------------+
///  |      Source Port Number       |    Destination Port Number    |
///  +-------------------------------+-------------------------------+
///  |                       Verification Tag                        |
///  +---------------------------------------------------------------+
///  |           Checksum (CRC32c, lowest byte first)                |
///  +---------------+---------------+-------------------------------+
///  |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
///  +---------------+---------------+-------------------------------+
/// ```
///
/// The checksum covers the bytes that were wrapped, and no addresses.
public final class SctpHeader extends View<SctpHeader> {

    /// The common header and the header of one chunk.
    public static final int MIN_LENGTH = 16;

    /// What [#secondChunkType] answers when there is no such chunk.
    public static final int NO_CHUNK = -1;

    public static final int DATA = 0;
    public static final int INIT = 1;
    public static final int INIT_ACK = 2;
    public static final int SACK = 3;
    public static final int HEARTBEAT = 4;
    public static final int HEARTBEAT_ACK = 5;
    public static final int ABORT = 6;
    public static final int SHUTDOWN = 7;
    public static final int SHUTDOWN_ACK = 8;
    public static final int ERROR = 9;
    public static final int COOKIE_ECHO = 10;
    public static final int COOKIE_ACK = 11;
    public static final int SHUTDOWN_COMPLETE = 14;

    /// Where the checksum stands in the header, as [VnetHeader#checksumOffset] names it.
    public static final int CHECKSUM = 8;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int VERIFICATION_TAG = 4;
    private static final int CHUNKS = 12;
    private static final int CHUNK_LENGTH = 2;
    private static final int CHUNK_HEADER_LENGTH = 4;

    /// Whether the common header and the header of the first chunk are there.
    public Malformed check() {
        return length < MIN_LENGTH ? Malformed.SCTP_TRUNCATED : Malformed.NONE;
    }

    public int sourcePort() {
        return u16(SOURCE_PORT);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    public int verificationTag() {
        return u32(VERIFICATION_TAG);
    }

    /// As [Crc32c] gives it.
    public int checksum() {
        return packet.get(Layouts.L32, start + CHECKSUM);
    }

    public int firstChunkType() {
        return u8(CHUNKS);
    }

    public int firstChunkFlags() {
        return u8(CHUNKS + 1);
    }

    /// In bytes, header included and padding not.
    public int firstChunkLength() {
        return u16(CHUNKS + CHUNK_LENGTH);
    }

    /// The type of the chunk behind the first, or [#NO_CHUNK].
    public int secondChunkType() {
        int firstLength = firstChunkLength();
        long second = CHUNKS + (firstLength + 3 & ~3);
        if (firstLength < CHUNK_HEADER_LENGTH || second + CHUNK_HEADER_LENGTH > length) {
            return NO_CHUNK;
        }
        return u8(second);
    }

    /// Whether the checksum is right for all the bytes that were wrapped.
    public boolean checksumHolds() {
        return computed() == checksum();
    }

    /// Computes the checksum of all the bytes that were wrapped anew.
    public SctpHeader computeChecksum() {
        packet.set(Layouts.L32, start + CHECKSUM, computed());
        return this;
    }

    /// Changes the source port and repairs the checksum, at the same price for any length.
    public SctpHeader sourcePort(int port) {
        return ports(port, destinationPort());
    }

    /// Changes the destination port and repairs the checksum, at the same price for any length.
    public SctpHeader destinationPort(int port) {
        return ports(sourcePort(), port);
    }

    private SctpHeader ports(int sourcePort, int destinationPort) {
        int old = u32(SOURCE_PORT);
        int ports = sourcePort << 16 | destinationPort & 0xffff;
        int repaired = Crc32c.adjust32(checksum(), old, ports, (int) length - 4);
        packet.set(Layouts.L32, start + CHECKSUM, repaired);
        put32(SOURCE_PORT, ports);
        return this;
    }

    /// The checksum field itself counts as zeros.
    private int computed() {
        int register = Crc32c.update(-1, packet, start, CHECKSUM);
        register = Crc32c.updateWithZeros32(register);
        return ~Crc32c.update(register, packet, start + CHUNKS, length - CHUNKS);
    }
}
