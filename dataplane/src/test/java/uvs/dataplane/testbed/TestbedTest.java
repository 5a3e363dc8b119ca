package uvs.dataplane.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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

@Tag(Testbed.TAG)
final class TestbedTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Testbed net;

    @BeforeEach
    void open() {
        net = Testbed.open();
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void joinsTwoHostsByACable() {
        Host left = net.host("left");
        Host right = net.host("right");
        net.link(left, "eth0", "192.0.2.1/24", right, "eth0", "192.0.2.2/24");

        assertTrue(answers(left, "192.0.2.2"));
        assertTrue(isSilent(left, "192.0.2.3"));
    }

    @Test
    void cutsACable() {
        Host left = net.host("left");
        Host right = net.host("right");
        net.link(left, "eth0", "192.0.2.1/24", right, "eth0", "192.0.2.2/24");

        right.down("eth0");
        assertTrue(isSilent(left, "192.0.2.2"));
        right.up("eth0");
        right.awaitCarrier("eth0");
        // What was asked for the neighbour while the cable was cut may be given up only now, and the ping with it.
        Await.until("the other end answers again", LIMIT, () -> answers(left, "192.0.2.2"));
    }

    @Test
    void routesThroughADirector() {
        Host client = net.host("client");
        Host director = net.host("director");
        Host real = net.host("real");
        net.link(client, "eth0", "192.0.2.2/24", director, "client0", "192.0.2.1/24");
        net.link(real, "eth0", "198.51.100.2/24", director, "real0", "198.51.100.1/24");
        client.route("default via 192.0.2.1");
        real.route("default via 198.51.100.1");

        assertTrue(isSilent(client, "198.51.100.2"));
        director.sysctl("net.ipv4.ip_forward", 1);
        assertTrue(answers(client, "198.51.100.2"));
    }

    @Test
    void joinsManyHostsByASegmentInBothFamilies() {
        Segment segment = net.segment("lan");
        for (int i = 1; i <= 3; i++) {
            segment.attach(net.host("host" + i), "eth0", "192.0.2." + i + "/24", "2001:db8::" + i + "/64");
        }
        Host third = net.host("fourth");
        segment.attach(third, "eth0", "192.0.2.4/24", "2001:db8::4/64");

        assertTrue(answers(third, "192.0.2.1"));
        assertTrue(answers(third, "192.0.2.3"));
        assertTrue(answers(third, "2001:db8::2"));
    }

    @Test
    void keepsTheOutputAndTheErrorsOfAProgramApart() {
        Result result = net.host("a").run("sh", "-c", "echo good; echo bad >&2; exit 3");

        assertEquals("good\n", result.out());
        assertEquals("bad\n", result.err());
        assertEquals(3, result.exit());
        String message = assertThrows(TestbedException.class, result::orThrow).getMessage();
        assertTrue(message.contains("exit 3") && message.contains("bad"), message);
    }

    @Test
    void givesAProgramNothingOfThisProcesssEnvironment() {
        Host host = net.host("a");
        String environment = host.run("env").orThrow().out();

        assertEquals(List.of("HOME=" + net.directory(), "LANG=C.UTF-8", "PATH=" + Command.PATH,
            "TMPDIR=" + net.directory()), environment.lines().sorted().toList());
        Program program = host.start(Map.of("GREETING", "hello"), List.of("sh", "-c", "echo $GREETING; pwd"));
        assertEquals("hello", program.awaitLine("hello", LIMIT));
        assertEquals(net.directory().toString(), program.awaitLine("/", LIMIT));
    }

    @Test
    void signalsTheProgramItself() {
        Program program = net.host("a").start("bash", "-c",
            "trap 'echo heard' USR1; trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.02; done");
        program.awaitLine("ready", LIMIT);
        Path process = Path.of("/proc", program.pid().orElseThrow().toString());
        assertTrue(Files.exists(process));

        program.signal(Signal.USR1);
        program.awaitLine("heard", LIMIT);
        program.signal(Signal.USR1);
        program.awaitLine("heard", LIMIT);
        assertEquals(5, program.stop());
        assertEquals("bye", program.lines().getLast());
        assertFalse(Files.exists(process));
    }

    @Test
    void killsAProgramThatHearsNoSignal() {
        Program program = net.host("a").start("bash", "-c",
            "trap '' TERM; echo ready; while :; do sleep 0.02; done");
        program.awaitLine("ready", LIMIT);
        program.signal(Signal.TERM);
        assertTrue(program.isAlive());

        assertEquals(128 + 9, program.kill());
    }

    @Test
    void tellsWhatAProgramWroteInsteadOfWhatWasAwaited() {
        Program program = net.host("a").start("sh", "-c", "echo something else; exit 2");

        String message = assertThrows(TestbedException.class, () -> program.awaitLine("ready", LIMIT))
            .getMessage();
        assertTrue(message.contains("something else"), message);
        assertEquals(2, program.awaitExit(LIMIT));
    }

    @Test
    void endsAProgramThatTakesTooLongWithItsChildren() {
        Host host = net.host("a");
        // So long that it has its child: one that it starts while it is being ended would be missed.
        assertThrows(TestbedException.class,
            () -> host.run(Duration.ofSeconds(2), "bash", "-c", "sleep 1000; true"));
        Await.until("no sleep is left", LIMIT, () -> !host.run("ps", "ax").out().contains("sleep 1000"));
    }

    @Test
    void recordsEveryPacketOfAnInterface() {
        Host left = net.host("left");
        Host right = net.host("right");
        net.link(left, "eth0", "192.0.2.1/24", right, "eth0", "192.0.2.2/24");

        Capture capture = right.capture("eth0", "ip");
        left.run("ping", "-q", "-c", "50", "-i", "0.002", "192.0.2.2").orThrow();
        capture.stop();
        assertEquals(50, capture.packets("icmp[icmptype] == icmp-echo and dst 192.0.2.2").size());
        assertEquals(50, capture.packets("icmp[icmptype] == icmp-echoreply and src 192.0.2.2").size());
        assertEquals(List.of(), capture.packets("tcp"));
    }

    @Test
    void leavesNothingWhenClosed() {
        Program program = net.host("a").start("sleep", "1000");
        Await.until("sleep runs", LIMIT, () -> program.pid().isPresent());
        Path process = Path.of("/proc", program.pid().orElseThrow().toString());
        assertTrue(Files.exists(process));
        assertTrue(Files.isDirectory(net.directory()));

        net.close();
        assertFalse(Files.exists(process));
        assertFalse(Files.exists(net.directory()));
    }

    private static boolean answers(Host host, String address) {
        return host.run("ping", "-q", "-c", "1", "-W", "20", address).ok();
    }

    /// Whether a second goes by without an answer.
    private static boolean isSilent(Host host, String address) {
        return !host.run("ping", "-q", "-c", "1", "-W", "1", address).ok();
    }
}
