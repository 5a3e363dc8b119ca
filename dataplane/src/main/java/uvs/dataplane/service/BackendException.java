package uvs.dataplane.service;

import uvs.dataplane.linux.Errno;

/// A backend refused an operation. The reason is one of IPVS's errors; the message says what to do.
public final class BackendException extends Exception {

    private static final long serialVersionUID = 2;

    /// Why, with the errors that the kernel's IPVS answers with: by them ipvsadm chooses what it says.
    public enum Reason {
        /// The virtual or real server, or the daemon, is there already.
        EXISTS(Errno.EEXIST),
        /// There is no such virtual server.
        NO_VIRTUAL_SERVER(Errno.ESRCH),
        /// There is no such real server.
        NO_REAL_SERVER(Errno.ENOENT),
        /// There is no scheduler or persistence engine of that name.
        NO_SCHEDULER(Errno.ENOENT),
        /// There is no such daemon running.
        NO_DAEMON(Errno.ESRCH),
        /// The arguments contradict each other, or an address is not unicast.
        INVALID(Errno.EINVAL),
        /// A weight or threshold that cannot be.
        OUT_OF_RANGE(Errno.ERANGE),
        /// The address family is not one that this backend knows.
        FAMILY(Errno.EAFNOSUPPORT),
        /// This backend cannot do it.
        NOT_SUPPORTED(Errno.EOPNOTSUPP),
        /// The caller may not do it: who is not root.
        NOT_PERMITTED(Errno.EPERM),
        /// Out of memory, or of places in the tables.
        NO_MEMORY(Errno.ENOMEM),
        /// There is nothing to talk to: no `ip_vs` in the kernel, no running director.
        UNAVAILABLE(Errno.ENOPROTOOPT),
        /// The system refused in another way.
        SYSTEM(Errno.EIO);

        private final int errno;

        Reason(int errno) {
            this.errno = errno;
        }

        /// The number that the kernel's IPVS answers with for this reason.
        public int errno() {
            return errno;
        }
    }

    private final Reason reason;
    private final int errno;

    public BackendException(Reason reason, String message) {
        this(reason, reason.errno(), message, null);
    }

    public BackendException(Reason reason, String message, Throwable cause) {
        this(reason, reason.errno(), message, cause);
    }

    /// @param errno what the kernel answered, where the reason leaves that open
    public BackendException(Reason reason, int errno, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.errno = errno;
    }

    public Reason reason() {
        return reason;
    }

    /// The error number, such as `EEXIST` of [Errno].
    public int errno() {
        return errno;
    }
}
