package uvs.dataplane.conn;

/// The states of a TCP connection as IPVS follows them, in the order of the kernel's numbers.
///
/// They describe what the director saw, which with DR and TUN is one direction only.
public enum TcpState implements ConnectionState {

    NONE(2, false),
    ESTABLISHED(900, true),
    SYN_SENT(120, true),
    SYN_RECV(60, true),
    FIN_WAIT(120, false),
    TIME_WAIT(120, false),
    CLOSE(10, false),
    CLOSE_WAIT(60, false),
    LAST_ACK(30, false),
    LISTEN(120, false),
    SYNACK(120, true);

    private static final TcpState[] STATES = values();

    private final int defaultTimeoutSeconds;
    private final boolean active;

    TcpState(int defaultTimeoutSeconds, boolean active) {
        this.defaultTimeoutSeconds = defaultTimeoutSeconds;
        this.active = active;
    }

    static TcpState of(int number) {
        return STATES[number];
    }

    @Override
    public int number() {
        return ordinal();
    }

    public int defaultTimeoutSeconds() {
        return defaultTimeoutSeconds;
    }

    /// Whether a connection in this state counts as active at its real server.
    public boolean isActive() {
        return active;
    }

    boolean isHalfOpen() {
        return this == NONE || this == SYN_SENT || this == SYN_RECV || this == SYNACK;
    }
}
