package uvs.tools.daemon;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.xdp.XdpFastPath;
import uvs.dataplane.xdp.XskEngine;

/// The fast path of AF_XDP. The client leaves checksums to its interface, and the real server makes its checksums itself; both check
/// those that come, since the kernel takes the checksum of a redirected frame for what it is.
final class XdpFastPathTest extends FastPathContract {

    @BeforeAll
    static void begin() throws BackendException {
        try {
            XskEngine.check();
            new XdpFastPath(1).close();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        open();
        // Else the kernel drops what is redirected to it.
        client.run("ethtool", "-K", "eth0", "gro", "on").orThrow();
        checksumsAreMadeHere(server, "eth0");
        start("xdp");
    }
}
