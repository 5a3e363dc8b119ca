package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Capture;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.vrrp.VrrpPair.Router;

/// What few configurations ask for, as keepalived 2.2.7 was seen to do it.
@Tag(Testbed.TAG)
class QuirkTest {

    private static final String VIP = "192.0.2.100";
    private static final String REMOVED = " was removed by somebody else";

    @Test
    void whatSomebodyElseTakesAwayMeansAnElectionAndWhatIsStaticIsRestored() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, "static_ipaddress {\n 198.18.0.1/24 dev eth0\n}\n"
                + "static_routes {\n 198.19.0.0/24 via 192.0.2.10 dev eth0\n}\n"
                + "static_rules {\n from 198.19.0.0/24 table 8 priority 80\n}\n" + instance("V", "eth0", 51, VIP, """
                    virtual_routes {
                      203.0.113.0/24 via 192.0.2.10 dev eth0
                      203.0.114.0/24 via 192.0.2.10 dev eth0 no_track
                    }
                    virtual_rules {
                      from 203.0.113.0/24 table 7 priority 70
                    }
                    """));
            Await.until("it does not become master", VrrpPair.LIMIT,
                () -> pair.a.ip("rule show").contains("from 203.0.113.0/24 lookup 7"));
            pair.a.ip("route delete 203.0.114.0/24");
            pair.a.ip("route delete 203.0.113.0/24");
            ours.awaitLine("the route 203.0.113.0/24" + REMOVED);
            Await.until("the route does not come back", VrrpPair.LIMIT,
                () -> pair.a.ip("route show").contains("203.0.113.0/24 via 192.0.2.10")
                    && pair.a.ip("rule show").contains("from 203.0.113.0/24"));
            pair.a.ip("rule delete priority 70");
            ours.awaitLine("the rule from 203.0.113.0/24 lookup 7" + REMOVED);
            Await.until("the rule does not come back", VrrpPair.LIMIT,
                () -> pair.a.ip("rule show").contains("from 203.0.113.0/24") && VrrpPair.has(pair.a, VIP));

            pair.a.ip("address delete 198.18.0.1/24 dev eth0");
            pair.a.ip("route delete 198.19.0.0/24");
            pair.a.ip("rule delete priority 80");
            Await.until("what is static does not come back", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, "198.18.0.1")
                && pair.a.ip("route show").contains("198.19.0.0/24")
                && pair.a.ip("rule show").contains("from 198.19.0.0/24 lookup 8"));
            Await.until("it does not say so", VrrpPair.LIMIT, () -> entered(ours, "V", "MASTER") >= 3);
            assertEquals(3, entered(ours, "V", "MASTER"));
            assertEquals(2, ours.program().lines().stream().filter(line -> line.contains(REMOVED)
                && line.contains("(V)")).count(), "no_track is not minded");
            ours.stop();
            assertEquals("", pair.a.ip("route show proto keepalived"));
        }
    }

    @Test
    void aStaticAddressThatCannotBeThereIsAFaultOfItsTrackGroup() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, "global_defs {\n dynamic_interfaces\n}\n"
                + "track_group T {\n group {\n  V\n }\n}\n"
                + "static_ipaddress {\n 198.18.0.1/24 dev late0 track_group T\n}\n"
                + instance("V", "eth0", 51, VIP, "") + instance("W", "eth1", 52, "198.51.100.100", ""));
            ours.awaitLine("\\(V\\) fault: static address 198.18.0.1/24 of track_group T is missing");
            ours.awaitLine("\\(W\\) Entering MASTER");
            pair.a.ip("link add late0 type veth peer name other0");
            Await.until("it does not become master", VrrpPair.LIMIT,
                () -> VrrpPair.has(pair.a, VIP) && VrrpPair.has(pair.a, "198.18.0.1"));
            assertEquals(0, entered(ours, "W", "FAULT"));
        }
    }

    /// A link that is asked for, and delays that outlast it or not. Other addresses' interfaces count as the own one does.
    @Test
    void linksCountAsTheyAreAskedForAndDelayed() {
        try (var pair = new VrrpPair()) {
            for (String name : List.of("asked", "brief", "slow")) {
                pair.a.ip("link add " + name + " type veth peer name far-" + name);
                pair.a.up("far-" + name);
                pair.a.up(name);
            }
            pair.a.address("brief", "203.0.113.1/24");
            pair.a.address("slow", "203.0.114.1/24");
            Router ours = pair.uvs(pair.a, "linkbeat_interfaces {\n asked MII\n}\n"
                + "interface_up_down_delays {\n brief 0.5 0.1\n slow 100 100\n}\n"
                + instance("ASKED", "eth0", 51, VIP, "virtual_ipaddress_excluded {\n 203.0.115.100/24 dev asked\n}\n")
                + instance("BRIEF", "brief", 52, "203.0.113.100", "") + instance("SLOW", "slow", 53, "203.0.114.100", ""));
            ours.awaitLine("Linkbeat reports asked up");
            for (String name : List.of("ASKED", "BRIEF", "SLOW")) {
                Await.until(name + " does not become master", VrrpPair.LIMIT, () -> entered(ours, name, "MASTER") == 1);
            }
            List.of("slow", "brief", "asked").forEach(name -> pair.a.down("far-" + name));
            ours.awaitLine("Linkbeat reports asked down");
            ours.awaitLine(
                "\\(ASKED\\) fault: interface asked, which an address, a route or a rule of it names, is down");
            // Before or after the other.
            Await.until("BRIEF has no fault", VrrpPair.LIMIT, () -> ours.program().lines().stream()
                .anyMatch(line -> line.contains("(BRIEF) fault: interface brief is down")));
            List.of("slow", "brief", "asked").forEach(name -> pair.a.up("far-" + name));
            for (String name : List.of("ASKED", "BRIEF")) {
                Await.until(name + " does not come back", VrrpPair.LIMIT, () -> entered(ours, name, "MASTER") == 2);
            }
            assertEquals(0, entered(ours, "SLOW", "FAULT"));
            assertEquals(1, entered(ours, "SLOW", "MASTER"));
        }
    }

    /// By every interface but the instance's own, as long as it is master.
    @Test
    void garpExtraIfAnnouncesWhatIsOnOtherInterfaces() {
        try (var pair = new VrrpPair()) {
            var own = pair.b.start(Map.of(), Capture.tcpdump(pair.b, "-l", "--immediate-mode", "-n", "-i", "eth0", "arp", "and", "host", VIP));
            own.awaitLine("listening on", VrrpPair.LIMIT);
            pair.uvs(pair.a, instance("V", "eth0", 51, VIP, "garp_master_repeat 1\n garp_master_delay 0\n"
                + " garp_extra_if all 1\n virtual_ipaddress_excluded {\n  198.51.100.100/24 dev eth1\n }\n"));
            // As it becomes master.
            own.awaitLine(VIP, VrrpPair.LIMIT);
            var other = pair.b.start(Map.of(), Capture.tcpdump(pair.b, "-l", "--immediate-mode", "-n", "-i", "eth1", "arp"));
            Await.until("it is not announced again and again", VrrpPair.LIMIT,
                () -> other.lines().stream().filter(line -> line.contains("198.51.100.100")).count() >= 2);
            assertEquals(1, own.lines().stream().filter(line -> line.contains(VIP)).count());
        }
    }

    @Test
    void whatTheKernelDoesNotHaveIsAFaultThatSaysSo() {
        try (var pair = new VrrpPair()) {
            boolean ipvlan = pair.a.run("ip", "link", "add", "try0", "link", "eth1", "type", "ipvlan").exit() == 0;
            Router ours = pair.uvs(pair.a, instance("I", "eth0", 51, VIP, "use_ipvlan ipv0 192.0.2.50/24")
                + "vrrp_instance R {\n vrf red\n unicast_src_ip 192.0.2.9\n unicast_peer {\n  192.0.2.10\n }\n"
                + " virtual_router_id 52\n priority 100\n version 3\n advert_int 0.2\n"
                + " virtual_ipaddress {\n  192.0.2.101/24 dev eth0\n }\n}\n");
            if (ipvlan) {
                Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            } else {
                ours.awaitLine("\\(I\\) fault: the ipvlan ipv0 could not be made; it needs a kernel with CONFIG_IPVLAN");
            }
            ours.awaitLine("\\(R\\) fault: there is no VRF red; make it with `ip link add red type vrf table N`");
        }
    }

    @Test
    void aVmacCarriesTheVirtualAddressOverIpv6() {
        try (var pair = new VrrpPair()) {
            String addresses = "fe80::100\n  2001:db8::100/64";
            Router theirs = pair.keepalived(pair.b, instance("V", "eth0", 51, addresses, ""));
            var frames = pair.b.start(Map.of(), Capture.tcpdump(pair.b, "-l", "--immediate-mode", "-e", "-n", "-i", "eth0", "ip6", "proto", "112"));
            frames.awaitLine("listening on", VrrpPair.LIMIT);
            Router ours = pair.uvs(pair.a,
                instance("V", "eth0", 51, addresses, "use_vmac").replace("priority 100", "priority 150"));
            pair.awaitHolder(pair.a, "2001:db8::100");
            frames.awaitLine("00:00:5e:00:02:33 > 33:33:00:00:00:12", VrrpPair.LIMIT);
            assertTrue(pair.a.ip("-6 address show dev vrrp6.51").contains("2001:db8::100"));
            pair.b.ip("address add 2001:db8::2/64 dev eth0 nodad");
            Await.until("it does not answer", VrrpPair.LIMIT,
                () -> pair.b.run("ping", "-c", "1", "-W", "1", "2001:db8::100").exit() == 0);
            String learned = pair.b.ip("neighbour show 2001:db8::100");
            assertTrue(learned.contains("00:00:5e:00:02:33"), learned);
            ours.stop();
            pair.awaitHolder(pair.b, "2001:db8::100");
            assertTrue(!pair.a.ip("link show").contains("vrrp6.51"));
            assertEquals(List.of(), theirs.complaints());
        }
    }

    /// `VmLck` of proc_pid_status(5): the memory is not swapped out any more.
    @Test
    void noSwapLocksTheMemory() throws IOException {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a,
                "global_defs {\n vrrp_no_swap\n vrrp_rlimit_rttime 20000\n}\n" + instance("V", "eth0", 51, VIP, ""));
            Await.until("it does not become master", VrrpPair.LIMIT, () -> VrrpPair.has(pair.a, VIP));
            long pid = ours.program().pid().orElseThrow();
            String locked = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmLck:")).findFirst().orElseThrow();
            long kibibytes = Long.parseLong(locked.replaceAll("[^0-9]", ""));
            boolean permitted = ours.program().lines().stream().noneMatch(line -> line.contains("swapped out"));
            assertEquals(permitted, kibibytes > 0, locked);
            ours.stop();
        }
    }

    private static long entered(Router router, String name, String state) {
        return router.program().lines().stream()
            .filter(line -> line.contains("(" + name + ") Entering " + state)).count();
    }

    private static String instance(String name, String device, int virtualRouterId, String addresses, String settings) {
        return "vrrp_instance " + name + " {\n interface " + device + "\n virtual_router_id " + virtualRouterId
            + "\n priority 100\n version 3\n advert_int 0.2\n " + settings + "\n virtual_ipaddress {\n  " + addresses
            + "\n }\n}\n";
    }
}
