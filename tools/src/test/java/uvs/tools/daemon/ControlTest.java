package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.control.ControlBackend;
import uvs.tools.control.ControlClient;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;

/// A running director that is asked and changed over its control socket.
@Tag(Testbed.TAG)
final class ControlTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final VirtualServerId WEB =
        new VirtualServerId.Address(Protocol.TCP, IpAddress.of(DemoNetwork.VIP), 80);
    private static final RealServerId FIRST =
        new RealServerId(IpAddress.of(DemoNetwork.address(1)), DemoNetwork.WEB_PORT);
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 80 {
            delay_loop 1
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8080 {
                TCP_CHECK {
                    connect_timeout 1
                    retry 0
                }
            }
            real_server 198.51.100.12 8080 {
            }
        }
        """;

    private DemoNetwork network;

    @BeforeEach
    void open() {
        network = DemoNetwork.open();
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void keepsAWeightByHandUntilTheReload() throws Exception {
        Program server = network.startWebServer(1);
        server.awaitLine("ready", LIMIT);
        DirectorProgram director = network.startDirector(CONFIGURATION);
        try (ControlBackend backend = ControlBackend.connect(director.control())) {
            awaitCheck(director, "\"state\":\"up\"");
            backend.editRealServer(WEB, FIRST, first(backend).getFirst().settings().withWeight(7));
            server.stop();
            Await.until("the failed server is still there", LIMIT, () -> weights(backend).isEmpty());
            awaitCheck(director, "connection refused");
            network.startWebServer(1).awaitLine("ready", LIMIT);
            Await.until("the server does not come back", LIMIT, () -> !weights(backend).isEmpty());
            assertEquals(List.of(7), weights(backend));

            director.program().signal(Signal.HUP);
            director.program().awaitLine(" notice reload: real server 198.51.100.11:8080 of 192.0.2.100:80 TCP given"
                + " weight 7 by hand: weight 1 again", LIMIT);
            director.program().awaitLine(" notice reloaded", LIMIT);
            assertEquals(List.of(1), weights(backend));
        }
        assertEquals(0, director.program().stop());
        assertFalse(Files.exists(director.control()));
    }

    @Test
    void isOneDirectorsAlone() throws Exception {
        DirectorProgram director = network.startDirector(CONFIGURATION);
        // In another network namespace, where nothing else is in its way.
        Program second = startOnClient(director.control());
        second.awaitLine("error control socket " + director.control() + ": another director listens on it; give this"
            + " one a socket of its own with --control PATH, or --control none", LIMIT);
        assertEquals(1, second.awaitExit(LIMIT));
        try (ControlClient client = ControlClient.connect(director.control())) {
            assertTrue(client.text("/v1/configuration?format=text").contains("virtual_server 192.0.2.100 80"));
        }

        director.program().signal(Signal.KILL);
        director.program().awaitExit(LIMIT);
        assertTrue(Files.exists(director.control()));
        Program third = startOnClient(director.control());
        third.awaitLine("control socket " + director.control() + "$", LIMIT);
        assertEquals(0, third.stop());
        assertFalse(Files.exists(director.control()));
    }

    private Program startOnClient(Path control) {
        Path file = network.directory().resolve("keepalived-director.conf");
        return network.client().start(
            Map.of(), ThisProgram.uvs("run", "-f", file.toString(), "--control", control.toString()));
    }

    private static void awaitCheck(DirectorProgram director, String words) throws BackendException {
        try (ControlClient client = ControlClient.connect(director.control())) {
            Await.until("no check says " + words, LIMIT, () -> {
                try {
                    return client.text("/v1/checks").contains(words);
                } catch (BackendException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    private static List<Integer> weights(ControlBackend backend) {
        try {
            return first(backend).stream().map(each -> each.settings().weight()).toList();
        } catch (BackendException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<RealServerStatus> first(ControlBackend backend) throws BackendException {
        return backend.get(WEB).realServers().stream().filter(each -> each.id().equals(FIRST)).toList();
    }
}
