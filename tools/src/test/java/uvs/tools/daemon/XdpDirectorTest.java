package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.xdp.XskEngine;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.Requests;
import uvs.tools.demo.Tally;
import uvs.tools.demo.ThisProgram;
import uvs.tools.demo.WebClient;
import uvs.tools.demo.WebServer;

/// The program `uvs run --engine xdp` between real hosts.
@Tag(Testbed.TAG)
final class XdpDirectorTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8080 {
            }
            real_server 198.51.100.12 8080 {
            }
            real_server 198.51.100.13 8080 {
            }
        }
        """;
    private static final String DATAGRAMS = """
        virtual_server 192.0.2.100 53 {
            lb_algo rr
            lb_kind NAT
            protocol UDP
            real_server 198.51.100.11 5353 {
            }
        }
        """;

    private static DemoNetwork network;

    private DirectorProgram director;

    @BeforeAll
    static void open() {
        try {
            XskEngine.check();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        network = DemoNetwork.open();
        network.startWebServers();
    }

    @AfterAll
    static void close() {
        if (network != null) {
            network.close();
        }
    }

    @AfterEach
    void end() {
        if (director != null) {
            director.program().close();
        }
    }

    @Test
    void losesNoneOfThreeThousandRequestsOver64Connections() throws IOException {
        start(CONFIGURATION, "xdp");
        assertLogged("engine xdp: engine in uvs.properties says so");
        Tally tally = request(3_000, 64, 50);
        assertEquals(3_000, tally.answered(), tally.firstFailure());
        assertEquals(0, tally.failed(), tally.firstFailure());
    }

    /// Frames of others pass the program: they reach the director's kernel as they were sent, and its answers leave.
    @Test
    void leavesAllFramesOfOthersAlone() throws IOException {
        start(CONFIGURATION, "xdp");
        Host client = network.client();
        Host host = network.director();
        // ARP, ping, and a service of the director itself on the virtual server's address.
        client.ip("neigh flush dev eth0");
        assertTrue(client.run("ping", "-q", "-c", "3", "-i", "0.05", DemoNetwork.VIP).ok());
        try (Program itself = host.start(Map.of(), ThisProgram.small(WebServer.class, "itself", "8022"));
                Program stream = host.start("iperf3", "-s", "-1", "-p", "5201", "--forceflush")) {
            itself.awaitLine("ready", LIMIT);
            stream.awaitLine("listening", LIMIT);
            String answers = client.run(ThisProgram.small(WebClient.class, DemoNetwork.VIP, "8022", "20", "2", "1", "0")
                .toArray(String[]::new)).orThrow().out();
            assertEquals(20, answers.lines().filter(line -> line.endsWith(" itself")).count(), answers);
            client.run("iperf3", "-c", DemoNetwork.VIP, "-p", "5201", "-n", "20M").orThrow();
        }
        // What is routed through the director.
        assertTrue(client.run("ping", "-q", "-c", "3", "-i", "0.05", DemoNetwork.address(1)).ok());
        try (Capture capture = host.capture("client0", "dst host 224.0.0.18")) {
            // Protocol 112 is VRRP.
            client.ip("route add 224.0.0.0/4 dev eth0");
            client.run("perl", "-MSocket", "-e", "socket(S, AF_INET, SOCK_RAW, 112) or die;"
                + "send(S, 'x' x 20, 0, sockaddr_in(0, inet_aton('224.0.0.18'))) or die").orThrow();
            Await.until("the advertisement is seen", LIMIT, () -> !capture.packets("").isEmpty());
            capture.stop();
        }
        assertEquals(30, request(30, 4, 1).answered());
    }

    /// The kernel has no socket for the virtual server: had it seen a frame, it would have refused the connection.
    @Test
    void keepsTheKernelOutOfItsConnections() throws IOException {
        start(CONFIGURATION, "xdp");
        String before = counters();
        assertEquals(200, request(200, 8, 1).answered());
        assertEquals(before, counters());
    }

    private static String counters() {
        return network.director().run("sh", "-c", "grep ^Tcp: /proc/net/snmp | tail -1 | cut -d' ' -f 11,15").orThrow().out();
    }

    @Test
    void leavesNothingBehindWhenItIsKilled() throws IOException {
        start(CONFIGURATION, "xdp");
        assertTrue(network.director().ip("link show dev client0").contains("prog/xdp"));
        director.program().kill();
        Await.until("the programs are gone", LIMIT,
            () -> !network.director().ip("link show").contains("prog/xdp"));
        Await.until("the rules are gone", LIMIT,
            () -> network.director().run("nft", "list", "ruleset").orThrow().out().isBlank());

        start(CONFIGURATION, "xdp");
        assertEquals(30, request(30, 4, 1).answered());
        assertEquals(0, director.program().stop());
        assertFalse(network.director().ip("link show").contains("prog/xdp"));
    }

    @Test
    void choosesByTheServicesWhenItIsFreeTo() throws IOException {
        start(CONFIGURATION, "auto");
        assertLogged("engine uring: there are TCP or SCTP services, whose frames it takes in pieces of 64 KiB");
        director.program().stop();

        start(DATAGRAMS, "auto");
        assertLogged("engine xdp: all services are of datagrams, and it is fastest with small frames");
        try (Program echo = network.realServer(1).start(Map.of(), DatagramEcho.command("serve", "real1", "5353"))) {
            echo.awaitLine("ready", LIMIT);
            String answers = network.client()
                .run(DatagramEcho.command("ask", DemoNetwork.VIP, "53", "5", "10").toArray(String[]::new)).orThrow().out();
            assertEquals(("real1 ".repeat(10).strip() + "\n").repeat(5), answers);
        }
    }

    @Test
    void fallsBackWhenAnotherProgramHasTheInterface() throws IOException {
        start(DATAGRAMS, "xdp");
        DirectorProgram first = director;
        String refused;
        try (Program second = network.director().start(Map.of(), ThisProgram.uvs("run", "-f",
                network.directory().resolve("keepalived-director.conf").toString(), "--engine", "xdp", "--control", "none"))) {
            refused = second.awaitLine("error ", LIMIT);
        }
        assertTrue(refused.contains("another program has XDP there"), refused);
        director = first;
    }

    /// Root of a user namespace is nobody to BPF.
    @Test
    void fallsBackWhereTheKernelPermitsNoBpf() throws IOException {
        String file = network.directory().resolve("datagrams.conf").toString();
        Files.writeString(network.directory().resolve("datagrams.conf"), DATAGRAMS);
        Files.deleteIfExists(network.directory().resolve("uvs.properties"));
        try (Program falling = startInUserNamespace(file, "auto"); Program refused = startInUserNamespace(file, "xdp")) {
            String why = falling.awaitLine("engine uring: AF_XDP is refused: ", LIMIT);
            assertTrue(why.contains("run as root, not in a user namespace") || why.contains("CAP_NET_RAW"), why);
            falling.awaitLine("forwarding for 1 virtual servers", LIMIT);
            refused.awaitLine(" error .*(run as root, not in a user namespace|CAP_NET_RAW)", LIMIT);
            assertEquals(1, refused.awaitExit(LIMIT));
            assertEquals(0, falling.stop());
        }
    }

    private static Program startInUserNamespace(String file, String engine) {
        var command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net"));
        command.addAll(ThisProgram.uvs("run", "-f", file, "--engine", engine, "--control", "none"));
        return network.director().start(Map.of(), command);
    }

    private void assertLogged(String text) {
        assertTrue(director.lines().stream().anyMatch(line -> line.contains(text)), () -> director.lines().toString());
    }

    private void start(String configuration, String engine) throws IOException {
        Files.writeString(network.directory().resolve("uvs.properties"), "engine = " + engine + "\n");
        director = network.startDirector(configuration);
    }

    private static Tally request(int requests, int connections, int requestsOnAConnection) {
        Requests answers = network.startRequests(requests, connections, requestsOnAConnection, Duration.ZERO);
        var tally = new Tally();
        for (int i = 0; i < requests; i++) {
            tally.count(answers.next());
        }
        return tally;
    }
}
