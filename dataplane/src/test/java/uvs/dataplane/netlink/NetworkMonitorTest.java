package uvs.dataplane.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Signal;
import uvs.dataplane.testbed.TestProgram;
import uvs.dataplane.testbed.Testbed;

/// What a monitor tells of a real kernel's network while `ip` changes it.
@Tag(Testbed.TAG)
final class NetworkMonitorTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Testbed net;
    private Host director;
    private Host real;
    private Host other;

    @BeforeEach
    void open() {
        net = Testbed.open();
        director = net.host("director");
        real = net.host("real");
        other = net.host("other");
        net.link(director, "eth0", "192.0.2.1/24", real, "eth0", "192.0.2.2/24");
        net.link(director, "eth1", "198.51.100.1/24", other, "eth0", "198.51.100.2/24");
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void readsWhatThereIs() {
        director.address("eth0", "2001:db8::1/64");
        director.route("203.0.113.0/24 via 192.0.2.2 metric 7");
        director.route("203.0.113.128/25 via 198.51.100.2 src 198.51.100.1");
        director.ip("neighbour add 192.0.2.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent");
        director.ip("link set eth1 mtu 1400");
        String mac = mac(director, "eth0");
        try (TestProgram watcher = watch("192.0.2.1", "192.0.2.2", "203.0.113.1", "203.0.113.129",
            "2001:db8::9",
                "233.252.0.1")) {
            List<String> lines = watcher.program().lines();

            assertTrue(lines.contains("+ link eth0 type 1 " + mac + " mtu 1500 up"), lines.toString());
            assertTrue(lines.contains("+ link eth1 type 1 " + mac(director, "eth1") + " mtu 1400 up"),
                lines.toString());
            assertTrue(lines.contains("+ link lo type 772 00:00:00:00:00:00 mtu 65536 up"), lines.toString());
            assertTrue(lines.contains("+ address 192.0.2.1/24 on eth0"), lines.toString());
            assertTrue(lines.contains("+ address 2001:db8::1/64 on eth0"), lines.toString());
            assertTrue(lines.contains("+ local 192.0.2.1"), lines.toString());
            assertTrue(lines.contains("+ neighbour 192.0.2.2 at 02:00:00:00:00:02"), lines.toString());
            assertTrue(lines.contains("+ route to 203.0.113.1: 203.0.113.0/24 via 192.0.2.2 by eth0 metric 7"
                + " from 192.0.2.1"), lines.toString());
            assertTrue(lines.contains("+ route to 203.0.113.129: 203.0.113.128/25 via 198.51.100.2 by eth1 metric 0"
                + " from 198.51.100.1"), lines.toString());
            assertTrue(lines.contains("+ route to 2001:db8::9: 2001:db8::/64 by eth0 metric 256 from 2001:db8::1"),
                lines.toString());
            assertEquals(0, lines.stream().filter(line -> line.contains("233.252.0.1")).count(),
                lines.toString());
        }
    }

    @Test
    void followsAddresses() {
        try (TestProgram watcher = watch("203.0.113.1", "2001:db8:1::1")) {
            director.address("eth0", "203.0.113.1/32");
            awaitTrue(watcher, "^local 203.0.113.1$");
            director.ip("address delete 203.0.113.1/32 dev eth0");
            awaitFalse(watcher, "^local 203.0.113.1$");
            director.address("lo", "2001:db8:1::1/128");
            awaitTrue(watcher, "^local 2001:db8:1::1$");
            director.ip("address delete 2001:db8:1::1/128 dev lo");
            awaitFalse(watcher, "^local 2001:db8:1::1$");
        }
    }

    @Test
    void followsARouteThatIsReplaced() {
        director.route("203.0.113.0/24 via 192.0.2.2");
        try (TestProgram watcher = watch("203.0.113.1")) {
            director.ip("route replace 203.0.113.0/24 via 192.0.2.9");
            awaitTrue(watcher, "^route to 203.0.113.1: 203.0.113.0/24 via 192.0.2.9 by eth0");
            director.ip("route add 203.0.113.0/25 via 192.0.2.3");
            awaitTrue(watcher, "^route to 203.0.113.1: 203.0.113.0/25 via 192.0.2.3 by eth0");
            director.ip("route delete 203.0.113.0/25");
            awaitTrue(watcher, "^route to 203.0.113.1: 203.0.113.0/24 via 192.0.2.9 by eth0");
            director.ip("route delete 203.0.113.0/24");
            awaitFalse(watcher, "^route to 203.0.113.1: ");
        }
    }

    /// The kernel tells of the new route only, not that the one before is gone.
    @Test
    void followsARouteThatGoesOverToAnotherLink() {
        director.address("eth0", "2001:db8:a::1/64");
        director.address("eth1", "2001:db8:b::1/64");
        director.route("203.0.113.0/24 via 192.0.2.2");
        director.route("2001:db8:c::/48 via 2001:db8:a::2");
        try (TestProgram watcher = watch("203.0.113.1", "2001:db8:c::1")) {
            for (int i = 0; i < 3; i++) {
                director.ip("route replace 203.0.113.0/24 via 198.51.100.2");
                awaitTrue(watcher, "^route to 203.0.113.1: .*by eth1");
                director.ip("route replace 203.0.113.0/24 via 192.0.2.2");
                awaitTrue(watcher, "^route to 203.0.113.1: .*by eth0");
                director.ip("route replace 2001:db8:c::/48 via 2001:db8:b::2");
                awaitTrue(watcher, "^route to 2001:db8:c::1: .*by eth1");
                director.ip("route replace 2001:db8:c::/48 via 2001:db8:a::2");
                awaitTrue(watcher, "^route to 2001:db8:c::1: .*by eth0");
            }
        }
    }

    /// The kernel drops IPv4 routes without a word when their link goes down.
    @Test
    void followsALinkThatGoesDownAndUp() {
        director.route("203.0.113.0/24 via 192.0.2.2");
        director.route("203.0.113.0/24 via 198.51.100.2 metric 50");
        try (TestProgram watcher = watch("203.0.113.1")) {
            director.down("eth0");
            awaitFalse(watcher, "^link eth0 .* up$");
            awaitTrue(watcher, "^link eth0 .* down$");
            awaitTrue(watcher, "^route to 203.0.113.1: 203.0.113.0/24 via 198.51.100.2 by eth1 metric 50");
            director.up("eth0");
            director.route("203.0.113.0/24 via 192.0.2.2");
            awaitTrue(watcher, "^link eth0 .* up$");
            awaitTrue(watcher, "^route to 203.0.113.1: 203.0.113.0/24 via 192.0.2.2 by eth0");
            // The other end of the cable counts as well.
            real.down("eth0");
            awaitTrue(watcher, "^link eth0 .* down$");
        }
    }

    @Test
    void followsALinkThatIsRenamedAndOneThatIsMadeAgain() {
        try (TestProgram watcher = watch("192.0.2.2")) {
            director.down("eth0");
            awaitTrue(watcher, "^link eth0 .* down$");
            director.ip("link set eth0 name front0");
            awaitTrue(watcher, "^link front0 .* down$");
            director.up("front0");
            awaitTrue(watcher, "^link front0 .* up$");

            director.ip("link delete front0");
            awaitFalse(watcher, "^link front0 ");
            net.link(director, "front0", "192.0.2.7/24", real, "eth0", "192.0.2.2/24");
            awaitTrue(watcher, "^link front0 .* up$");
            awaitTrue(watcher, "^route to 192.0.2.2: 192.0.2.0/24 by front0 metric 0 from 192.0.2.7");
        }
    }

    @Test
    void findsANeighbourAndFollowsItsAddress() {
        try (TestProgram watcher = watch("192.0.2.2", "192.0.2.3")) {
            watcher.tell("192.0.2.2");
            awaitTrue(watcher, "^neighbour 192.0.2.2 at " + mac(real, "eth0"));
            watcher.tell("192.0.2.3");
            // Nobody answers: the kernel gives up after three seconds.
            awaitTrue(watcher, "^neighbour 192.0.2.3 unknown");

            director.ip("neighbour replace 192.0.2.2 lladdr 02:00:00:00:00:99 dev eth0 nud permanent");
            awaitTrue(watcher, "^neighbour 192.0.2.2 at 02:00:00:00:00:99");
            director.ip("neighbour delete 192.0.2.2 dev eth0");
            awaitFalse(watcher, "^neighbour 192.0.2.2 at 02:00:00:00:00:99");
        }
    }

    /// More notifications at once than the socket can hold: the monitor reads everything anew.
    @Test
    void losesNothingInAFlood() {
        try (TestProgram watcher = watch("203.0.113.1")) {
            watcher.program().signal(Signal.STOP);
            // Each line is a message of some hundred bytes, of which the socket holds at most some ten thousand.
            director.run("bash", "-c", """
                for i in {1..20000}; do
                    echo "route add 10.$((i / 65536)).$((i / 256 % 256)).$((i % 256))/32 via 192.0.2.2"
                done > routes; ip -batch routes""").orThrow();
            director.route("203.0.113.0/24 via 192.0.2.2");
            watcher.program().signal(Signal.CONT);
            awaitTrue(watcher, "^route to 203.0.113.1: 203.0.113.0/24 via 192.0.2.2");
        }
    }

    private TestProgram watch(String... destinations) {
        TestProgram watcher = TestProgram.start(net, director, NetworkWatcher.class, destinations);
        watcher.await("^ready");
        return watcher;
    }

    private static void awaitTrue(TestProgram watcher, String fact) {
        await(watcher, fact, true);
    }

    private static void awaitFalse(TestProgram watcher, String fact) {
        await(watcher, fact, false);
    }

    private static void await(TestProgram watcher, String fact, boolean wanted) {
        Predicate<String> matches = Pattern.compile(fact).asPredicate();
        Await.until(() -> fact
            + (wanted ? " is not true" : " is still true") + "; true is " + facts(watcher), LIMIT,
            () -> facts(watcher).stream().anyMatch(matches) == wanted);
    }

    /// What the watcher has told of, less what it has taken back.
    private static Set<String> facts(TestProgram watcher) {
        var facts = new LinkedHashSet<String>();
        for (String line : watcher.program().lines()) {
            if (line.startsWith("+ ")) {
                facts.add(line.substring(2));
            } else if (line.startsWith("- ")) {
                facts.remove(line.substring(2));
            }
        }
        return facts;
    }

    private static String mac(Host host, String device) {
        String line = host.ip("-o link show " + device);
        return line.replaceAll("(?s).*link/ether ([0-9a-f:]+).*", "$1");
    }
}
