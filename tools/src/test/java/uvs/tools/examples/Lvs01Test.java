package uvs.tools.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DirectorProgram;

/// `tools/examples/lvs01`
@Tag(Testbed.TAG)
final class Lvs01Test {

    private static final String VIP = "161.202.132.84";

    @Test
    void balancesInTurnWithASorryServerAndAStandby() {
        try (var setUp = new SetUp("lvs01")) {
            var network = setUp.segment("network");
            Host gateway = setUp.host("gateway");
            Host client = setUp.clientBehind(gateway, network, "161.202.142.193/28", "161.202.132.81/29");
            Host lvs1 = setUp.host("lvs1");
            Host lvs2 = setUp.host("lvs2");
            Host web1 = setUp.host("web1");
            Host web2 = setUp.host("web2");
            Host sorry = setUp.host("sorry");
            List<Host> all = List.of(lvs1, lvs2, web1, web2, sorry);
            List<Integer> numbers = List.of(195, 196, 204, 206, 200);
            for (int i = 0; i < all.size(); i++) {
                network.attach(all.get(i), "eth0", "161.202.142." + numbers.get(i) + "/28");
                all.get(i).route("default via 161.202.142.193");
            }
            setUp.tune("real-server-dr", web1, web2, sorry);
            String configuration = setUp.file("lvs1.conf").toString();
            setUp.uvs(List.of(web1, web2, sorry), "vip", "--dev", "lo", "--sorry", "-f", configuration);
            Program nginx1 = setUp.web(web1);
            Program nginx2 = setUp.web(web2);
            setUp.web(sorry);

            List<DirectorProgram> directors = setUp.pair(lvs1, lvs2);
            DirectorProgram first = directors.getFirst();
            SetUp.awaitHolder(lvs1, lvs2, VIP);
            List<String> table = first.table();
            assertEquals(List.of(
                "Prot LocalAddress:Port Scheduler Flags",
                "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
                "TCP  161.202.132.84:80 rr",
                "  -> 161.202.142.204:80           Route   1      0          0         ",
                "  -> 161.202.142.206:80           Route   1      0          0         "),
                table.subList(1, table.size()));
            repliesGoStraight(client, lvs1);

            // Clients stay, once that is asked for.
            String text = SetUp.read(setUp.file("lvs1.conf"));
            setUp.reload(first, lvs1, text.replace("#persistence_timeout", "persistence_timeout"));
            SetUp.awaitLine(first, "TCP  161.202.132.84:80 rr persistent 300");
            assertEquals(1, Set.copyOf(SetUp.ask(client, VIP, 4)).size());
            setUp.reload(first, lvs1, text);
            SetUp.awaitLine(first, "TCP  161.202.132.84:80 rr");

            nginx1.stop();
            SetUp.awaitRealServer(directors, "161.202.142.204:80", false);
            assertEquals(List.of("web2", "web2"), SetUp.ask(client, VIP, 2));
            nginx2.stop();
            SetUp.awaitRealServer(directors, "161.202.142.200:80", true);
            assertEquals(List.of("sorry", "sorry"), SetUp.ask(client, VIP, 2));
            setUp.web(web1);
            SetUp.awaitRealServer(directors, "161.202.142.200:80", false);
            assertEquals(List.of("web1"), SetUp.ask(client, VIP, 1));

            SetUp.die(lvs1, first, "eth0");
            SetUp.awaitAddress(lvs2, VIP);
            assertEquals(List.of("web1"), SetUp.askWhenServed(client, VIP, 1));
        }
    }

    private static void repliesGoStraight(Host client, Host director) {
        SetUp.askWhenServed(client, VIP, 1);
        try (Capture capture = director.capture("eth0", "tcp port 80 and host " + VIP)) {
            assertEquals(List.of("web1", "web1", "web2", "web2"),
                SetUp.ask(client, VIP, 4).stream().sorted().toList());
            capture.stop();
            assertFalse(capture.packets("dst host " + VIP).isEmpty(), "the capture has no requests either");
            assertEquals(List.of(), capture.packets("src host " + VIP));
        }
    }
}
