package uvs.dataplane.xdp;

import org.junit.jupiter.api.Assumptions;
import uvs.dataplane.linux.SystemCallException;

/// What tests need that an ordinary user does not have, even in a user namespace.
public final class Privileges {

    private Privileges() {
    }

    /// Leaves the test out where the kernel lets this process load no BPF programs.
    public static void assumeBpf() {
        try {
            XskEngine.check();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
    }
}
