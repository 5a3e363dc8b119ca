package uvs.tools.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.vrrp.VrrpPair.Router;

/// Who becomes master, when and with what, beside the real keepalived.
@Tag(Testbed.TAG)
class ElectionInteropTest {

    private static final String VIP = "192.0.2.100";
    private static final String INSIDE_VIP = "198.51.100.100";

    /// Quick enough to wait for: 0.2 s.
    private static final String QUICK = "version 3\n advert_int 0.2";
    /// Where nothing may change: nobody takes a router for dead that stands still for 3 s with its machine.
    private static final String SLOW = "version 3\n advert_int 1";

    @Test
    void equalPrioritiesGoToTheHigherAddress() {
        try (var pair = new VrrpPair()) {
            Router theirs = pair.keepalived(pair.a, instance(100, QUICK));
            pair.awaitHolder(pair.a, VIP);
            // Whoever is master stays it; two masters settle by address once they hear each other.
            separate(pair.a);
            Router ours = pair.uvs(pair.b, instance(100, QUICK));
            Await.until("not both are master", VrrpPair.LIMIT,
                () -> VrrpPair.has(pair.a, VIP) && VrrpPair.has(pair.b, VIP));
            join(pair.a);
            pair.awaitHolder(pair.b, VIP);
            theirs.awaitLine("same priority 100 but higher IP address");
            assertEquals(List.of(), theirs.complaints());
            assertEquals(List.of(), ours.complaints());
        }
    }

    @Test
    void ofTwoMastersTheWorseStepsBack() {
        try (var pair = new VrrpPair()) {
            separate(pair.a);
            Router ours = pair.uvs(pair.a, instance(100, QUICK));
            Router theirs = pair.keepalived(pair.b, instance(150, QUICK));
            Await.until("not both are master", VrrpPair.LIMIT,
                () -> VrrpPair.has(pair.a, VIP) && VrrpPair.has(pair.b, VIP));
            join(pair.a);
            pair.awaitHolder(pair.b, VIP);
            ours.awaitLine("with higher priority 150, ours 100");
            assertEquals(List.of(), theirs.complaints());
        }
    }

    @Test
    void withoutPreemptionAMasterOfLowerPriorityStays() {
        try (var pair = new VrrpPair()) {
            Router theirs = pair.keepalived(pair.b, instance(100, SLOW));
            pair.awaitHolder(pair.b, VIP);
            Router ours = pair.uvs(pair.a, instance(150, SLOW + "\n nopreempt"));
            // Longer than the timer that would make it master.
            assertStays(pair, pair.b, 4_500);
            theirs.stop();
            pair.awaitHolder(pair.a, VIP);
            Router back = pair.keepalived(pair.b, instance(200, SLOW + "\n nopreempt"));
            assertStays(pair, pair.a, 4_500);
            ours.stop();
            pair.awaitHolder(pair.b, VIP);
            assertEquals(List.of(), back.complaints());
        }
    }

    @Test
    void preemptionWaitsForItsDelay() {
        try (var pair = new VrrpPair()) {
            String settings = "version 3\n advert_int 0.5";
            Router theirs = pair.keepalived(pair.b, instance(100, settings));
            pair.awaitHolder(pair.b, VIP);
            Router ours = pair.uvs(pair.a, instance(150, settings + "\n preempt_delay 6"));
            Instant started = loggedAt(ours.awaitLine("start preempt delay"));
            Duration waited = Duration.between(started, loggedAt(ours.awaitLine("Entering MASTER STATE")));
            // Six seconds; on a busy machine the first line may be late. Without a delay it is 1.7 s at most.
            assertTrue(waited.toMillis() >= 2_500, "waited " + waited);
            pair.awaitHolder(pair.a, VIP);
            assertEquals(List.of(), theirs.complaints());
        }
    }

    @Test
    void aLinkThatFailsMovesTheWholeGroup() {
        try (var pair = new VrrpPair()) {
            Router theirs = pair.keepalived(pair.b, group(100));
            Router ours = pair.uvs(pair.a, group(150));
            pair.awaitHolder(pair.a, VIP);
            pair.awaitHolder(pair.a, INSIDE_VIP);

            pair.a.down("eth1");
            pair.awaitHolder(pair.b, VIP);
            pair.awaitHolder(pair.b, INSIDE_VIP);

            pair.a.up("eth1");
            pair.awaitHolder(pair.a, VIP);
            pair.awaitHolder(pair.a, INSIDE_VIP);

            pair.b.down("eth0");
            pair.b.up("eth0");
            ours.stop();
            pair.awaitHolder(pair.b, VIP);
            pair.awaitHolder(pair.b, INSIDE_VIP);
            assertEquals(List.of(), theirs.complaints());
            assertEquals(List.of(), ours.complaints());
        }
    }

