package uvs.dataplane.conn;

/// What of a TCP segment changes the state. Of several flags the first in the order RST, SYN, FIN, ACK
/// counts.
public enum TcpEvent {

    SYN,
    FIN,
    ACK,
    RST,
    /// None of the four: closes the connection.
    OTHER;

    private static final int FIN_FLAG = 0x01;
    private static final int SYN_FLAG = 0x02;
    private static final int RST_FLAG = 0x04;
    private static final int ACK_FLAG = 0x10;

    /// @param flags the flags of the TCP header as they stand there (RFC 9293, section 3.1)
    public static TcpEvent of(int flags) {
        if ((flags & RST_FLAG) != 0) {
            return RST;
        }
        if ((flags & SYN_FLAG) != 0) {
            return SYN;
        }
        if ((flags & FIN_FLAG) != 0) {
            return FIN;
        }
        return (flags & ACK_FLAG) != 0 ? ACK : OTHER;
    }
}
