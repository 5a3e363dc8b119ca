package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
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
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.xdp.XskEngine;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.Requests;
import uvs.tools.demo.Tally;
import uvs.tools.demo.ThisProgram;

/// `uvs run --workers 2`: an interface towards the clients with two queues, and one towards the real servers with one.
@Tag(Testbed.TAG)
final class WorkersTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 500;
    private static final int SOCKETS = 16;
    private static final int DATAGRAMS = 5;
    /// In three fragments each.
    private static final int LONG_DATAGRAM = 4_000;
    /// An idle worker looks around some twenty times a second; one that never sleeps, a million times.
    private static final long FEW_CYCLES = 1_000;
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
        network = DemoNetwork.open();
        network.startWebServers();
        Program echo = network.realServer(1).start(Map.of(), DatagramEcho.command("serve", "real1", "5353"));
        echo.awaitLine("ready", LIMIT);
        network.client().run("ethtool", "-L", "eth0", "rx", "2", "tx", "2").orThrow();
        network.director().run("ethtool", "-L", "client0", "rx", "2", "tx", "2").orThrow();
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @AfterEach
    void end() {
        if (director != null) {
            director.program().close();
        }
    }

    @Test
    void sharesAnInterfaceAmongPacketSockets() throws IOException {
        start("uring");
        carriesEachFrameOnce();
        sleepsWhenIdle();
    }

    @Test
    void sharesAnInterfaceByItsReceiveQueues() throws IOException {
        try {
            XskEngine.check();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        start("xdp");
        assertTrue(director.lines().stream().anyMatch(line -> line.contains(
            "warning real0 has 1 receive queue for 2 workers: worker 1 takes no frames from it")), director.lines()::toString);
        carriesEachFrameOnce();
        sleepsWhenIdle();
    }

    private void start(String engine) throws IOException {
        // A machine with one processor cannot pin two workers.
        boolean pinned = Runtime.getRuntime().availableProcessors() > 1;
        Files.writeString(network.directory().resolve("uvs.properties"),
            "engine = " + engine + "\nworkers = 2\n" + (pinned ? "pin = all\n" : ""));
        director = network.startDirector(CONFIGURATION);
        assertTrue(director.lines().stream().anyMatch(
            line -> line.contains("with 2 workers" + (pinned ? " on processors [" : ""))), director.lines()::toString);
    }

    /// Answers come from other addresses than the questions went to, so that they meet either worker.
    private void carriesEachFrameOnce() throws IOException {
        Tally tally = request();
        assertEquals(CONNECTIONS, tally.answered(), tally.firstFailure());
        assertEquals(0, tally.failed(), tally.firstFailure());
        asksAndIsAnswered(1, LONG_DATAGRAM);

        JsonNode counters = counters();
        assertEquals(CONNECTIONS + 2 * SOCKETS, counters.path("connections").path("inserted").asInt(), counters::toString);
        for (int worker = 0; worker < 2; worker++) {
            assertTrue(counters.path("worker-" + worker).path("frames").asLong() > CONNECTIONS, counters::toString);
        }
        for (String reason : List.of("fragment_without_first", "fragment_queue_full", "no_connection")) {
            assertEquals(0, counters.path("dropped").path(reason).asLong(-1), reason);
        }
        String statistics = network.director().run(ThisProgram.uvs("adm", "--control",
            director.control().toString(), "-Ln", "--stats", "--exact").toArray(String[]::new)).orThrow().out();
        String[] udp = statistics.lines().filter(line -> line.startsWith("UDP")).findFirst().orElseThrow().split(" +");
        int packets = SOCKETS * DATAGRAMS * (1 + 3);
        assertEquals(List.of(2 * SOCKETS, packets, packets),
            Arrays.stream(udp).skip(2).limit(3).map(Integer::parseInt).toList(), statistics);
        Await.until(() -> "frames are held: " + counters(), LIMIT, this::allFramesAreBack);
    }

    private void asksAndIsAnswered(int shortOnes, int longOnes) {
        String answers = network.client().run(DatagramEcho.command("ask", DemoNetwork.VIP, "53", Integer.toString(SOCKETS),
            Integer.toString(DATAGRAMS), Integer.toString(shortOnes), Integer.toString(longOnes))
            .toArray(String[]::new)).orThrow().out();
        assertEquals(("real1 ".repeat(DATAGRAMS).strip() + "\n").repeat(2 * SOCKETS), answers);
    }

    private boolean allFramesAreBack() {
        JsonNode counters = counters();
        for (int worker = 0; worker < 2; worker++) {
            JsonNode counts = counters.path("worker-" + worker);
            if (counts.path("packet_memory_held").asInt(-1) != 0 || counts.path("packet_memory_sending").asInt(-1) != 0) {
                return false;
            }
        }
        return true;
    }

    private void sleepsWhenIdle() {
        JsonNode before = counters();
        network.client().run("ping", "-q", "-c", "10", "-i", "0.1", "192.0.2.1").orThrow();
        JsonNode after = counters();
        for (int worker = 0; worker < 2; worker++) {
            long cycles = after.path("worker-" + worker).path("cycles").asLong()
                - before.path("worker-" + worker).path("cycles").asLong();
            assertTrue(cycles > 0 && cycles < FEW_CYCLES, "cycles=" + cycles);
        }
    }

    private JsonNode counters() {
        return ShownCounters.of(director);
    }

    /// One request on each connection.
    private static Tally request() {
        Requests answers = network.startRequests(CONNECTIONS, 32, 1, Duration.ZERO);
        var tally = new Tally();
        for (int i = 0; i < CONNECTIONS; i++) {
            tally.count(answers.next());
        }
        return tally;
    }
}
