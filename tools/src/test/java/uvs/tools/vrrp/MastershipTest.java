package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;
import uvs.tools.demo.WebClient;

/// The director follows VRRP: of a pair behind network address translation, only the master serves the virtual addresses,
/// that of the clients' side and that of the real servers' side, and it loses both together.
@Tag(Testbed.TAG)
class MastershipTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// Each on a connection of its own.
    private static final int REQUESTS = 30;
    private static final Set<String> BOTH = Set.of(DemoNetwork.VIP, DemoNetwork.GATEWAY);
    private static final Pattern ELEMENT = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    @Test
    void onlyTheMasterServesAndTheOtherTakesOverBothAddresses() {
        try (var network = DemoNetwork.openPair()) {
            network.startWebServers();
            DirectorProgram first = network.startDirector(1, configuration(150));
            DirectorProgram second = network.startDirector(2, configuration(100));
            // Through whoever has the other address: the virtual server on the inside is asked from the outside too.
            network.client().route("198.51.100.0/24 via " + DemoNetwork.VIP);

            servesAlone(network, first, second, 1);

            // One member of the group loses its link, and the other follows.
            network.director(1).down("real0");
            servesAlone(network, second, first, 2);

            network.director(1).up("real0");
            servesAlone(network, first, second, 1);
            first.program().stop();
            Await.until("the second is not master", LIMIT, second::isMaster);
            Await.until(() -> "absent are " + absent(network.director(2)), LIMIT,
                () -> absent(network.director(2)).isEmpty());
            asksBoth(network);
            second.program().stop();
        }
    }

    private static void servesAlone(
        DemoNetwork network, DirectorProgram master, DirectorProgram backup, int number) {
        Await.until("no handover to director " + number, LIMIT, () -> master.isMaster() && !backup.isMaster());
        Host on = network.director(number);
        Host off = network.director(3 - number);
        Await.until(() -> "the master takes for absent " + absent(on), LIMIT, () -> absent(on).isEmpty());
        Await.until(() -> "the backup takes for absent " + absent(off), LIMIT, () -> absent(off).equals(BOTH));
        long served = connections(on, master);
        long before = connections(off, backup);
        asksBoth(network);
        asksThrough(off, "192.0.2." + (4 - number), network.client());
        assertTrue(connections(on, master) - served >= 3 * REQUESTS, "the master does not count them");
        // The backup has the virtual servers too, but nobody has addressed them there.
        assertEquals(before, connections(off, backup));
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            backup.awaitRealServer(DemoNetwork.endpoint(i), true);
        }
    }

    /// Real HTTP, to the virtual server on either side.
    private static void asksBoth(DemoNetwork network) {
        BOTH.forEach(address -> asks(network.client(), address));
    }

    private static void asks(Host from, String address) {
        Program client =
            from.start(Map.of(), ThisProgram.small(WebClient.class, address, "80", Integer.toString(REQUESTS), "2", "1", "0"));
        assertEquals(0, client.awaitExit(LIMIT));
        assertEquals(REQUESTS, client.lines().size());
        client.lines().forEach(line -> assertFalse(line.contains("FAILED"), line));
    }

    /// Real HTTP that the backup has to forward to the master, as any router does.
    private static void asksThrough(Host backup, String address, Host client) {
        backup.sysctl("net.ipv4.conf.all.send_redirects", 0);
        backup.sysctl("net.ipv4.conf.client0.send_redirects", 0);
        client.route(DemoNetwork.VIP + " via " + address);
        try (Capture capture = backup.capture("client0", "dst host " + DemoNetwork.VIP
                + " and tcp dst port 80 and tcp[tcpflags] & tcp-syn != 0")) {
            asks(client, DemoNetwork.VIP);
            capture.stop();
            // Each on its way in and on its way out; on a busy machine a client sends one again.
            int seen = capture.packets("").size();
            assertTrue(seen >= 2 * REQUESTS && seen % 2 == 0, seen + " frames");
        }
        client.ip("route del " + DemoNetwork.VIP + " via " + address);
    }

    /// The addresses of virtual servers which the data plane of a host knows not to be there.
    private static Set<String> absent(Host host) {
        String set = host.run("nft", "list", "set", "netdev", "uvs", "absent4").orThrow().out();
        return ELEMENT.matcher(set).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /// All connections that the virtual servers of a director have ever had: those that are over go from the table in their own time.
    private static long connections(Host host, DirectorProgram director) {
        String table = host.run(ThisProgram.uvs("adm", "--control", director.control().toString(), "-Ln", "--stats", "--exact")
            .toArray(String[]::new)).orThrow().out();
        List<String> virtual = table.lines().filter(line -> line.startsWith("TCP")).toList();
        assertEquals(BOTH.size(), virtual.size(), table);
        return virtual.stream().mapToLong(line -> Long.parseLong(line.split("\\s+")[2])).sum();
    }

    private static String configuration(int priority) {
        return "vrrp_sync_group PAIR {\n group {\n  OUTSIDE\n  INSIDE\n }\n}\n"
            + instance("OUTSIDE", "client0", 51, priority, DemoNetwork.VIP)
            + instance("INSIDE", "real0", 52, priority, DemoNetwork.GATEWAY)
            + service(DemoNetwork.VIP) + service(DemoNetwork.GATEWAY);
    }

    /// A second for each advertisement: else a machine that stands still for one moves the mastership while it is looked at.
    private static String instance(String name, String device, int id, int priority, String address) {
        return "vrrp_instance " + name + " {\n interface " + device + "\n virtual_router_id " + id + "\n priority "
            + priority + "\n version 3\n advert_int 1\n virtual_ipaddress {\n  " + address + "/24\n }\n}\n";
    }

    private static String service(String address) {
        var text = new StringBuilder(
            "virtual_server " + address + " 80 {\n delay_loop 1\n lb_algo rr\n lb_kind NAT\n protocol TCP\n");
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            text.append(" real_server ").append(DemoNetwork.address(i)).append(" 8080 {\n  weight 1\n }\n");
        }
        return text + "}\n";
    }
}
