package uvs.healthcheck.check;

/// Why a check succeeded or failed, in the words of the log.
public enum Reason {
    OK("success"),
    /// One of several URLs or hosts is well; the others are asked in the runs that follow.
    PARTLY("success so far"),
    REFUSED("connection refused"),
    UNREACHABLE("no route to the host"),
    CONNECT_TIMEOUT("timeout while connecting"),
    /// The director itself could not: no such interface, address or permission.
    LOCAL("cannot send"),
    TLS_TIMEOUT("timeout in the TLS handshake"),
    TLS_FAILED("TLS handshake failed"),
    CERTIFICATE("certificate not valid"),
    READ_TIMEOUT("timeout while reading"),
    TOO_SLOW("the reply takes too long"),
    CLOSED("connection closed before the reply"),
    RESET("connection reset"),
    MALFORMED("reply not understood"),
    HEAD_TOO_LONG("endless headers"),
    BODY_TOO_LONG("endless body"),
    TRUNCATED("truncated body"),
    WRONG_STATUS("wrong status"),
    WRONG_DIGEST("wrong digest"),
    REGEX_ABSENT("regex not found"),
    REGEX_TOO_FAR("regex found outside its offsets"),
    REGEX_PRESENT("regex found"),
    REGEX_GAVE_UP("regex needs too many steps"),
    WRONG_REPLY("wrong reply"),
    /// Only where answers are wanted.
    NO_ANSWER("no answer to the question"),
    WRONG_LENGTH("reply of a wrong length"),
    EXIT_STATUS("script failed"),
    SCRIPT_TIMEOUT("script timed out"),
    SCRIPT_NOT_RUN("script could not be run"),
    FILE("taken down by its file");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    public boolean success() {
        return this == OK || this == PARTLY;
    }
}
