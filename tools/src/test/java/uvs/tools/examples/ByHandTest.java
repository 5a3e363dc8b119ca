package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;

/// `tools/examples/by-hand`
@Tag(Testbed.TAG)
final class ByHandTest {

    private static final String VIP = "192.168.0.100";

    @Test
    void isBuiltByCommandsSavedAndRestored() {
        try (var setUp = new SetUp("by-hand")) {
            var outside = setUp.segment("outside");
            var inside = setUp.segment("inside");
            Host client = setUp.host("client");
            Host director = setUp.host("director");
            Host router = setUp.host("router");
            Host far = setUp.host("far");
            outside.attach(client, "eth0", "192.168.0.10/24");
            outside.attach(director, "eth0", VIP + "/24");
            inside.attach(director, "eth1", "192.168.1.1/24");
            inside.attach(router, "eth0", "192.168.1.254/24");
            var other = setUp.segment("other");
            other.attach(router, "eth1", "10.9.0.1/24");
            other.attach(far, "eth0", "10.9.0.10/24");
            router.sysctl("net.ipv4.ip_forward", 1);
            director.route("10.9.0.0/24 via 192.168.1.254");
            director.sysctl("net.ipv4.ip_forward", 1);
            List<Program> nginxes = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                Host web = setUp.host("web" + i);
                inside.attach(web, "eth0", "192.168.1." + i * 10 + "/24");
                web.route("default via 192.168.1.1");
                nginxes.add(setUp.web(web));
            }
            DirectorProgram uvs = setUp.director(director, "director.conf");
            String rules = SetUp.read(setUp.file("rules"));
            adm(director, uvs, "-C");
            rules.lines().forEach(line -> adm(director, uvs, line.split(" ")));
            assertEquals(rules, adm(director, uvs, "-Sn"));
            String table = adm(director, uvs, "-Ln");
            assertTrue(table.endsWith("""
                TCP  192.168.0.100:10123 rr
                  -> 192.168.1.10:10123           Masq    1      0          0        \s
                  -> 192.168.1.20:10123           Masq    1      0          0        \s
                TCP  192.168.0.100:10124 rr
                  -> 10.9.0.10:10124              Tunnel  1      0          0        \s
                """), table);
            assertEquals(List.of("web1", "web1", "web2", "web2"),
                SetUp.ask(client, VIP, 10_123, 4).stream().sorted().toList());
            packetsArriveInTheTunnel(client, far);

            // Out with all of it, and in again from the file.
            adm(director, uvs, "-C");
            assertEquals("", adm(director, uvs, "-Sn"));
            var restore = new ArrayList<>(List.of("bash", "-c", "exec \"$@\" < " + setUp.file("rules"), "-"));
            restore.addAll(command(uvs, "-R"));
            director.run(restore.toArray(String[]::new)).orThrow();
            assertEquals(rules, adm(director, uvs, "-Sn"));

            // The operator lets one finish, and takes it out; the other one dies, and nobody notices: there is no check.
            adm(director, uvs, "-e", "-t", VIP + ":10123", "-r", "192.168.1.10:10123", "-m", "-w", "0");
            assertEquals(Set.of("web2"), Set.copyOf(SetUp.ask(client, VIP, 10_123, 3)));
            adm(director, uvs, "-d", "-t", VIP + ":10123", "-r", "192.168.1.10:10123");
            nginxes.get(1).stop();
            assertEquals(List.of("none"), SetUp.ask(client, VIP, 10_123, 1));
        }
    }

    /// Whether or not the kernel of this machine can unpack it.
    private static void packetsArriveInTheTunnel(Host client, Host far) {
        try (Capture capture = far.capture("eth0", "ip proto 4")) {
            SetUp.ask(client, VIP, 10_124, 1);
            capture.stop();
            List<String> packets = capture.packets("src host 192.168.1.1 and dst host 10.9.0.10");
            assertTrue(!packets.isEmpty() && packets.getFirst().contains("> 192.168.0.100.10124: Flags [S]"),
                packets.toString());
        }
    }

    private static String adm(Host host, DirectorProgram uvs, String... words) {
        return host.run(command(uvs, words).toArray(String[]::new)).orThrow().out();
    }

    private static List<String> command(DirectorProgram uvs, String... words) {
        var all = new ArrayList<>(List.of("adm", "--control", uvs.control().toString()));
        all.addAll(List.of(words));
        return ThisProgram.uvs(all.toArray(String[]::new));
    }
}
