package uvs.tools.adm;

import java.nio.file.Path;
import uvs.dataplane.ipvs.IpvsBackend;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.tools.control.ControlBackend;
import uvs.tools.control.SocketFile;

/// What command lines are for: a running director, or the kernel's IPVS where none runs.
@FunctionalInterface
public interface Target {

    /// @throws BackendException one line with the cure
    Backend open() throws BackendException;

    /// The director that listens there, and nobody else.
    static Target director(Path socket) {
        return () -> ControlBackend.connect(socket);
    }

    /// The kernel, if this caller may ask it anything.
    static Target kernel() {
        return () -> {
            Backend kernel = IpvsBackend.open();
            kernel.info();
            return kernel;
        };
    }

    /// The director that listens where directors do, else the kernel.
    static Target any() {
        return () -> {
            try {
                return director(SocketFile.found()).open();
            } catch (BackendException e) {
                if (e.reason() != Reason.UNAVAILABLE) {
                    throw e;
                }
            }
            try {
                return kernel().open();
            } catch (BackendException e) {
                throw e.reason() != Reason.UNAVAILABLE ? e : new BackendException(Reason.UNAVAILABLE,
                    "no director listens on " + SocketFile.found()
                        + ", and this kernel has no ip_vs: start one with uvs run, name"
                        + " its socket with --control PATH, or load the module (modprobe ip_vs)", e);
            }
        };
    }
}
