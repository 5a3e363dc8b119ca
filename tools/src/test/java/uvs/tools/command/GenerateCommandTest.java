package uvs.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.xdp.XskEngine;
import uvs.tools.Main;
import uvs.tools.demo.ThisProgram;

/// What `uvs generate` sends, as another host sees it.
@Tag(Testbed.TAG)
final class GenerateCommandTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern SENT = Pattern.compile("sent (\\d+) frames in ([0-9.]+) s: \\d+ a second");
    private static final String VALID = "\\(correct\\)|\\[udp sum ok]";

    private static Testbed net;
    private static Host source;
    private static Host sink;
    private static String mac;

    @BeforeAll
    static void open() {
        try {
            XskEngine.check();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        net = Testbed.open();
        source = net.host("source");
        // What its kernel would say of itself, router solicitations among it, would be counted with the frames.
        source.sysctl("net.ipv6.conf.all.disable_ipv6", 1);
        source.sysctl("net.ipv6.conf.default.disable_ipv6", 1);
        sink = net.host("sink");
        net.link(source, "eth0", "192.0.2.1/24", sink, "eth0", "192.0.2.2/24");
        mac = sink.ip("link show eth0").replaceAll("(?s).*link/ether (\\S+).*", "$1");
        // For the one test that is about it, the other end of this one has no GRO.
        net.link(source, "eth1", "198.51.100.1/24", sink, "eth1", "198.51.100.2/24");
        sink.run("ethtool", "-K", "eth0", "gro", "on").orThrow();
    }

    @AfterAll
    static void close() {
        if (net != null) {
            net.close();
        }
    }

    /// With 2,000 frames of 100 flows each flow is drawn.
    @ParameterizedTest
    @CsvSource({
        "udp, 203.0.113.1, 203.0.113.200, 64, UDP, length 18",
        "syn, 203.0.113.1, 203.0.113.200, 64, Flags [S], length 6",
        "udp, 2001:db8::1, 2001:db8::200, 66, UDP, length 0",
        "syn, 2001:db8::1, 2001:db8::200, 200, Flags [S], length 122"
    })
    void sendsSoManyFramesOfSoManyFlowsWithRightChecksums(String kind, String from, String to, String size, String what,
        String length) {
        List<String> packets = captured("eth0", 2000, () -> generate("eth0", from, to, "--kind", kind, "--size", size,
            "--flows", "100", "--frames", "2000").orThrow());
        assertEquals(2000, packets.size());
        assertEquals(100, packets.stream().map(GenerateCommandTest::sourceOf).distinct().count());
        Pattern valid = Pattern.compile(VALID);
        for (String packet : packets) {
            assertTrue(valid.matcher(packet).find() && !packet.contains("bad"), packet);
            assertTrue(packet.contains(what) && packet.endsWith(length), packet);
        }
    }

    @Test
    void goesOnToTheNextAddressWhenAnAddressHasNoMorePorts() {
        List<String> packets = captured("eth0", 500, () -> generate("eth0", "203.0.112.255", "203.0.113.200",
            "--flows", "180000", "--frames", "500").orThrow());
        assertEquals(List.of("203.0.112.255", "203.0.113.0", "203.0.113.1"), packets.stream()
            .map(packet -> sourceOf(packet).replaceAll("\\.\\d+$", "")).distinct().sorted().toList());
        assertTrue(packets.stream().allMatch(packet -> packet.contains("[udp sum ok]")), packets.getFirst());
    }

    /// The sum over these addresses, ports and lengths comes to zero, which is written in its other form (RFC 768).
    @Test
    void tellsAChecksumOfZeroFromNone() {
        List<String> packets = captured("eth0", 10,
            () -> generate("eth0", "203.0.223.60", "203.0.113.200", "--flows", "1", "--frames", "10").orThrow());
        assertTrue(packets.stream().allMatch(packet -> packet.contains("[udp sum ok]")), packets.getFirst());
    }

    /// It may make up for a millisecond, and no more.
    @Test
    void keepsToItsRate() {
        Matcher told = told(generate("eth0", "203.0.113.1", "203.0.113.200", "--rate", "20000", "--seconds", "1").orThrow());
        long frames = Long.parseLong(told.group(1));
        assertTrue(frames > 0 && frames <= 20_000 * (Double.parseDouble(told.group(2)) + 0.002), told.group());
    }

    @Test
    void tellsOfFramesThatTheOtherEndDrops() {
        Result result = generate("eth1", "203.0.113.1", "203.0.113.200", "--frames", "1000").orThrow();
        assertEquals("1000", told(result).group(1));
        assertTrue(result.err().contains("eth1 counted only 0 frames") && result.err().contains("ethtool -K DEV gro on"),
            result.err());
    }

    @ParameterizedTest
    @CsvSource({
        "--interface lo --flows 0, 'flows=0 is not in 1..60000000'",
        "--interface lo --size 65, 'frameLength=61 is not in 62..1514'",
        "--interface lo --port 70000, 'port=70000 is not in 1..65535'",
        "--interface lo --seconds 0, 'seconds=0 is not 1 or more'",
        "--interface eth9, 'interface eth9 does not exist'"
    })
    void refusesWhatCannotBe(String options, String message) {
        var err = new StringWriter();
        var words = new ArrayList<>(List.of("generate", "--to", "02:00:00:00:00:01", "--source", "2001:db8::1",
            "--destination", "2001:db8::2"));
        if (!options.contains("--port")) {
            words.addAll(List.of("--port", "5300"));
        }
        words.addAll(List.of(options.split(" ")));
        assertEquals(2, Main.commandLine().setErr(new PrintWriter(err, true)).execute(words.toArray(String[]::new)));
        assertEquals("uvs generate: " + message + "; see uvs generate --help\n", err.toString());
    }

    private static Result generate(String device, String from, String to, String... more) {
        var words = new ArrayList<>(List.of("generate", "--interface", device, "--to", mac, "--source", from,
            "--destination", to, "--port", "5300"));
        words.addAll(List.of(more));
        return source.run(ThisProgram.uvs(words.toArray(String[]::new)).toArray(String[]::new));
    }

    private static Matcher told(Result result) {
        Matcher matcher = SENT.matcher(result.out());
        assertTrue(matcher.find(), result.out());
        return matcher;
    }

    /// What arrives of it, with all that tcpdump knows, one line for each packet. Where a source port is a known
    /// protocol's, this includes lines about a payload that it cannot be.
    private static List<String> captured(String device, int count, Runnable traffic) {
        try (Capture capture = sink.capture(device, "port 5300")) {
            traffic.run();
            Await.until("all frames are there", LIMIT, () -> capture.packets("").size() >= count);
            capture.stop();
            String all = sink.run("tcpdump", "-nn", "-t", "-vv", "-r", capture.file().toString()).orThrow().out();
            return List.of(all.replaceAll("\\n\\s+", " ").split("\\n"));
        }
    }

    /// Address and port.
    private static String sourceOf(String packet) {
        return packet.replaceFirst(".*?\\s(\\S+) > \\S+:.*", "$1");
    }
}
