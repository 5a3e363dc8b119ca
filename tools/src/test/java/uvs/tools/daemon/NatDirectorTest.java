package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.Tally;
import uvs.tools.demo.ThisProgram;
import uvs.tools.demo.WebClient;
import uvs.tools.demo.WebServer;

/// The program `uvs run` between real hosts, with network address translation.
@Tag(Testbed.TAG)
final class NatDirectorTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 80 {
            delay_loop 1
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8080 {
                TCP_CHECK {
                }
            }
            real_server 198.51.100.12 8080 {
                TCP_CHECK {
                }
            }
            real_server 198.51.100.13 8080 {
                TCP_CHECK {
                }
            }
        }
        """;

    private static DemoNetwork network;

    private final List<Program> programs = new ArrayList<>();

    @BeforeAll
    static void open() {
        network = DemoNetwork.open();
        network.startWebServers();
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @AfterEach
    void end() {
        programs.forEach(Program::close);
        network.director().run("nft", "flush", "ruleset").orThrow();
        // The table of a director that was killed goes when its nft has noticed.
        Await.until("rules of a director are left", LIMIT,
            () -> network.director().run("nft", "list", "ruleset").orThrow().out().isBlank());
    }

    @Test
    void losesNoneOfTenThousandRequestsOver64Connections() {
        startDirector();

        Tally tally = request(10_000, 64, 50);
        assertEquals(10_000, tally.answered(), tally.firstFailure());
        assertEquals(0, tally.failed(), tally.firstFailure());
    }

    /// The kernel has no socket for the virtual server: if it saw the frames, it would refuse the
    /// connections.
    @Test
    void keepsTheKernelOfTheDirectorOutOfItsConnections() {
        startDirector();
        try (Capture capture = network.director().capture("client0",
                "icmp or tcp[tcpflags] & (tcp-syn | tcp-rst) != 0")) {
            Tally tally = request(500, 16, 1);
            assertEquals(500, tally.answered(), tally.firstFailure());
            // Shows that the capture would hold what is not to be there.
            assertFalse(connects(network.client(), DemoNetwork.VIP, 81));
            capture.stop();

            // A director that stands still for a second has clients send a SYN again.
            assertEquals(1, distinctPorts(capture.packets("src host 192.0.2.100 and tcp[tcpflags] & tcp-rst != 0"), "> "));
            assertEquals(List.of(), capture.packets("src port 80 and tcp[tcpflags] & tcp-rst != 0"));
            assertEquals(List.of(), capture.packets("icmp"));
            assertEquals(500, distinctPorts(capture.packets("dst port 80 and tcp[tcpflags] & tcp-syn != 0"), "IP "));
        }
    }

    @Test
    void leavesToTheKernelWhatIsNotForAVirtualServer() {
        startDirector();
        Host client = network.client();

        assertTrue(client.run("ping", "-q", "-c", "3", "-i", "0.05", DemoNetwork.VIP).ok());
        assertTrue(client.run("ping", "-q", "-c", "3", "-i", "0.05", DemoNetwork.address(1)).ok());
        // A service of the director itself, on the address of the virtual server.
        startWebServer(network.director(), "itself", "8022");
        assertEquals("itself", ask(client, DemoNetwork.VIP, 8022));
        // A real server's own traffic, through the director; and the client's to a real server itself.
        startWebServer(client, "outside", "8023");
        assertEquals("outside", ask(network.realServer(1), DemoNetwork.CLIENT, 8023));
        assertEquals("real2", ask(client, DemoNetwork.address(2), DemoNetwork.WEB_PORT));
    }

    @Test
    void startsAgainAfterItWasKilled() {
        DirectorProgram killed = startDirector();
        assertEquals(30, request(30, 4, 1).answered());
        killed.program().kill();

        startDirector();
        Tally tally = request(300, 16, 1);
        assertEquals(300, tally.answered(), tally.firstFailure());
    }

    @Test
    void takesAwayEverythingThatItAdded() {
        String before = state(network.director());
        DirectorProgram director = startDirector();
        assertEquals(30, request(30, 4, 1).answered());
        assertFalse(state(network.director()).equals(before),
            "a running director changes nothing: " + before);

        assertEquals(0, director.program().stop());
        assertEquals(before, state(network.director()));
        assertFalse(connects(network.client(), DemoNetwork.VIP, 80));
    }

    @Test
    void takesAwayEverythingAfterAStartThatFollowedAKill() {
        String before = state(network.director());
        startDirector().program().kill();
        DirectorProgram director = startDirector();
        director.program().signal(Signal.TERM);

        assertEquals(0, director.program().awaitExit(LIMIT));
        assertEquals(before, state(network.director()));
    }

    /// How many ports of the client the packets have.
    ///
    /// @param before what stands before the client's address in a line
    private static long distinctPorts(List<String> packets, String before) {
        Pattern client = Pattern.compile(before + DemoNetwork.CLIENT.replace(".", "\\.") + "\\.(\\d+)");
        return packets.stream().map(client::matcher).filter(Matcher::find).map(found -> found.group(1)).distinct().count();
    }

    private DirectorProgram startDirector() {
        DirectorProgram director = network.startDirector(CONFIGURATION);
        programs.add(director.program());
        return director;
    }

    private void startWebServer(Host host, String name, String port) {
        Program server = host.start(Map.of(), ThisProgram.small(WebServer.class, name, port));
        programs.add(server);
        server.awaitLine("ready", LIMIT);
    }

    private Tally request(int requests, int connections, int requestsOnAConnection) {
        var answers = network.startRequests(requests, connections, requestsOnAConnection, Duration.ZERO);
        var tally = new Tally();
        for (int i = 0; i < requests; i++) {
            tally.count(answers.next());
        }
        return tally;
    }

    /// Who answers one HTTP request.
    private static String ask(Host from, String address, int port) {
        List<String> command =
            ThisProgram.small(WebClient.class, address, Integer.toString(port), "1", "1", "1", "0");
        String line = from.run(command.toArray(String[]::new)).orThrow().out().strip();
        return line.substring(line.indexOf(' ') + 1);
    }

    private static boolean connects(Host from, String address, int port) {
        return from.run("bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port).ok();
    }

    /// All of a host that a director may change.
    private static String state(Host host) {
        return host.run("nft", "list", "ruleset").orThrow().out() + host.ip("-o address")
            + host.ip("route show table all") + host.ip("rule") + host.ip("-d -o link");
    }
}
