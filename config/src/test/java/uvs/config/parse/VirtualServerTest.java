package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.ForwardingMethod;
import uvs.config.HealthChecker.TcpCheck;
import uvs.config.Protocol;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.text.Verdict;

final class VirtualServerTest {

    @TempDir
    private Path directory;

    @Test
    void checkersInheritFromRealServerAndVirtualServer() {
        ReadResult result = Reading.read(directory, """
            global_defs {
                router_id LVS
            }
            virtual_server 192.0.2.10 80 {
                delay_loop 6
                lb_algo rr
                lb_kind NAT
                protocol TCP
                connect_timeout 2.5
                real_server 10.0.0.1 8080 {
                    weight 3
                    TCP_CHECK {
                    }
                }
                real_server 10.0.0.2 {
                    connect_timeout 4
                    TCP_CHECK {
                        connect_port 81
                        connect_timeout 1
                        retry 2
                    }
                }
            }
            """);
        assertEquals(Verdict.CLEAN, result.verdict(), result.diagnostics()::toString);
        VirtualServer server = result.configuration().orElseThrow().virtualServers().getFirst();
        assertEquals(Protocol.TCP, server.protocol().orElseThrow());
        assertEquals("rr", server.scheduler());
        RealServer first = server.realServers().getFirst();
        assertEquals(3, first.weight());
        assertEquals(new ForwardingMethod.Nat(), first.method());
        TcpCheck check = (TcpCheck) first.checkers().getFirst();
        assertEquals(8080, check.connection().port());
        assertEquals(Duration.ofMillis(2_500), check.connection().connectTimeout());
        assertEquals(Duration.ofSeconds(6), check.timing().delayLoop());
        assertEquals(1, check.timing().retry());
        RealServer second = server.realServers().getLast();
        assertEquals(80, second.port());
        assertEquals(1, second.weight());
        TcpCheck own = (TcpCheck) second.checkers().getFirst();
        assertEquals(81, own.connection().port());
        assertEquals(Duration.ofSeconds(1), own.connection().connectTimeout());
        assertEquals(2, own.timing().retry());
        assertTrue(result.diagnostics().isEmpty(), result.diagnostics()::toString);
    }
}
