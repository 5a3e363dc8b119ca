package uvs.tools.daemon;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.xdp.XdpFastPath;
import uvs.dataplane.xdp.XskEngine;

/// The fast path of AF_XDP, between a client and a real server that make and check their checksums themselves, as behind network
/// cards: the kernel then takes every redirected frame's for what it is.
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
        checksumsAreMadeHere(client, "eth0");
        checksumsAreMadeHere(server, "eth0");
        start("xdp");
    }
}
