package uvs.dataplane.ipvs;

import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;

/// What the kernel's refusals mean, and what to do about them, where that does not depend on the operation.
final class Refusal {

    private Refusal() {
    }

    /// @param what the operation with its subject, as `stop the master synchronisation daemon`
    static BackendException of(SystemCallException refusal, String what) {
        Reason reason = switch (refusal.errno()) {
            case Errno.EEXIST -> Reason.EXISTS;
            case Errno.EINVAL -> Reason.INVALID;
            case Errno.ERANGE -> Reason.OUT_OF_RANGE;
            case Errno.EAFNOSUPPORT -> Reason.FAMILY;
            case Errno.EOPNOTSUPP -> Reason.NOT_SUPPORTED;
            case Errno.EPERM, Errno.EACCES -> Reason.NOT_PERMITTED;
            case Errno.ENOMEM -> Reason.NO_MEMORY;
            default -> Reason.SYSTEM;
        };
        return new BackendException(reason, refusal.errno(), "the kernel's IPVS refused to " + what + ": errno "
            + refusal.errno() + " (" + Errno.name(refusal.errno()) + ")" + cure(reason), refusal);
    }

    private static String cure(Reason reason) {
        return switch (reason) {
            case NOT_PERMITTED -> "; this needs CAP_NET_ADMIN: run as root";
            case FAMILY -> "; this kernel's ip_vs was built without IPv6";
            case NO_MEMORY -> "; free memory";
            default -> "";
        };
    }

    /// There is no family of generic netlink to talk to.
    static BackendException noFamily(SystemCallException refusal) {
        if (refusal.errno() == Errno.ENOENT) {
            return new BackendException(Reason.UNAVAILABLE, "this kernel has no ip_vs module loaded, and did not load it when"
                + " asked: load it (modprobe ip_vs), or use --backend userspace", refusal);
        }
        return of(refusal, "be spoken to");
    }
}
