package uvs.tools.control;

import uvs.dataplane.service.BackendException;

/// A request that was not carried out: the status of HTTP, a reason for programs, and one line with the cure.
public final class ControlException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final int errno;

    /// @param status of HTTP, 4xx or 5xx
    /// @param reason a word in capitals: a [BackendException.Reason], or one of the protocol's own
    public ControlException(int status, String reason, String message) {
        this(status, reason, 0, message);
    }

    private ControlException(int status, String reason, int errno, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.errno = errno;
    }

    /// What is said of input that cannot be meant.
    static ControlException invalid(String message) {
        return new ControlException(400, BackendException.Reason.INVALID.name(), message);
    }

    /// The same refusal on the way to another program.
    public static ControlException of(BackendException refused) {
        int status = switch (refused.reason()) {
            case EXISTS -> 409;
            case NO_VIRTUAL_SERVER, NO_REAL_SERVER, NO_SCHEDULER, NO_DAEMON -> 404;
            case INVALID, OUT_OF_RANGE, FAMILY -> 400;
            case NOT_PERMITTED -> 403;
            case NOT_SUPPORTED -> 501;
            case UNAVAILABLE -> 503;
            case NO_MEMORY -> 507;
            case SYSTEM -> 500;
        };
        return new ControlException(status, refused.reason().name(), refused.errno(), refused.getMessage());
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    /// The error number of the kernel's IPVS; 0 for what the backend has not seen.
    public int errno() {
        return errno;
    }
}
