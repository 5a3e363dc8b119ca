package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;

/// `tools/examples/vip-manager`. `dummy0` is an `ifb`, which has no ARP either: not every kernel has dummy
/// interfaces.
@Tag(Testbed.TAG)
final class VipManagerTest {

    private static final String FIRST = "129.241.56.90";
    private static final String SECOND = "129.241.56.91";

    @Test
    void aServerThatIsMovedReachesWhatItNoLongerServes() {
        try (var setUp = new SetUp("vip-manager")) {
            var network = setUp.segment("network");
            Host client = setUp.host("client");
            Host director = setUp.host("director");
            network.attach(client, "eth0", "129.241.56.10/24");
            network.attach(director, "eth0", "129.241.56.65/24");
            List<Host> webs = new ArrayList<>();
            List<Program> nginxes = new ArrayList<>();
            List<Program> vips = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                Host web = setUp.host("web" + i);
                network.attach(web, "eth0", "129.241.56." + (127 + i) + "/24");
                web.ip("link add dummy0 type ifb");
                webs.add(web);
                nginxes.add(setUp.web(web));
            }
            // The copy of each real server.
            String text = SetUp.read(setUp.file("keepalived.conf"));
            for (Host web : webs) {
                SetUp.write(copy(setUp, web), text);
                vips.add(web.start(ThisProgram.uvs("vip", "--watch", "-f", copy(setUp, web).toString())
                    .toArray(String[]::new)));
            }
            vips.forEach(vip -> vip.awaitLine("^following ", SetUp.LIMIT));
            DirectorProgram uvs = setUp.director(director, "keepalived.conf");
            SetUp.awaitAddress(director, SECOND);
            assertEquals(Set.of("web1", "web2"), Set.copyOf(SetUp.askWhenServed(client, FIRST, 4)));
            assertEquals(Set.of("web2", "web3"), Set.copyOf(SetUp.askWhenServed(client, SECOND, 4)));
            // What it serves, it finds itself.
            assertEquals(Set.of("web2"), Set.copyOf(SetUp.ask(webs.get(1), FIRST, 2)));
            // What it does not, the others.
            assertEquals(Set.of("web2", "web3"), Set.copyOf(SetUp.ask(webs.get(0), SECOND, 4)));

            director.run("keepalived", "-t", "-f", setUp.file("moved.conf").toString()).orThrow();
            String moved = SetUp.read(setUp.file("moved.conf"));
            webs.forEach(web -> SetUp.write(copy(setUp, web), moved));
            vips.get(1).awaitLine("^remove " + FIRST + "/32 from dummy0$", SetUp.LIMIT);
            setUp.reload(uvs, director, moved);
            SetUp.awaitTable(uvs,
                "TCP 129.241.56.90:80 rr", "-> 129.241.56.128:80 Route 1 0 N",
                "TCP 129.241.56.91:80 rr", "-> 129.241.56.129:80 Route 1 0 N", "-> 129.241.56.130:80 Route 1 0 N");
            assertFalse(SetUp.has(webs.get(1), FIRST));
            assertEquals(List.of("web1", "web1"), SetUp.ask(webs.get(1), FIRST, 2));
            assertEquals(List.of("web1", "web1"), SetUp.ask(client, FIRST, 2));

            nginxes.get(2).stop();
            uvs.awaitRealServer("129.241.56.130:80", false);
            assertEquals(List.of("web2", "web2"), SetUp.ask(client, SECOND, 2));
        }
    }

    private static Path copy(SetUp setUp, Host web) {
        return setUp.page(web, "keepalived.conf").getParent().resolveSibling("conf").resolve("keepalived.conf");
    }
}
