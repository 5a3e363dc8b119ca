package uvs.dataplane.wire;

/// A view of one TCP header (RFC 9293, section 3.1).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------------------------------+
///  |          Source Port          |       Destination Port        |
///  +-------------------------------+-------------------------------+
///  |                        Sequence Number                        |
///  +---------------------------------------------------------------+
///  |                    Acknowledgment Number                      |
///  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
///  | Data  | Rsrvd |C|E|U|A|P|R|S|F|                               |
///  | Offset|       |W|C|R|C|S|S|Y|I|            Window             |
///  |       |       |R|E|G|K|H|T|N|N|                               |
///  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
///  |           Checksum            |         Urgent Pointer        |
///  +-------------------------------+-------------------------------+
///  |                           [Options]                           |
///  +---------------------------------------------------------------+
/// ```
public final class TcpHeader extends View<TcpHeader> {

    public static final int MIN_LENGTH = 20;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    /// Where the checksum stands in the header, as [VnetHeader#checksumOffset] names it.
    public static final int CHECKSUM = 16;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int SEQUENCE_NUMBER = 4;
    private static final int ACKNOWLEDGMENT_NUMBER = 8;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    private static final int URGENT_POINTER = 18;

    /// Whether the fixed part is there. The data offset is not looked at, see [#checkDataOffset]: a director
    /// forwards a segment whose offset is wrong, and leaves the judgement to the real server, as IPVS does.
    public Malformed check() {
        return length < MIN_LENGTH ? Malformed.TCP_TRUNCATED : Malformed.NONE;
    }

    /// Whether the data begin behind the fixed part and within the segment.
    public Malformed checkDataOffset() {
        int dataOffset = dataOffset();
        return dataOffset < MIN_LENGTH || dataOffset > length ? Malformed.TCP_DATA_OFFSET : Malformed.NONE;
    }

    public int sourcePort() {
        return u16(SOURCE_PORT);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    /// Signed, to be compared by difference.
    public int sequenceNumber() {
        return u32(SEQUENCE_NUMBER);
    }

    /// Signed, to be compared by difference.
    public int acknowledgmentNumber() {
        return u32(ACKNOWLEDGMENT_NUMBER);
    }

    /// In bytes: the length of the header, options included.
    public int dataOffset() {
        return (u8(DATA_OFFSET) >>> 4) << 2;
    }

    /// All eight of them: [#FIN] to [#CWR].
    public int flags() {
        return u8(FLAGS);
    }

    public boolean isFin() {
        return (u8(FLAGS) & FIN) != 0;
    }

    public boolean isSyn() {
        return (u8(FLAGS) & SYN) != 0;
    }

    public boolean isRst() {
        return (u8(FLAGS) & RST) != 0;
    }

    public boolean isAck() {
        return (u8(FLAGS) & ACK) != 0;
    }

    public int window() {
        return u16(WINDOW);
    }

    public int checksum() {
        return u16(CHECKSUM);
    }

    public int urgentPointer() {
        return u16(URGENT_POINTER);
    }

    /// Whether the checksum is right for all the bytes that were wrapped. It is not when it is a partial one.
    ///
    /// @param pseudoHeaderSum of the IP header
    public boolean checksumHolds(int pseudoHeaderSum) {
        return InternetChecksum.add(pseudoHeaderSum, InternetChecksum.sum(packet, start, length)) == 0xffff;
    }

    /// Computes the checksum of all the bytes that were wrapped anew.
    public TcpHeader computeChecksum(int pseudoHeaderSum) {
        put16(CHECKSUM, 0);
        int sum = InternetChecksum.add(pseudoHeaderSum, InternetChecksum.sum(packet, start, length));
        put16(CHECKSUM, InternetChecksum.complement(sum));
        return this;
    }

    /// Changes the source port, and repairs the checksum for it and for an address of the IP header.
    ///
    /// @param addressDifference what the change of addresses does to a sum, or 0 for no change
    /// @param partial the checksum is a partial one, in which ports do not count
    public TcpHeader sourcePort(int port, int addressDifference, boolean partial) {
        repair(sourcePort(), port, addressDifference, partial);
        put16(SOURCE_PORT, port);
        return this;
    }

    /// Changes the destination port, and repairs the checksum for it and for an address of the IP header.
    ///
    /// @param addressDifference what the change of addresses does to a sum, or 0 for no change
    /// @param partial the checksum is a partial one, in which ports do not count
    public TcpHeader destinationPort(int port, int addressDifference, boolean partial) {
        repair(destinationPort(), port, addressDifference, partial);
        put16(DESTINATION_PORT, port);
        return this;
    }

    private void repair(int oldPort, int port, int addressDifference, boolean partial) {
        int old = checksum();
        put16(CHECKSUM, partial
            ? InternetChecksum.adjustPartial(old, addressDifference)
            : InternetChecksum.adjust(old,
                InternetChecksum.add(InternetChecksum.difference16(oldPort, port), addressDifference)));
    }
}
