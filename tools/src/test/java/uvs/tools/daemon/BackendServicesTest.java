package uvs.tools.daemon;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.testbed.UserModeLinux;
import uvs.dataplane.xdp.XskEngine;
import uvs.tools.demo.ThisProgram;

/// The same services, for NAT, direct routing, tunnels and a firewall mark, with the same events, once by the kernel's
/// `ip_vs` in user-mode Linux, once by the workers: what clients see is the same.
@Tag(Testbed.TAG)
final class BackendServicesTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int MEGABYTES = 768;
    private static final List<String> PORTS = List.of("80", "81", "82", "83");
    private static final String ALL_THREE = "real1 4, real2 4, real3 4";
    private static final String WITHOUT_REAL3 = "real1 3, real2 3";
    private static final String DNS = "UDP 192.0.2.100:53 rr persistent;-> 198.51.100.11:53 Route 3;";
    private static final String BY_HAND = "-> 198.51.100.99:8080 Masq 0;";

    @TempDir
    private Path folder;

    @Test
    void workersCarryEveryService() throws IOException {
        workersCarryEveryServiceBy("uring");
    }

    @Test
    void workersCarryEveryServiceByAfXdp() throws IOException {
        try {
            XskEngine.check();
        } catch (SystemCallException e) {
            Assumptions.abort(e.getMessage());
        }
        workersCarryEveryServiceBy("xdp");
    }

    private void workersCarryEveryServiceBy(String engine) throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/net/tun")) || Files.exists(Path.of("/sys/module/ipip")),
            "the real servers take packets out of tunnels by the module ipip or by /dev/net/tun: neither is there");
        Files.writeString(folder.resolve("uvs.properties"), "engine = " + engine + "\n");
        Map<String, String> seen;
        try (Testbed testbed = Testbed.open()) {
            seen = read(testbed.host("outside").run(LIMIT, command("userspace").toArray(String[]::new)).out());
        }
        sharedBy(seen);
        assertEquals(table(7, "", "", ""), seen.get("table after the reload"));
        assertEquals("7 ".repeat(12), seen.get("weights after the reload"));
        assertEquals("7 ".repeat(12), seen.get("weights after the start"));
    }

    @Test
    void theKernelCarriesEveryService() throws IOException {
        String line = command("ipvs").stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Map<String, String> seen = read(new UserModeLinux(MEGABYTES, LIMIT).run(line).out());
        sharedBy(seen);
        assertEquals(table(1, "", "", DNS), seen.get("ipvsadm"));
        assertEquals("Timeout (tcp tcpfin udp): 901 121 301", seen.get("timeouts"));
        // Only what differs is sent: counters go on, and what somebody added by hand stays.
        assertEquals("18", seen.get("counted"));
        assertEquals("18", seen.get("counters after the reload"));
        assertEquals(table(7, BY_HAND, "TCP 192.0.2.100:99 rr ;", ""), seen.get("table after the reload"));
        // A start after a kill settles what was left.
        assertEquals("13", seen.get("left by the kill"));
        assertEquals("real server 198.51.100.99:8080 of 192.0.2.100:80 TCP is in the kernel's table and not in the"
            + " configuration: left alone; virtual server 192.0.2.100:99 TCP is in the kernel's table and not in the"
            + " configuration: left alone", seen.get("found"));
        assertEquals("real1 3, real3 3", seen.get("requests after the start"));
        assertEquals("7 7 0 7 7 7 7 7 7 ", seen.get("weights after the start"));
        assertEquals("-A -t 192.0.2.100:99 -s rr;", seen.get("left at the end"));
        // lvs_flush, lvs_sync_daemon, lvs_flush_on_stop.
        assertEquals("-A -t 192.0.2.100:80 -s wlc;-a -t 192.0.2.100:80 -r 198.51.100.11:80 -g -w 1;",
            seen.get("flushed"));
        assertEquals("master", seen.get("daemon"));
        assertEquals("", seen.get("flushed at the end"));
    }

    private static void sharedBy(Map<String, String> seen) {
        assertTrue(seen.getOrDefault("backend", "").endsWith(": --backend says so"), seen::toString);
        assertEquals(table(1, "", "", DNS), seen.get("table"), seen::toString);
        for (String port : PORTS) {
            assertEquals(ALL_THREE, seen.get("requests to " + port), seen::toString);
            assertEquals(WITHOUT_REAL3, seen.get("without real3 to " + port), seen::toString);
        }
        assertEquals("0", seen.get("exit"), seen::toString);
    }

    /// @param nat what the first virtual server has more
    private static String table(int weight, String nat, String more, String dns) {
        return service("TCP 192.0.2.100:80 wrr ", "8080 Masq", weight) + nat
            + service("TCP 192.0.2.100:81 wrr ", "81 Route", weight)
            + service("TCP 192.0.2.100:82 wrr ", "82 Tunnel", weight) + more + dns
            + service("FWM 5 wrr ", "0 Route", weight);
    }

    private static String service(String name, String portAndMethod, int weight) {
        var lines = new StringBuilder(name + ";");
        for (int i = 1; i <= 3; i++) {
            lines.append("-> 198.51.100.1").append(i).append(':').append(portAndMethod).append(' ').append(weight)
                .append(';');
        }
        return lines.toString();
    }

    private List<String> command(String backend) throws IOException {
        Path script = folder.resolve("services.sh");
        try (InputStream resource = BackendServicesTest.class.getResourceAsStream("services.sh")) {
            Files.write(script, resource.readAllBytes());
        }
        var command = new ArrayList<>(List.of("bash", script.toString(), backend, folder.toString()));
        List<String> uvs = ThisProgram.uvs();
        command.add(uvs.getFirst());
        // It runs for seconds: better to start soon than to run fast.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(uvs.subList(1, uvs.size()));
        return command;
    }

    /// `KEY: VALUE` lines; the values of a key that comes again follow behind the first.
    private static Map<String, String> read(String out) {
        var seen = new LinkedHashMap<String, String>();
        for (String line : out.lines().toList()) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                seen.merge(line.substring(0, colon), line.substring(colon + 2), (one, other) -> one + "; " + other);
            } else {
                seen.merge("rest", line, (one, other) -> one + "\n" + other);
            }
        }
        return seen;
    }
}
