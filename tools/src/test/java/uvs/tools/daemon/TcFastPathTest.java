package uvs.tools.daemon;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.xdp.TcFastPath;

/// The fast path of packet sockets. The client leaves checksums and segments to its interface, and the real server makes its
/// checksums itself; those that are open still when a frame leaves the director are made there, from what it has made of the
/// pseudo-header. So both find out if one is wrong. [BulkTransferTest] has the frames that stand for many packets.
final class TcFastPathTest extends FastPathContract {

    @BeforeAll
    static void begin() throws BackendException {
        try {
            new TcFastPath(1).close();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        open();
        checksumsAreMadeHere(server, "eth0");
        checksumsAreMadeHere(host, "client0");
        checksumsAreMadeHere(host, "real0");
        start("uring");
    }
}
