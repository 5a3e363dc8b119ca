package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.Requests;
import uvs.tools.demo.ThisProgram;
import uvs.tools.demo.WebClient;
import uvs.tools.demo.WebServer;

/// A running director whose network and configuration change.
@Tag(Testbed.TAG)
final class ChangesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FAILED = "FAILED";

    private DemoNetwork network;
    private Host director;
    private final List<Program> programs = new ArrayList<>();

    @BeforeEach
    void open() {
        network = DemoNetwork.open();
        director = network.director();
        network.startWebServers();
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void followsTheNetwork() {
        DirectorProgram running = start(service("rr", server(1, "weight 1")));
        assertEquals("real1", ask());

        // Another Ethernet address at the same place.
        Host real = network.realServer(1);
        real.down("eth0");
        real.ip("link set eth0 address 02:00:00:00:00:77");
        real.up("eth0");
        real.route("default via 198.51.100.1");
        director.ip("neighbour flush dev real0");
        awaitAnswer("real1");

        // Another way to the same place.
        real.address("eth0", "203.0.113.1/32");
        director.route("203.0.113.1/32 via 198.51.100.11");
        reload(running, service("rr", "real_server 203.0.113.1 8080 {\n    }\n"));
        awaitAnswer("real1");
        network.realServer(2).address("lo", "203.0.113.1/32");
        director.ip("route replace 203.0.113.1/32 via 198.51.100.12");
        awaitAnswer("real2");

        // The way is gone for a while.
        director.down("real0");
        assertTrue(ask().startsWith(FAILED));
        director.up("real0");
        director.route("203.0.113.1/32 via 198.51.100.12");
        awaitAnswer("real2");
        assertTrue(running.program().isAlive());
    }

    /// As with IPVS a virtual server is served only where its address is the director's.
    @Test
    void servesOnlyWhatIsItsOwnAddress() {
        String own = "192.0.2.101";
        DirectorProgram running = start(service("rr", server(1, "weight 1")).replace(DemoNetwork.VIP, own));
        assertTrue(ask(own, 80).startsWith(FAILED));

        director.address("client0", own + "/32");
        Await.until("the new address is not served", LIMIT, () -> ask(own, 80).equals("real1"));
        startWebServer(director, "itself", 80);
        assertEquals("real1", ask(own, 80));
        // All other addresses are the kernel's.
        assertEquals("itself", ask(DemoNetwork.VIP, 80));

        director.ip("address delete " + own + "/32 dev client0");
        Await.until("the address is still served", LIMIT, () -> ask(own, 80).startsWith(FAILED));
        assertEquals(0, running.program().stop());
        director.address("client0", own + "/32");
        Await.until("the kernel does not answer", LIMIT, () -> ask(own, 80).equals("itself"));
    }

    /// What a connection carries before and after.
    @Test
    void keepsConnectionsAndCountersOverAReload() {
        DirectorProgram running = start(service("rr", server(1, "weight 1"), server(2, "weight 1")));
        var requests = network.startRequests(100_000, 2, 100_000, Duration.ofMillis(5));
        awaitBoth(requests);
        long before = connections(running);
        assertEquals(2, before);

        reload(running, service("wrr", server(1, "weight 3"), server(3, "weight 1")) + other());
        // The one whose server was removed goes on too, since the connection is there.
        awaitBoth(requests);
        awaitBoth(requests);
        List<String> table = running.table();
        assertTrue(table.stream().anyMatch(line -> line.matches("TCP  192.0.2.100:80 wrr")),
            table.toString());
        assertTrue(table.stream().anyMatch(line -> line.matches("TCP  192.0.2.100:81 rr")), table.toString());
        assertTrue(line(table, 1).matches(".*Masq +3 +1 +0 *"), table.toString());
        assertTrue(line(table, 3).matches(".*Masq +1 +0 +0 *"), table.toString());
        assertEquals(1, table.stream().filter(line -> line.contains(DemoNetwork.endpoint(2))).count(),
            table.toString());
        var answers = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            answers.add(ask());
        }
        assertEquals(6, answers.stream().filter("real1"::equals).count(), answers.toString());
        assertEquals(2, answers.stream().filter("real3"::equals).count(), answers.toString());

        reload(running, service("wrr", server(1, "weight 3"), server(2, "weight 1")));
        awaitBoth(requests);
        table = running.table();
        assertTrue(line(table, 2).matches(".*Masq +1 +1 +0 *"),
            "the connection was its own before: " + table);
        assertFalse(table.stream().anyMatch(line -> line.contains(":81 ")), table.toString());
        requests.stop();
        assertEquals(0, running.program().stop());
    }

    @Test
    void changesNothingWhenTheFileIsBroken() throws IOException {
        DirectorProgram running = start(service("rr", server(1, "weight 1"), server(2, "weight 1")));
        List<String> before = running.table();
        write("virtual_server 192.0.2.100 80 {\n    lb_algo best\n    delay_loop never\n" + server(3,
            "weight -1") + "}\n");
        running.program().signal(Signal.HUP);
        String file = file().toString();
        running.program().awaitLine(" error " + file + ":2:13: error: there is no scheduler 'best'", LIMIT);
        running.program().awaitLine(" error " + file + ":3:16: error: ", LIMIT);
        running.program().awaitLine(" error " + file + ":5:16: error: weight ", LIMIT);
        running.program().awaitLine(" error " + file + ": not reloaded, the configuration before it runs on",
            LIMIT);

        assertEquals(before, running.table());
        assertEquals(Set.of("real1", "real2"), new TreeSet<>(List.of(ask(), ask())));
        reload(running, service("rr", server(3, "weight 1")));
        assertEquals("real3", ask());
    }

    @Test
    void balancesDatagrams() {
        for (int i = 1; i <= 2; i++) {
            Program echo = network.realServer(i).start(Map.of(), DatagramEcho.command("serve",
                DemoNetwork.name(i), "5353"));
            programs.add(echo);
            echo.awaitLine("ready", LIMIT);
        }
        DirectorProgram running = start("""
            virtual_server 192.0.2.100 53 {
                lb_algo rr
                lb_kind NAT
                protocol UDP
                real_server 198.51.100.11 5353 {
                }
                real_server 198.51.100.12 5353 {
                }
            }
            """);
        // Each of four sockets sends three datagrams; all of one go to one server.
        List<String> answers = network.client().run(DatagramEcho.command("ask", DemoNetwork.VIP, "53", "4",
            "3").toArray(String[]::new)).orThrow().out().lines().toList();
        assertEquals(List.of("real2 real2 real2", "real1 real1 real1", "real2 real2 real2",
            "real1 real1 real1"), answers);
        List<String> table = running.table();
        assertTrue(table.stream().anyMatch(line -> line.matches(".*198.51.100.11:5353 +Masq +1 +0 +2 *")),
            table.toString());
    }

    /// Nobody is there to take a connection: the client hears of it at once, though the kernel answers
    /// nothing.
    @Test
    void refusesWhatNoServerCanTake() {
        DirectorProgram running = start(service("rr", server(1, "weight 0")));
        String failure = ask();
        assertTrue(failure.contains("Connection refused"), failure);
        running.program().signal(Signal.USR2);
        running.program().awaitLine("^Dropped packets:", LIMIT);
        running.program().awaitLine("no real server: [1-9]", LIMIT);
    }

    /// Real servers reach the world through the director while it balances to them.
    @Test
    void leavesTheRealServersTheirOwnTraffic() {
        start(service("rr", server(1, "weight 1"), server(2, "weight 1")));
        startWebServer(network.client(), "outside", 8023);
        Program echo = network.client().start(Map.of(), DatagramEcho.command("serve", "far", "5353"));
        programs.add(echo);
        echo.awaitLine("ready", LIMIT);
        var requests = network.startRequests(100_000, 8, 20, Duration.ZERO);
        awaitBoth(requests);

        Host real = network.realServer(1);
        assertEquals("outside", ask(real, DemoNetwork.CLIENT, 8023));
        assertEquals("far far far\n", real.run(DatagramEcho.command("ask", DemoNetwork.CLIENT, "5353", "1",
            "3")
            .toArray(String[]::new)).orThrow().out());
        assertTrue(real.run("ping", "-q", "-c", "2", "-i", "0.1", DemoNetwork.CLIENT).ok());
        startWebServer(director, "shell", 22);
        assertEquals("shell", ask(DemoNetwork.VIP, 22));
        assertTrue(network.client().run("ping", "-q", "-c", "2", "-i", "0.1", DemoNetwork.VIP).ok());
        network.client().ip("neighbour flush dev eth0");
        assertEquals("shell", ask(DemoNetwork.VIP, 22));
        awaitBoth(requests);
        requests.stop();
    }

    @Test
    void takesItsOptionsFromTheProperties() throws IOException {
        Files.writeString(network.directory().resolve("uvs.properties"),
            "interface = client0, real0\nvs.conntrack=1\n");
        DirectorProgram running = start(service("rr", server(1, "weight 1")));
        List<String> lines = running.lines();
        assertTrue(lines.stream().anyMatch(line -> line.contains(" on client0, real0 with ")),
            lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("setting conntrack has no effect here: ")),
            lines.toString());
        assertEquals("real1", ask());
        running.program().stop();

        Files.writeString(network.directory().resolve("uvs.properties"), "interfaces = client0\n");
        Program refused = director.start(Map.of(), ThisProgram.uvs("run", "-f", file().toString()));
        refused.awaitLine("error .*uvs.properties: there is no option interfaces; write one of ", LIMIT);
        assertEquals(2, refused.awaitExit(LIMIT));
    }

    private DirectorProgram start(String configuration) {
        DirectorProgram running = network.startDirector(configuration);
        programs.add(running.program());
        return running;
    }

    private void reload(DirectorProgram running, String configuration) {
        write(configuration);
        running.program().signal(Signal.HUP);
        running.program().awaitLine(" notice reloaded", LIMIT);
    }

    private void write(String configuration) {
        try {
            Files.writeString(file(), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file() {
        return network.directory().resolve("keepalived-director.conf");
    }

    private static String service(String scheduler, String... servers) {
        return "virtual_server 192.0.2.100 80 {\n    lb_algo "
            + scheduler + "\n    lb_kind NAT\n    protocol TCP\n"
            + String.join("", servers) + "}\n";
    }

    private static String other() {
        return service("rr", server(2, "weight 1")).replace(" 80 {", " 81 {");
    }

    private static String server(int number, String line) {
        return "    real_server "
            + DemoNetwork.address(number) + " 8080 {\n    " + "    " + line + "\n    }\n";
    }

    private void startWebServer(Host host, String name, int port) {
        Program server = host.start(Map.of(), ThisProgram.small(WebServer.class, name,
            Integer.toString(port)));
        programs.add(server);
        server.awaitLine("ready", LIMIT);
    }

    private String ask() {
        return ask(DemoNetwork.VIP, 80);
    }

    private String ask(String address, int port) {
        return ask(network.client(), address, port);
    }

    /// Who answers one HTTP request, or `FAILED` and why.
    private static String ask(Host from, String address, int port) {
        String line = from.run(ThisProgram.small(WebClient.class, address, Integer.toString(port), "1", "1",
            "1", "0")
            .toArray(String[]::new)).orThrow().out().strip();
        return line.substring(line.indexOf(' ') + 1);
    }

    private void awaitAnswer(String server) {
        Await.until(server + " does not answer", LIMIT, () -> ask().equals(server));
    }

    /// Waits until two servers have answered, without a failure.
    private static void awaitBoth(Requests requests) {
        var seen = new TreeSet<String>();
        requests.until(answer -> {
            assertFalse(answer.failed(), answer.failure());
            seen.add(answer.server().orElseThrow());
            return seen.size() == 2;
        });
    }

    private static long connections(DirectorProgram running) {
        return running.table().stream().filter(line -> line.matches(".*-> .* Masq +\\d+ +1 +0 *")).count();
    }

    private static String line(List<String> table, int server) {
        return table.stream().filter(line -> line.contains("-> "
            + DemoNetwork.endpoint(server) + " ")).findFirst()
            .orElse("none for " + server);
    }
}
