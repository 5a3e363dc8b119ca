package uvs.tools.adm;

import uvs.dataplane.linux.Errno;
import uvs.dataplane.service.BackendException;

/// What ipvsadm says when an operation is refused, by the operation and the kernel's error number.
final class ErrorText {

    private ErrorText() {
    }

    /// What is said when there is nothing to talk to.
    static String unavailable(BackendException refused) {
        return refused.errno() == Errno.EPERM
            ? "Can't initialize ipvs: Permission denied (you must be root)\n"
                + "Are you sure that IP Virtual Server is built in the kernel or as module?"
            : "uvs adm: " + refused.getMessage();
    }

    /// For what ipvsadm has no words of its own: those of the backend, which has the cure.
    static String of(Operation command, BackendException refused) {
        return switch (refused.errno()) {
            case Errno.EEXIST -> switch (command) {
                case Operation.AddServer _ -> "Destination already exists";
                case Operation.StartDaemon _ -> "Daemon has already run";
                default -> "Service already exists";
            };
            case Errno.ESRCH -> switch (command) {
                case Operation.AddServer _, Operation.EditServer _, Operation.DeleteServer _ ->
                    "Service not defined";
                case Operation.StopDaemon _ -> "No daemon is running";
                default -> "No such service";
            };
            case Errno.ENOENT -> switch (command) {
                case Operation.EditServer _, Operation.DeleteServer _ -> "No such destination";
                default -> "Scheduler or persistence engine not found";
            };
            case Errno.EINVAL ->
                "Invalid operation.  Possibly wrong module version, address not unicast, ...";
            case Errno.EPERM -> "Permission denied (you must be root)";
            case Errno.ENOMEM -> "Memory allocation problem";
            case Errno.ERANGE -> "Numerical result out of range";
            case Errno.ENODEV -> "No such device";
            default -> refused.getMessage();
        };
    }
}
