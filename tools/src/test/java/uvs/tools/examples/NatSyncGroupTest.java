package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;

/// `tools/examples/nat-sync-group`
@Tag(Testbed.TAG)
final class NatSyncGroupTest {

    private static final String VIP = "192.168.56.205";
    private static final String GATEWAY = "192.168.33.205";

    @Test
    void clientsStayWithTheirServerAndBothAddressesMoveTogether() throws IOException {
        try (var setUp = new SetUp("nat-sync-group")) {
            var front = setUp.segment("front");
            var back = setUp.segment("back");
            Host client = setUp.host("client");
            front.attach(client, "eth0", "192.168.56.10/24");
            Host lb1 = setUp.host("lb1");
            Host lb2 = setUp.host("lb2");
            front.attach(lb1, "eth1", "192.168.56.101/24");
            front.attach(lb2, "eth1", "192.168.56.102/24");
            back.attach(lb1, "eth2", "192.168.33.101/24");
            back.attach(lb2, "eth2", "192.168.33.102/24");
            lb1.sysctl("net.ipv4.ip_forward", 1);
            lb2.sysctl("net.ipv4.ip_forward", 1);
            List<Host> webs = new ArrayList<>();
            List<Program> nginxes = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                Host web = setUp.host("web" + i);
                back.attach(web, "eth0", "192.168.33." + i + "/24");
                web.route("default via " + GATEWAY);
                webs.add(web);
                nginxes.add(setUp.web(web));
            }
            List<DirectorProgram> directors = setUp.pair(lb1, lb2);
            SetUp.awaitHolder(lb1, lb2, VIP, GATEWAY);
            assertEquals("TCP  192.168.56.205:80 wrr persistent 50", directors.getFirst().table().get(3));

            List<String> answers = SetUp.askWhenServed(client, VIP, 4);
            assertEquals(1, Set.copyOf(answers).size(), answers.toString());
            String own = answers.getFirst();
            Host theirs = webs.stream().filter(web -> web.name().equals(own)).findFirst().orElseThrow();

            // The operator takes it out, and takes it in again.
            Files.move(setUp.page(theirs, "probe"), setUp.page(theirs, "probe.out"));
            SetUp.awaitRealServer(directors, endpoint(own), false);
            String next = SetUp.ask(client, VIP, 1).getFirst();
            assertNotEquals(own, next);
            Files.move(setUp.page(theirs, "probe.out"), setUp.page(theirs, "probe"));
            SetUp.awaitRealServer(directors, endpoint(own), true);

            // The other one dies.
            nginxes.get(next.charAt(3) - '1').stop();
            SetUp.awaitRealServer(directors, endpoint(next), false);
            assertNotEquals(next, SetUp.ask(client, VIP, 1).getFirst());

            // A link goes, of either virtual router's one.
            lb1.down("eth2");
            SetUp.awaitHolder(lb2, lb1, VIP, GATEWAY);
            assertEquals(1, Set.copyOf(SetUp.askWhenServed(client, VIP, 2)).size());
        }
    }

    private static String endpoint(String web) {
        return "192.168.33." + web.charAt(3) + ":80";
    }
}
