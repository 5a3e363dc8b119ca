package uvs.dataplane.wire;

/// A view of one UDP header (RFC 768).
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------------------------------+
///  |          Source Port          |       Destination Port        |
///  +-------------------------------+-------------------------------+
///  |            Length             |           Checksum            |
///  +-------------------------------+-------------------------------+
/// ```
///
/// A checksum of 0 means that there is none, and stays 0 through every change; one that comes out as 0 is
/// written as 0xffff.
public final class UdpHeader extends View<UdpHeader> {

    public static final int LENGTH = 8;

    /// Where the checksum stands in the header, as [VnetHeader#checksumOffset] names it.
    public static final int CHECKSUM = 6;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int UDP_LENGTH = 4;

    /// Whether the header is there. Its length is not looked at, see [#checkLength]: a director forwards a
    /// datagram whose length is wrong, and leaves the judgement to the real server, as IPVS does.
    public Malformed check() {
        return length < LENGTH ? Malformed.UDP_TRUNCATED : Malformed.NONE;
    }

    /// Whether the length covers the header and no more than is there.
    public Malformed checkLength() {
        int udpLength = udpLength();
        return udpLength < LENGTH || udpLength > length ? Malformed.UDP_LENGTH : Malformed.NONE;
    }

    public int sourcePort() {
        return u16(SOURCE_PORT);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    /// In bytes, header included.
    public int udpLength() {
        return u16(UDP_LENGTH);
    }

    public int checksum() {
        return u16(CHECKSUM);
    }

    public boolean hasChecksum() {
        return u16(CHECKSUM) != 0;
    }

    /// Whether the checksum is right for all the bytes that were wrapped, or there is none.
    ///
    /// @param pseudoHeaderSum of the IP header
    public boolean checksumHolds(int pseudoHeaderSum) {
        return !hasChecksum()
            || InternetChecksum.add(pseudoHeaderSum, InternetChecksum.sum(packet, start, length)) == 0xffff;
    }

    /// Writes the whole header, without a checksum.
    public UdpHeader create(int sourcePort, int destinationPort, int udpLength) {
        put32(SOURCE_PORT, sourcePort << 16 | destinationPort & 0xffff);
        put32(UDP_LENGTH, udpLength << 16);
        return this;
    }

    /// Computes the checksum of all the bytes that were wrapped anew.
    public UdpHeader computeChecksum(int pseudoHeaderSum) {
        put16(CHECKSUM, 0);
        return checksumFromSum(
            InternetChecksum.add(pseudoHeaderSum, InternetChecksum.sum(packet, start, length)));
    }

    /// Writes the checksum that belongs to the sum of pseudo-header, header and data.
    public UdpHeader checksumFromSum(int sum) {
        put16(CHECKSUM, neverZero(InternetChecksum.complement(sum)));
        return this;
    }

    /// Changes the source port, and repairs the checksum for it and for an address of the IP header.
    ///
    /// @param addressDifference what the change of addresses does to a sum, or 0 for no change
    /// @param partial the checksum is a partial one, in which ports do not count
    public UdpHeader sourcePort(int port, int addressDifference, boolean partial) {
        repair(sourcePort(), port, addressDifference, partial);
        put16(SOURCE_PORT, port);
        return this;
    }

    /// Changes the destination port, and repairs the checksum for it and for an address of the IP header.
    ///
    /// @param addressDifference what the change of addresses does to a sum, or 0 for no change
    /// @param partial the checksum is a partial one, in which ports do not count
    public UdpHeader destinationPort(int port, int addressDifference, boolean partial) {
        repair(destinationPort(), port, addressDifference, partial);
        put16(DESTINATION_PORT, port);
        return this;
    }

    private void repair(int oldPort, int port, int addressDifference, boolean partial) {
        int old = checksum();
        if (partial) {
            put16(CHECKSUM, InternetChecksum.adjustPartial(old, addressDifference));
        } else if (old != 0) {
            int difference =
                InternetChecksum.add(InternetChecksum.difference16(oldPort, port), addressDifference);
            put16(CHECKSUM, neverZero(InternetChecksum.adjust(old, difference)));
        }
    }

    private static int neverZero(int checksum) {
        return checksum == 0 ? 0xffff : checksum;
    }
}
