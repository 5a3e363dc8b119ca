package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;
import uvs.tools.vrrp.VrrpPair.Router;

/// Forged advertisements, 100,000 a second as far as the machine can send them, at a node that is master of
/// one virtual router and backup of another: each is counted by its reason, few are logged, and neither it
/// nor its peer changes a state, since advertisements still come and go in time.
///
/// As an ordinary thread, where a real-time one is not permitted, VRRP reads more slowly than the flood comes, and the
/// kernel drops what does not fit, advertisements of the master among it: only the master is looked at then.
@Tag(Testbed.TAG)
class FloodTest {

    private static final String VIP = "192.0.2.100";
    private static final int VIP_BITS = 0xc0000264;
    private static final String OTHER_VIP = "192.0.2.110";
    private static final int OTHER_VIP_BITS = 0xc000026e;
    private static final int OURS = 0xc0000209;
    private static final int RATE = 100_000;
    private static final int COUNT = 4 * RATE;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int LOG_INTERVAL_S = 10;
    private static final Pattern COUNTER = Pattern.compile("\"([a-z_]+)\" *: *([0-9]+)");
    private static final Pattern SENT = Pattern.compile("sent ([0-9]+) in ([0-9]+) ms");

    @Test
    void isCountedByReasonAndChangesNothing() throws IOException {
        try (var pair = new VrrpPair()) {
            // Or the kernel drops what comes from an address of its own before anybody sees it.
            pair.a.sysctl("net.ipv4.conf.eth0.accept_local", 1);
            Router theirs = pair.keepalived(pair.b, mastered(100) + followed(200, ""));
            Router ours = pair.uvs(pair.a, "global_defs {\n stats_dump_file " + stats(pair) + "\n}\n"
                + mastered(200) + followed(100, "strict_mode on"));
            pair.awaitHolder(pair.a, VIP);
            pair.awaitHolder(pair.b, OTHER_VIP);
            ours.awaitLine("\\(M\\) Entering MASTER STATE");
            boolean ordinary = ours.program().lines().stream()
                .anyMatch(line -> line.contains("as an ordinary thread"));
            String looked = ordinary ? "(M) Entering " : ") Entering ";
            List<String> states = states(looked, ours, theirs);
            Map<String, Long> before = counters(pair);

            Map<String, String> forged = new LinkedHashMap<>(Forgery.ofVersion2(51, VIP_BITS));
            forged.putAll(Forgery.ofVersion3(61, OTHER_VIP_BITS, OURS));
            String sent = flood(pair, List.copyOf(forged.values()));

            Await.until("nothing is heard any more", LIMIT,
                () -> counters(pair).get("advert_rcvd") > before.get("advert_rcvd"));
            Map<String, Long> after = counters(pair);
            Matcher figures = SENT.matcher(sent);
            assertTrue(figures.find(), sent);
            assertEquals(COUNT, Integer.parseInt(figures.group(1)));
            long counted = 0;
            for (String key : forged.keySet()) {
                long here = after.get(key) - before.get(key);
                assertTrue(here > 0 && here <= COUNT / forged.size() + 1, key + "=" + here + " in " + after);
                counted += here;
            }
            System.out.println(sent.strip() + "; counted: " + counted);
            assertEquals(states, states(looked, ours, theirs));
            assertTrue(VrrpPair.has(pair.a, VIP) && VrrpPair.has(pair.b, OTHER_VIP));
            assertTrue(ordinary || before.get("become_master").equals(after.get("become_master")));
            assertTrue(after.get("advert_sent") > before.get("advert_sent"), "nothing is sent any more");
            assertEquals(List.of(), theirs.complaints());
            long lines = ours.complaints().size();
            long most = forged.size() * (2 + Long.parseLong(figures.group(2)) / 1000 / LOG_INTERVAL_S);
            assertTrue(lines > 0 && lines <= most, lines + " lines, not up to " + most);
            tellsAlike(pair, ours);
        }
    }

    /// The table for people, and keepalived's own file, tell the same as the JSON of the control socket.
    private static void tellsAlike(VrrpPair pair, Router ours) throws IOException {
        String shown = show(pair, "vrrp");
        assertTrue(shown.matches("(?s).*  refused: [^\n]*[1-9][0-9]* authentication failure.*"), shown);
        long failed = counters(pair).get("auth_failure");
        ours.program().signal(Signal.USR2);
        Await.until("nothing is written", VrrpPair.LIMIT, () -> Files.exists(stats(pair)));
        String text = Files.readString(stats(pair));
        assertTrue(text.contains("\n  Authentication Errors:\n    Invalid Type: "), text);
        assertTrue(text.contains("\n    Failure: " + failed + "\n"), text);
        ours.awaitLine("^  vrid_err: [1-9]");
        ours.awaitLine("^  auth_failure: " + failed + "$");
        ours.awaitLine("VRRP met");
    }

    private static Path stats(VrrpPair pair) {
        return pair.directory().resolve("stats");
    }

    private static Map<String, Long> counters(VrrpPair pair) {
        String json = show(pair, "counters");
        assertTrue(json.contains("\"vrrp\""), json);
        var counters = new LinkedHashMap<String, Long>();
        Matcher counter = COUNTER.matcher(json.substring(json.indexOf("\"vrrp\"")));
        while (counter.find()) {
            counters.put(counter.group(1), Long.parseLong(counter.group(2)));
        }
        return counters;
    }

    /// JSON for programs, but for `vrrp`, which is asked for as people do.
    private static String show(VrrpPair pair, String what) {
        String socket = pair.control(pair.a).toString();
        var words = new ArrayList<>(ThisProgram.uvs("show", what, "--control", socket));
        if (!what.equals("vrrp")) {
            words.add("--json");
        }
        return pair.a.run(LIMIT, words.toArray(String[]::new)).orThrow().out();
    }

    private static String flood(VrrpPair pair, List<String> frames) throws IOException {
        Path program = pair.directory().resolve("flood");
        Path source = pair.directory().resolve("flood.c");
        try (InputStream text = FloodTest.class.getResourceAsStream("flood.c")) {
            Files.copy(text, source);
        }
        pair.b.run("cc", "-O2", "-o", program.toString(), source.toString()).orThrow();
        var words = new ArrayList<>(List.of(
            program.toString(), "eth0", Integer.toString(RATE), Integer.toString(COUNT)));
        words.addAll(frames);
        return pair.b.run(LIMIT, words.toArray(String[]::new)).orThrow().out();
    }

    private static List<String> states(String looked, Router... routers) {
        return Stream.of(routers).flatMap(router -> router.program().lines().stream())
            .filter(line -> line.contains(looked)).toList();
    }

    private static String mastered(int priority) {
        return instance("M", 51, priority, VIP, "version 2\n advert_int 1\n authentication {\n"
            + "  auth_type PASS\n  auth_pass " + Forgery.SECRET + "\n }");
    }

    private static String followed(int priority, String settings) {
        return instance("F", 61, priority, OTHER_VIP, "version 3\n advert_int 1\n " + settings);
    }

    private static String instance(
        String name, int virtualRouterId, int priority, String address, String settings) {
        return "vrrp_instance " + name + " {\n interface eth0\n virtual_router_id " + virtualRouterId
            + "\n priority " + priority + "\n " + settings + "\n virtual_ipaddress {\n  " + address
            + "/24\n }\n}\n";
    }
}
