package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.vrrp.VrrpPair.Router;

/// Forged advertisements, 100,000 a second as far as the machine can send them: each is counted by its reason, few are
/// logged, and no state changes.
@Tag(Testbed.TAG)
class FloodTest {

    private static final String VIP = "192.0.2.100";
    private static final int RATE = 100_000;
    private static final int COUNT = 3 * RATE;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int LOG_INTERVAL_S = 10;

    private static final String SECRET = "secret";
    private static final int PASSWORD = 1;
    private static final int OWNER = 255;

    @Test
    void isCountedByReasonAndChangesNothing() throws IOException {
        try (var pair = new VrrpPair()) {
            Path json = pair.directory().resolve("json");
            Router ours = pair.uvs(pair.a, "global_defs {\n json_dump_file " + json + "\n json_version 2\n}\n"
                + "vrrp_instance V {\n interface eth0\n virtual_router_id 51\n priority 200\n version 2\n advert_int 1\n"
                + " authentication {\n  auth_type PASS\n  auth_pass " + SECRET + "\n }\n virtual_ipaddress {\n  " + VIP
                + "/24\n }\n}\n");
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            long entered = count(ours, "Entering");
            Map<String, String> forged = forged();
            String sent = flood(pair, List.copyOf(forged.values()));
            ours.program().signal(Signal.USR2);
            Await.until("nothing is written", VrrpPair.LIMIT, () -> Files.exists(json));
            String text = Files.readString(json);

            Matcher figures = Pattern.compile("sent ([0-9]+) in ([0-9]+) ms").matcher(sent);
            assertTrue(figures.find(), sent);
            assertEquals(COUNT, Integer.parseInt(figures.group(1)));
            long counted = 0;
            for (String key : forged.keySet()) {
                if (!key.startsWith("-")) {
                    long here = statistic(text, key);
                    assertTrue(here > 0 && here <= COUNT / forged.size() + 1, key + "=" + here + " in " + text);
                    counted += here;
                }
            }
            System.out.println(sent.strip() + ", of which these were counted under keepalived's names: " + counted);
            assertEquals(0, statistic(text, "advert_rcvd"));
            assertEquals(1, statistic(text, "become_master"));
            assertEquals(0, statistic(text, "release_master"));
            assertEquals(entered, count(ours, "Entering"));
            assertTrue(VrrpPair.has(pair.a, VIP));
            long lines = count(ours, "refused an advertisement");
            long most = forged.size() * (2 + Long.parseLong(figures.group(2)) / 1000 / LOG_INTERVAL_S);
            assertTrue(lines > 0 && lines <= most, lines + " lines, not up to " + most);
        }
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

    private static long count(Router router, String words) {
        return router.program().lines().stream().filter(line -> line.contains(words)).count();
    }

    private static long statistic(String json, String key) {
        Matcher found = Pattern.compile('"' + key + "\":([0-9]+)").matcher(json);
        assertTrue(found.find(), "no " + key + " in " + json);
        return Long.parseLong(found.group(1));
    }

    /// One frame for each reason to refuse it, by the name of keepalived's statistic; `-` where that has none in its reports.
    /// Each would make its sender the master, were it believed.
    private static Map<String, String> forged() {
        var forged = new LinkedHashMap<String, String>();
        forged.put("auth_failure", frame(255, message(2, 1, 51, 1, PASSWORD, 1, "wrong"), 0));
        forged.put("authtype_mismatch", frame(255, message(2, 1, 51, 1, 0, 1, ""), 0));
        forged.put("invalid_authtype", frame(255, message(2, 1, 51, 1, 7, 1, SECRET), 0));
        forged.put("ip_ttl_err", frame(254, message(2, 1, 51, 1, PASSWORD, 1, SECRET), 0));
        forged.put("advert_interval_err", frame(255, message(2, 1, 51, 1, PASSWORD, 2, SECRET), 0));
        forged.put("invalid_type_rcvd", frame(255, message(2, 2, 51, 1, PASSWORD, 1, SECRET), 0));
        forged.put("packet_len_err", frame(255, message(2, 1, 51, 9, PASSWORD, 1, SECRET), 0));
        forged.put("-version", frame(255, message(3, 1, 51, 1, PASSWORD, 1, SECRET), 0));
        forged.put("-checksum", frame(255, message(2, 1, 51, 1, PASSWORD, 1, SECRET), 1));
        forged.put("-router", frame(255, message(2, 1, 52, 1, PASSWORD, 1, SECRET), 0));
        return forged;
    }

    /// RFC 3768 section 5.1, with priority 255 and one address however many it announces.
    private static byte[] message(
        int version, int type, int router, int addresses, int authentication, int interval, String secret) {
        var message = ByteBuffer.allocate(20);
        message.put((byte) (version << 4 | type)).put((byte) router).put((byte) OWNER).put((byte) addresses);
        message.put((byte) authentication).put((byte) interval).putShort((short) 0);
        message.put(new byte[] {(byte) 192, 0, 2, 100}).put(secret.getBytes(StandardCharsets.US_ASCII));
        message.putShort(6, checksum(message.array()));
        return message.array();
    }

    private static String frame(int timeToLive, byte[] message, int damage) {
        var header = ByteBuffer.allocate(20);
        header.put((byte) 0x45).put((byte) 0xc0).putShort((short) (20 + message.length)).putInt(0x00010000);
        header.put((byte) timeToLive).put((byte) 112).putShort((short) 0);
        header.put(new byte[] {(byte) 192, 0, 2, 66}).put(new byte[] {(byte) 224, 0, 0, 18});
        header.putShort(10, checksum(header.array()));
        message[6] ^= (byte) damage;
        return "01005e000012" + "020000000066" + "0800" + HexFormat.of().formatHex(header.array())
            + HexFormat.of().formatHex(message);
    }

    private static short checksum(byte[] bytes) {
        long sum = 0;
        for (var words = ByteBuffer.wrap(bytes); words.hasRemaining();) {
            sum += Short.toUnsignedInt(words.getShort());
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