    @Test
    void aScriptWithAWeightMovesThePriority() {
        try (var pair = new VrrpPair()) {
            String good = pair.directory().resolve("good").toString();
            pair.a.run("touch", good).orThrow();
            String script = "global_defs {\n script_user root\n}\nvrrp_script check {\n script \"/usr/bin/test -e "
                + good + "\"\n interval 0.1\n weight -100\n rise 2\n fall 2\n}\n";
            Router theirs = pair.keepalived(pair.b, instance(100, QUICK));
            Router ours = pair.uvs(pair.a,
                script + instance(150, QUICK + "\n track_script {\n  check\n }"));
            pair.awaitHolder(pair.a, VIP);
            pair.a.run("rm", good).orThrow();
            ours.awaitLine("Changing effective priority from 150 to 50");
            pair.awaitHolder(pair.b, VIP);
            pair.a.run("touch", good).orThrow();
            ours.awaitLine("Changing effective priority from 50 to 150");
            pair.awaitHolder(pair.a, VIP);
            assertEquals(List.of(), theirs.complaints());
        }
    }

    @Test
    void aRouterThatWasKilledLeavesNothingThatItsNextRunDoesNotSettle() {
        try (var pair = new VrrpPair()) {
            Router theirs = pair.keepalived(pair.b, instance(100, QUICK));
            Router ours = pair.uvs(pair.a, instance(150, QUICK + "\n use_vmac vrrp.51"));
            pair.awaitHolder(pair.a, VIP);
            ours.program().kill();
            Await.until("keepalived does not take over", VrrpPair.LIMIT, () -> VrrpPair.has(pair.b, VIP));
            assertTrue(VrrpPair.has(pair.a, VIP), "it was killed, so it cannot have cleaned up");
            Router again = pair.uvs(pair.a, instance(90, QUICK).replace(VIP + "/24", "192.0.2.111/24"));
            again.awaitLine("removing 192.0.2.100/24, which a former run has left");
            again.awaitLine("removing the VMAC vrrp.51, which a former run has left");
            assertTrue(!pair.a.ip("link show").contains("vrrp.51"));
            pair.awaitHolder(pair.b, VIP);
            assertEquals(List.of(), theirs.complaints());
        }
    }

