package uvs.dataplane.service;

/// A backend refused an operation. The reason is one of IPVS's errors; the message says what to do.
public final class BackendException extends Exception {

    private static final long serialVersionUID = 1;

    /// Why, under the names of the errors that the kernel's IPVS answers with.
    public enum Reason {
        /// The virtual or real server is there already (`EEXIST`).
        EXISTS,
        /// There is no such virtual server (`ESRCH`).
        NO_VIRTUAL_SERVER,
        /// There is no such real server (`ENOENT`).
        NO_REAL_SERVER,
        /// There is no scheduler or persistence engine of that name (`ENOENT`).
        NO_SCHEDULER,
        /// The arguments contradict each other (`EINVAL`, `ERANGE`).
        INVALID,
        /// The system refused: a call failed.
        SYSTEM
    }

    private final Reason reason;

    public BackendException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.SYSTEM;
    }

    public Reason reason() {
        return reason;
    }
}
