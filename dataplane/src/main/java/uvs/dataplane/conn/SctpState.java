package uvs.dataplane.conn;

/// The states of an SCTP association as IPVS follows them, in the order of the kernel's numbers. Only an
/// established one counts as active.
public enum SctpState implements ConnectionState {

    NONE("NONE", 2),
    INIT1("INIT1", 4),
    INIT("INIT", 61),
    COOKIE_SENT("C-SENT", 61),
    COOKIE_REPLIED("C-REPLIED", 61),
    COOKIE_WAIT("C-WAIT", 61),
    COOKIE("COOKIE", 61),
    COOKIE_ECHOED("C-ECHOED", 61),
    ESTABLISHED("ESTABLISHED", 900),
    SHUTDOWN_SENT("S-SENT", 61),
    SHUTDOWN_RECEIVED("S-RECEIVED", 61),
    SHUTDOWN_ACK_SENT("S-ACK-SENT", 61),
    REJECTED("REJECTED", 4),
    CLOSED("CLOSED", 61);

    private static final SctpState[] STATES = values();

    private final String listed;
    private final int defaultTimeoutSeconds;

    SctpState(String listed, int defaultTimeoutSeconds) {
        this.listed = listed;
        this.defaultTimeoutSeconds = defaultTimeoutSeconds;
    }

    static SctpState of(int number) {
        return STATES[number];
    }

    @Override
    public int number() {
        return ordinal();
    }

    @Override
    public String listed() {
        return listed;
    }

    public int defaultTimeoutSeconds() {
        return defaultTimeoutSeconds;
    }

    public boolean isActive() {
        return this == ESTABLISHED;
    }

    boolean isHalfOpen() {
        return ordinal() < ESTABLISHED.ordinal();
    }
}