    @Test
    void aReloadKeepsTheStateAndChangesTheAddresses() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, instance(150, QUICK));
            pair.awaitHolder(pair.a, VIP);
            ours.reload(instance(140, QUICK).replace(VIP + "/24", VIP + "/24\n  192.0.2.111/24"));
            pair.awaitHolder(pair.a, "192.0.2.111");
            ours.reload(instance(140, QUICK).replace(VIP + "/24", "192.0.2.111/24"));
            Await.until("the address is still there", VrrpPair.LIMIT, () -> !VrrpPair.has(pair.a, VIP));
            assertTrue(VrrpPair.has(pair.a, "192.0.2.111"));
            assertEquals(1, ours.program().lines().stream().filter(line -> line.contains("Entering MASTER")).count());
            ours.stop();
            assertEquals(false, VrrpPair.has(pair.a, "192.0.2.111"));
        }
    }

    @Test
    void routesRulesAndStaticAddressesComeAndGo() {
        try (var pair = new VrrpPair()) {
            String text = "static_ipaddress {\n 192.0.2.77/32 dev eth0\n}\n" + instance(150, QUICK
                + "\n virtual_routes {\n  203.0.113.0/24 via 192.0.2.254 dev eth0 metric 50\n  blackhole 198.18.0.0/15\n }"
                + "\n virtual_rules {\n  from 192.0.2.100/32 table 100 priority 1000\n }");
            Router ours = pair.uvs(pair.a, text);
            pair.awaitHolder(pair.a, VIP);
            Await.until("the route is not there", VrrpPair.LIMIT,
                () -> pair.a.ip("route show").contains("203.0.113.0/24 via 192.0.2.254 dev eth0 proto keepalived metric 50"));
            Await.until("the other route is not there", VrrpPair.LIMIT,
                () -> pair.a.ip("route show").contains("blackhole 198.18.0.0/15"));
            Await.until("the rule is not there", VrrpPair.LIMIT,
                () -> pair.a.ip("rule show").contains("from 192.0.2.100 lookup 100"));
            assertTrue(VrrpPair.has(pair.a, "192.0.2.77"));
            ours.stop();
            assertEquals("", pair.a.ip("route show proto keepalived"));
            assertTrue(!pair.a.ip("rule show").contains("lookup 100"));
            assertTrue(!VrrpPair.has(pair.a, "192.0.2.77"));
        }
    }

    /// Measured on keepalived 2.2.7: the one with the lower address steps down to 254, and is backup.
    @Test
    void ofTwoOwnersTheOneWithTheHigherAddressIsMaster() {
        try (var pair = new VrrpPair()) {
            Router ours = pair.uvs(pair.a, owner());
            pair.awaitHolder(pair.a, VIP);
            Router theirs = pair.keepalived(pair.b, owner());
            pair.awaitHolder(pair.b, VIP);
            ours.awaitLine("192.0.2.10 is configured as the owner of the addresses too");
            theirs.stop();
            pair.awaitHolder(pair.a, VIP);
            ours.stop();

            Router lower = pair.keepalived(pair.a, owner());
            pair.awaitHolder(pair.a, VIP);
            Router higher = pair.uvs(pair.b, owner());
            pair.awaitHolder(pair.b, VIP);
            higher.stop();
            pair.awaitHolder(pair.a, VIP);
            assertEquals(List.of(),
                lower.complaints().stream().filter(line -> !line.contains("address owner")).toList());
        }
    }

    @Test
    void aVmacCarriesTheVirtualAddress() {
        try (var pair = new VrrpPair()) {
            Router theirs = pair.keepalived(pair.b, instance(100, QUICK));
            Router ours = pair.uvs(pair.a, instance(150, QUICK + "\n use_vmac vrrp.51"));
            pair.awaitHolder(pair.a, VIP);
            String link = pair.a.ip("-d link show dev vrrp.51");
            assertTrue(link.contains("00:00:5e:00:01:33"), link);
            assertTrue(link.contains("mode private"), link);
            assertTrue(pair.a.ip("address show dev vrrp.51").contains(VIP));
            pair.b.run("ping", "-c", "1", "-w", "30", VIP).orThrow();
            String learned = pair.b.ip("neighbour show " + VIP);
            assertTrue(learned.contains("00:00:5e:00:01:33"), "what keepalived's host has learned: " + learned
                + pair.a.ip("-4 address show"));
            ours.stop();
            pair.awaitHolder(pair.b, VIP);
            assertTrue(!pair.a.ip("link show").contains("vrrp.51"));
            assertEquals(List.of(), theirs.complaints());
        }
    }

    /// Over at least this long nothing changes: the one thing here that has no event to wait for.
    private static void assertStays(VrrpPair pair, Host holder, long milliseconds) {
        Host other = holder == pair.a ? pair.b : pair.a;
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (System.nanoTime() - endNs < 0) {
            assertTrue(VrrpPair.has(holder, VIP) && !VrrpPair.has(other, VIP), "the address has moved");
        }
    }

    /// Keeps VRRP from passing a host's interfaces, which stay up.
    private static void separate(Host host) {
        host.run("nft", "add table inet part; add chain inet part in { type filter hook input priority 0; };"
            + " add chain inet part out { type filter hook output priority 0; };"
            + " add rule inet part in meta l4proto 112 drop; add rule inet part out meta l4proto 112 drop").orThrow();
    }

    private static void join(Host host) {
        host.run("nft", "delete table inet part").orThrow();
    }

    private static String instance(int priority, String settings) {
        return instance("V", "eth0", 51, VIP, priority, settings);
    }

    private static String owner() {
        return instance(255, QUICK).replace("state BACKUP", "state MASTER");
    }

    private static String group(int priority) {
        return "vrrp_sync_group G {\n group {\n  OUT\n  IN\n }\n}\n"
            + instance("OUT", "eth0", 51, VIP, priority, QUICK)
            + instance("IN", "eth1", 52, INSIDE_VIP, priority, QUICK);
    }

    private static String instance(
        String name, String device, int virtualRouterId, String address, int priority, String settings) {
        return "vrrp_instance " + name + " {\n state BACKUP\n interface " + device + "\n virtual_router_id "
            + virtualRouterId + "\n priority " + priority + "\n " + settings + "\n virtual_ipaddress {\n  " + address
            + "/24\n }\n}\n";
    }

    private static Instant loggedAt(String line) {
        return Instant.parse(line.substring(0, line.indexOf(' ')));
    }
}
