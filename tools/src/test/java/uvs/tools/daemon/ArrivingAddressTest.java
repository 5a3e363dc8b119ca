package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DemoNetwork;

/// A virtual address that comes up while clients are asking for it already, as it does when VRRP moves it.
@Tag(Testbed.TAG)
final class ArrivingAddressTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TIMES = 5;
    private static final int UDP_PORT = 53;
    private static final String REFUSALS =
        "dst host " + DemoNetwork.CLIENT + " and (icmp or tcp[tcpflags] & tcp-rst != 0)";

    /// The kernel has no socket for the virtual servers: it would refuse whoever it saw.
    @Test
    void isServedByNobodyButTheDataPlaneFromItsFirstMomentOn() {
        try (var network = DemoNetwork.open()) {
            network.startWebServers();
            startDatagramServers(network);
            Host director = network.director();
            director.ip("address del " + DemoNetwork.VIP + "/32 dev client0");
            // Frames for the address arrive when nobody has it, and a host, other than a router, says nothing to them.
            network.client().route(DemoNetwork.VIP + " via 192.0.2.1");
            director.sysctl("net.ipv4.ip_forward", 0);
            network.startDirector(service("TCP", 80, DemoNetwork.WEB_PORT) + service("UDP", UDP_PORT, UDP_PORT));

            try (Capture capture = director.capture("client0", REFUSALS)) {
                for (int i = 0; i < TIMES; i++) {
                    awaitAbsent(director, true);
                    try (Program client = network.client().start(
                            Map.of(), Knocker.command(DemoNetwork.VIP, 80, UDP_PORT))) {
                        client.awaitLine("^unanswered", LIMIT);
                        director.address("client0", DemoNetwork.VIP + "/32");
                        client.awaitLine("^answered", LIMIT);
                        awaitAbsent(director, false);
                        director.ip("address del " + DemoNetwork.VIP + "/32 dev client0");
                    }
                }
                // Shows that the capture would hold what is not to be there.
                director.address("client0", DemoNetwork.VIP + "/32");
                assertFalse(network.client().run("bash", "-c", "exec 3<>/dev/tcp/" + DemoNetwork.VIP + "/81").ok());
                capture.stop();

                assertEquals(1, capture.packets("src port 81").size());
                // A packet that the rule has let pass, since nobody had the address, is routed a microsecond later: in all
                // these times one may meet the address then. Heard of by netlink, as it was once, it is several each time.
                List<String> refusals = capture.packets("not src port 81");
                assertTrue(refusals.size() <= 1, refusals.toString());
            }
        }
    }

    /// Waits until the director has heard whether the address is there.
    private static void awaitAbsent(Host director, boolean absent) {
        Await.until("the director has not heard of " + DemoNetwork.VIP, LIMIT,
            () -> director.run("nft", "list", "set", "netdev", "uvs", "absent4").orThrow().out()
                .contains(DemoNetwork.VIP) == absent);
    }

    private static void startDatagramServers(DemoNetwork network) {
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            network.realServer(i).start(Map.of(),
                DatagramEcho.command("serve", DemoNetwork.name(i), Integer.toString(UDP_PORT)))
                .awaitLine("ready", LIMIT);
        }
    }

    private static String service(String protocol, int port, int realPort) {
        var text = new StringBuilder("virtual_server " + DemoNetwork.VIP + " " + port
            + " {\n delay_loop 1\n lb_algo rr\n lb_kind NAT\n protocol " + protocol + "\n");
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            text.append(" real_server ").append(DemoNetwork.address(i)).append(" ").append(realPort)
                .append(" {\n  weight 1\n }\n");
        }
        return text + "}\n";
    }
}
