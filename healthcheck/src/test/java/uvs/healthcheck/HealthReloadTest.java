package uvs.healthcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.healthcheck.Fixtures.key;
import static uvs.healthcheck.Fixtures.log;
import static uvs.healthcheck.Fixtures.programming;
import static uvs.healthcheck.Fixtures.tcp;
import static uvs.healthcheck.Fixtures.virtual;
import static uvs.healthcheck.Fixtures.words;

import java.util.List;
import org.junit.jupiter.api.Test;
import uvs.config.HealthChecker;
import uvs.config.VirtualServer;
import uvs.config.VirtualServerGroup;
import uvs.config.net.IpAddress;
import uvs.healthcheck.HealthRules.Result;

class HealthReloadTest {

    private final HealthRules rules = new HealthRules(false, false);
    private final VirtualServer before = virtual().scripts().server(11, 1, tcp(80)).server(12, 1, tcp(80)).build();

    private VirtualServerHealth with11Down() {
        return rules.on(before, rules.start(before).health(), new Result(key(11), 0, false, "")).health();
    }

    @Test
    void whatDidNotChangeKeepsItsState() {
        var after = virtual().scripts().server(11, 1, tcp(80)).server(12, 7, tcp(80)).build();
        var transition = rules.reload(before, with11Down(), after);
        assertEquals(List.of("edit 12 w7"), words(transition.decisions()));
        assertEquals(List.of("Changing weight from 1 to 7 for active service [10.0.0.12]:tcp:80 of VS "
            + "[10.0.0.1]:tcp:80"), log(transition.decisions()));
    }

    @Test
    void aDownRealServerGetsItsNewWeightWhenItReturns() {
        var after = virtual().scripts().server(11, 9, tcp(80)).server(12, 1, tcp(80)).build();
        var transition = rules.reload(before, with11Down(), after);
        assertEquals(List.of(), programming(transition.decisions()));
        var up = rules.on(after, transition.health(), new Result(key(11), 0, true, ""));
        assertEquals(List.of("add 11 w9"), programming(up.decisions()));
    }

    @Test
    void anotherDelayIsTheSameCheck() {
        var slower = new HealthChecker.TcpCheck(
            Fixtures.connection("10.0.0.11", 80), Fixtures.timing(true));
        var after = virtual().server(11, 1, slower).server(12, 1, tcp(80)).build();
        assertEquals(List.of(), programming(rules.reload(before, with11Down(), after).decisions()));
    }

    @Test
    void anotherCheckStartsAfresh() {
        var after = virtual().server(11, 1, tcp(8080)).server(12, 1, tcp(80)).build();
        assertEquals(List.of("add 11 w1"), programming(rules.reload(before, with11Down(), after).decisions()));
    }

    @Test
    void removedOnesAreToldOfAndNewOnesAdded() {
        var after = virtual().scripts().server(13, 1, tcp(80)).server(12, 1, tcp(80)).build();
        var transition = rules.reload(before, rules.start(before).health(), after);
        assertEquals(
            List.of("script /bin/down", "fifo RS [10.0.0.11]:tcp:80 [10.0.0.1]:tcp:80 DOWN", "add 13 w1",
                "remove 11"),
            words(transition.decisions()));
    }

    @Test
    void settingsAreEditedInPlace() {
        var after = virtual().scripts().scheduler("wlc").server(11, 1, tcp(80)).server(12, 1, tcp(80)).build();
        var decisions = rules.reload(before, rules.start(before).health(), after).decisions();
        assertEquals(List.of("edit virtual wlc"), words(decisions));
    }

    @Test
    void anotherQuorumIsJudgedAtOnce() {
        var after = virtual().scripts().server(11, 1, tcp(80)).server(12, 1, tcp(80)).quorum(2, 0).build();
        var transition = rules.reload(before, with11Down(), after);
        assertTrue(log(transition.decisions()).getFirst().startsWith("Lost quorum 2-0=2 > 1"));
    }

    @Test
    void aGroupsNewAddressGetsThePoolAsItIs() {
        var group = virtual().server(11, 1, tcp(80)).server(12, 1, tcp(80));
        group.service = group("10.0.1.1");
        VirtualServer one = group.build();
        var health = rules.on(one, rules.start(one).health(), new Result(key(11), 0, false, "")).health();
        group.service = group("10.0.1.2");
        var decisions = rules.reload(one, health, group.build()).decisions();
        assertEquals(List.of("remove virtual", "add virtual rr", "add 12 w1"), words(decisions));
    }

    @Test
    void aRemovedVirtualServerIsToldOf() {
        var decisions = rules.remove(before, with11Down()).decisions();
        assertEquals(
            List.of("script /bin/down", "fifo RS [10.0.0.12]:tcp:80 [10.0.0.1]:tcp:80 DOWN",
                "mail Realserver [10.0.0.12]:tcp:80 of virtual server [10.0.0.1]:tcp:80 - DOWN",
                "script /bin/down", "fifo VS [10.0.0.1]:tcp:80 DOWN",
                "mail Virtualserver [10.0.0.1]:tcp:80 - DOWN", "remove virtual"),
            words(decisions));
    }

    private static VirtualServer.Service group(String address) {
        IpAddress only = IpAddress.of(address);
        return new VirtualServer.Service.Group(new VirtualServerGroup(
            "web", List.of(new VirtualServerGroup.Entry.Addresses(only, only, 80))));
    }
}
