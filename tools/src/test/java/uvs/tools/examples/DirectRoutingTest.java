package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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

/// `tools/examples/direct-routing`
@Tag(Testbed.TAG)
final class DirectRoutingTest {

    private static final String VIP = "192.168.56.205";

    @Test
    void repliesGoStraightToTheClient() {
        try (var setUp = new SetUp("direct-routing")) {
            var front = setUp.segment("front");
            var back = setUp.segment("back");
            Host gateway = setUp.host("gateway");
            Host client = setUp.clientBehind(gateway, front, "192.168.56.254/24");
            back.attach(gateway, "behind", "192.168.33.254/24");
            Host lb1 = setUp.host("lb1");
            Host lb2 = setUp.host("lb2");
            front.attach(lb1, "eth1", "192.168.56.101/24");
            front.attach(lb2, "eth1", "192.168.56.102/24");
            back.attach(lb1, "eth2", "192.168.33.101/24");
            back.attach(lb2, "eth2", "192.168.33.102/24");
            lb1.route("default via 192.168.56.254");
            lb2.route("default via 192.168.56.254");
            List<Host> webs = new ArrayList<>();
            List<Program> nginxes = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                Host web = setUp.host("web" + i);
                back.attach(web, "eth0", "192.168.33." + i + "/24");
                web.route("default via 192.168.33.254");
                webs.add(web);
                nginxes.add(setUp.web(web));
            }
            setUp.uvs(webs, "vip", "--dev", "lo", "-f", setUp.file("lb1.conf").toString());

            List<DirectorProgram> directors = setUp.pair(lb1, lb2);
            SetUp.awaitHolder(lb1, lb2, VIP);
            String own = repliesStraight(client, lb1);

            // Another page than the one of the digest takes it out.
            Host theirs = webs.get(own.charAt(3) - '1');
            SetUp.write(setUp.page(theirs, "probe"), "maintenance\n");
            SetUp.awaitRealServer(directors, endpoint(own), false);
            String next = SetUp.ask(client, VIP, 1).getFirst();
            assertNotEquals(own, next);

            nginxes.get(next.charAt(3) - '1').stop();
            SetUp.awaitRealServer(directors, endpoint(next), false);
            assertNotEquals(next, SetUp.ask(client, VIP, 1).getFirst());

            SetUp.die(lb1, directors.getFirst(), "eth1", "eth2");
            SetUp.awaitAddress(lb2, VIP);
            assertEquals(1, Set.copyOf(SetUp.askWhenServed(client, VIP, 2)).size());
        }
    }

    /// Four connections of one client, which one real server answers past the director.
    private static String repliesStraight(Host client, Host director) {
        SetUp.askWhenServed(client, VIP, 1);
        try (Capture capture = director.capture("any", "tcp port 80 and host " + VIP)) {
            List<String> answers = SetUp.ask(client, VIP, 4);
            capture.stop();
            assertEquals(1, Set.copyOf(answers).size(), answers.toString());
            assertFalse(capture.packets("dst host " + VIP).isEmpty(), "the capture has no requests either");
            assertEquals(List.of(), capture.packets("src host " + VIP));
            return answers.getFirst();
        }
    }

    private static String endpoint(String web) {
        return "192.168.33." + web.charAt(3) + ":80";
    }
}
