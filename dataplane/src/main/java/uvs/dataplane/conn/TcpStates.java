package uvs.dataplane.conn;

/// The TCP state machine of IPVS, which follows a connection from what passes the director.
public final class TcpStates {

    private static final String COLUMNS = "NO ES SS SR FW TW CL CW LA LI SA";

    private static final String OTHER = "CL CL CL CL CL CL CL CL CL CL CL";

    private static final StateTable USUAL = new StateTable(COLUMNS,
        rows("SR ES ES SR SR SR SR SR SR SR SR",
            "CL CW SS TW TW TW CL CW LA LI TW",
            "ES ES SS ES FW TW CL CW CL LI ES",
            "CL CL CL SR CL CL CL CL LA LI SR"),
        rows("SS ES SS SR SS SS SS SS SS LI SR",
            "TW FW SS TW FW TW CL TW LA LI TW",
            "ES ES SS ES FW TW CL CW LA ES ES",
            "CL CL SS CL CL TW CL CL CL CL CL"),
        rows("SR ES ES SR SR SR SR SR SR SR SR",
            "CL FW SS TW FW TW CL CW LA LI TW",
            "ES ES SS ES FW TW CL CW CL LI ES",
            "CL CL CL SR CL CL CL CL LA LI CL"));

    private static final StateTable SECURE = new StateTable(COLUMNS,
        rows("SR ES ES SR SR SR SR SR SR SR SA",
            "CL CW SS TW TW TW CL CW LA LI SA",
            "ES ES SS SR FW TW CL CW CL LI SA",
            "CL CL CL SR CL CL CL CL LA LI CL"),
        rows("SS ES SS SA SS SS SS SS SS LI SA",
            "TW FW SS TW FW TW CL TW LA LI TW",
            "ES ES SS ES FW TW CL CW LA ES ES",
            "CL CL SS CL CL TW CL CL CL CL CL"),
        rows("SA ES ES SR SA SA SA SA SA SA SA",
            "CL FW SS TW FW TW CL CW LA LI TW",
            "ES ES SS ES FW TW CL CW CL LI ES",
            "CL CL CL SR CL CL CL CL LA LI CL"));

    private TcpStates() {
    }

    private static String[] rows(String syn, String fin, String ack, String rst) {
        return new String[] {syn, fin, ack, rst, OTHER};
    }

    /// The state after a segment.
    ///
    /// @param secure the defence of `secure_tcp` is on: a handshake counts only when its third segment came
    public static TcpState next(boolean secure, Direction direction, TcpEvent event, TcpState state) {
        return TcpState.of(next(secure, direction, event.ordinal(), state.number()));
    }

    static int next(boolean secure, Direction direction, int event, int state) {
        return (secure ? SECURE : USUAL).next(direction, event, state);
    }
}
