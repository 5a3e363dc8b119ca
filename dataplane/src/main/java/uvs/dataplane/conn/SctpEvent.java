package uvs.dataplane.conn;

/// What of an SCTP packet changes the state: its first chunk (RFC 9260, section 3.2).
public enum SctpEvent {

    /// DATA, and every chunk without a meaning of its own here.
    DATA,
    INIT,
    INIT_ACK,
    COOKIE_ECHO,
    COOKIE_ACK,
    SHUTDOWN,
    SHUTDOWN_ACK,
    SHUTDOWN_COMPLETE,
    ERROR,
    ABORT;

    /// There is no second chunk.
    public static final int NO_CHUNK = -1;

    private static final int ABORT_CHUNK = 6;

    /// The event of a packet. A COOKIE ECHO or COOKIE ACK with an ABORT behind it counts as an abort;
    /// otherwise only the first chunk counts.
    ///
    /// @param firstChunk  the type of the first chunk
    /// @param secondChunk the type of the second chunk, or [#NO_CHUNK]
    public static SctpEvent of(int firstChunk, int secondChunk) {
        return switch (firstChunk) {
            case 1 -> INIT;
            case 2 -> INIT_ACK;
            case ABORT_CHUNK -> ABORT;
            case 7 -> SHUTDOWN;
            case 8 -> SHUTDOWN_ACK;
            case 9 -> ERROR;
            case 10 -> secondChunk == ABORT_CHUNK ? ABORT : COOKIE_ECHO;
            case 11 -> secondChunk == ABORT_CHUNK ? ABORT : COOKIE_ACK;
            case 14 -> SHUTDOWN_COMPLETE;
            default -> DATA;
        };
    }
}
