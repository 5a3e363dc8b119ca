package uvs.healthcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.healthcheck.Fixtures.alphaTcp;
import static uvs.healthcheck.Fixtures.key;
import static uvs.healthcheck.Fixtures.log;
import static uvs.healthcheck.Fixtures.programming;
import static uvs.healthcheck.Fixtures.tcp;
import static uvs.healthcheck.Fixtures.virtual;
import static uvs.healthcheck.Fixtures.words;

import java.util.List;
import org.junit.jupiter.api.Test;
import uvs.config.VirtualServer;
import uvs.healthcheck.HealthRules.Contribution;
import uvs.healthcheck.HealthRules.Result;
import uvs.healthcheck.HealthRules.Transition;

class HealthRulesTest {

    private static final String VS = "[10.0.0.1]:tcp:80";
    private final HealthRules rules = new HealthRules(false, false);
    private VirtualServer virtual;
    private VirtualServerHealth health;

    private List<Decision> start(VirtualServer server) {
        virtual = server;
        return take(rules.start(server));
    }

    private List<Decision> result(int last, int check, boolean up) {
        return take(rules.on(virtual, health, new Result(key(last), check, up, "=> message <=")));
    }

    private List<Decision> contribute(int last, int check, long weight) {
        return take(rules.on(virtual, health, new Contribution(key(last), check, weight)));
    }

    private List<Decision> take(Transition transition) {
        health = transition.health();
        return transition.decisions();
    }

    @Test
    void realServersAreInThePoolFromTheStart() {
        var decisions = start(virtual().server(11, 3, tcp(80)).server(12, 2, tcp(80)).build());
        assertEquals(
            List.of("add virtual rr", "add 11 w3", "add 12 w2", "script /bin/up", "fifo VS " + VS + " UP",
                "mail Virtualserver " + VS + " - UP"),
            words(decisions));
        assertEquals("Gained quorum 1+0=1 <= 5 for VS " + VS, log(decisions).getFirst());
    }

    @Test
    void rsInitNotifiesTellsOfThoseThatAreInAtTheStart() {
        virtual = virtual().scripts().server(11, 1, tcp(80)).server(12, 1, alphaTcp(80)).build();
        var decisions = new HealthRules(true, false).start(virtual).decisions();
        assertEquals(
            List.of("add virtual rr", "add 11 w1", "script /bin/up", "fifo RS [10.0.0.11]:tcp:80 " + VS + " UP",
                "script /bin/up", "fifo VS " + VS + " UP", "mail Virtualserver " + VS + " - UP"),
            words(decisions));
    }

    @Test
    void withAlphaARealServerWaitsForItsFirstSuccess() {
        var decisions = start(virtual().server(11, 1, tcp(80)).server(12, 1, alphaTcp(80)).build());
        assertEquals(List.of("add virtual rr", "add 11 w1"), programming(decisions));
        assertEquals(List.of("add 12 w1"), programming(result(12, 0, true)));
    }

    @Test
    void withAlphaTheFirstFailureIsTold() {
        start(virtual().scripts().server(11, 1, tcp(80)).server(12, 1, alphaTcp(80)).build());
        assertEquals(
            List.of("script /bin/down", "fifo RS [10.0.0.12]:tcp:80 " + VS + " DOWN"),
            words(result(12, 0, false)));
        assertEquals(List.of(), words(result(12, 0, false)));
    }

    @Test
    void aDeadRealServerIsRemovedAndALiveOneAdded() {
        start(virtual().scripts().server(11, 1, tcp(80)).server(12, 1, tcp(80)).build());
        assertEquals(List.of(), words(result(11, 0, true)));
        var down = result(11, 0, false);
        assertEquals(
            List.of("remove 11", "script /bin/down", "fifo RS [10.0.0.11]:tcp:80 " + VS + " DOWN",
                "mail Realserver [10.0.0.11]:tcp:80 of virtual server " + VS + " - DOWN"),
            words(down));
        assertEquals("Removing service [10.0.0.11]:tcp:80 from VS " + VS, log(down).getFirst());
        var up = result(11, 0, true);
        assertEquals(
            List.of("add 11 w1", "script /bin/up", "fifo RS [10.0.0.11]:tcp:80 " + VS + " UP",
                "mail Realserver [10.0.0.11]:tcp:80 of virtual server " + VS + " - UP"),
            words(up));
        assertEquals("Adding service [10.0.0.11]:tcp:80 to VS " + VS, log(up).getFirst());
    }

    @Test
    void inhibitedRealServersStayWithWeightZero() {
        start(virtual().server(11, 5, true, tcp(80)).server(12, 1, tcp(80)).build());
        var down = result(11, 0, false);
        assertEquals(List.of("edit 11 w0"), programming(down));
        assertEquals("Disabling service [10.0.0.11]:tcp:80 of VS " + VS, log(down).getFirst());
        assertEquals(List.of("edit 11 w5"), programming(result(11, 0, true)));
    }

    @Test
    void alphaAndInhibitPutARealServerInWithWeightZero() {
        var decisions = start(virtual().server(11, 5, true, alphaTcp(80)).server(12, 1).build());
        assertEquals(List.of("add virtual rr", "add 11 w0", "add 12 w1"), programming(decisions));
    }

    @Test
    void allChecksMustBeUp() {
        start(virtual().server(11, 1, tcp(80), tcp(81)).server(12, 1).build());
        assertEquals(List.of("remove 11"), programming(result(11, 0, false)));
        assertEquals(List.of(), programming(result(11, 1, false)));
        assertEquals(List.of(), programming(result(11, 0, true)));
        assertEquals(List.of("add 11 w1"), programming(result(11, 1, true)));
    }

    @Test
    void checkerMailsComeOnlyWithAChangeOfTheServerIfSoAsked() {
        virtual = virtual().server(11, 1, tcp(80), tcp(81)).server(12, 1).build();
        var quiet = new HealthRules(false, true);
        health = quiet.start(virtual).health();
        var first = take(quiet.on(virtual, health, new Result(key(11), 0, false, "m")));
        assertTrue(words(first).stream().anyMatch(w -> w.startsWith("mail")));
        var second = take(quiet.on(virtual, health, new Result(key(11), 1, false, "m")));
        assertEquals(List.of(), words(second));
    }

    @Test
    void quorumIsLostBelowAndGainedAboveItsHysteresis() {
        start(virtual().server(11, 1, tcp(80)).server(12, 1, tcp(80)).server(13, 1, tcp(80))
            .server(14, 1, tcp(80)).quorum(3, 1).build());
        assertTrue(health.quorumUp());
        result(11, 0, false);
        result(12, 0, false);
        assertTrue(health.quorumUp(), "2 is not below 3-1");
        var lost = result(13, 0, false);
        assertFalse(health.quorumUp());
        assertTrue(log(lost).contains("Lost quorum 3-1=2 > 1 for VS " + VS), lost::toString);
        assertEquals(
            List.of("remove 13", "fifo RS [10.0.0.13]:tcp:80 " + VS + " DOWN", "script /bin/down",
                "fifo VS " + VS + " DOWN", "mail Virtualserver " + VS + " - DOWN",
                "mail Realserver [10.0.0.13]:tcp:80 of virtual server " + VS + " - DOWN"),
            words(lost));
        result(13, 0, true);
        result(12, 0, true);
        assertFalse(health.quorumUp(), "3 is not 3+1");
        var gained = result(11, 0, true);
        assertTrue(health.quorumUp());
        assertTrue(log(gained).contains("Gained quorum 3+1=4 <= 4 for VS " + VS), gained::toString);
    }

    @Test
    void noLiveWeightLosesTheQuorumWhateverTheHysteresis() {
        start(virtual().server(11, 2, tcp(80)).quorum(2, 2).build());
        assertFalse(health.quorumUp());
        health = health.withQuorum(true);
        result(11, 0, false);
        assertFalse(health.quorumUp());
    }

    @Test
    void theSorryServerTakesOverAloneAndGivesBack() {
        start(virtual().server(11, 1, tcp(80)).server(12, 1, tcp(80)).quorum(2, 0).sorry(false).build());
        // The one that failed goes first; then the sorry server comes before the last live one leaves.
        assertEquals(List.of("remove 11", "add 99 w1", "remove 12"), programming(result(11, 0, false)));
        assertEquals(List.of(), programming(result(12, 0, false)));
        assertEquals(List.of(), programming(result(12, 0, true)));
        assertEquals(List.of("add 11 w1", "add 12 w1", "remove 99"), programming(result(11, 0, true)));
    }

    @Test
    void anInhibitedSorryServerStaysWithWeightZero() {
        var decisions = start(virtual().server(11, 1, tcp(80)).sorry(true).build());
        assertEquals(List.of("add virtual rr", "add 11 w1", "add 99 w0"), programming(decisions));
        assertEquals(List.of("remove 11", "edit 99 w1"), programming(result(11, 0, false)));
        assertEquals(List.of("add 11 w1", "edit 99 w0"), programming(result(11, 0, true)));
        assertEquals(List.of("remove 11", "edit 99 w1"), programming(result(11, 0, false)));
    }

    @Test
    void withoutASorryServerNothingElseIsRemoved() {
        start(virtual().server(11, 1, tcp(80)).server(12, 1, tcp(80)).quorum(2, 0).build());
        assertEquals(List.of("remove 11"), programming(result(11, 0, false)));
    }

    @Test
    void withAlphaAndNoSorryServerTheLackOfAQuorumIsNotTold() {
        var decisions = start(virtual().server(11, 1, alphaTcp(80)).build());
        assertEquals(List.of("add virtual rr"), words(decisions));
        assertEquals(List.of(), log(decisions));
        assertFalse(health.quorumUp());
    }

    @Test
    void theSorryServerServesFromTheStartWhileAlphaHoldsTheOthersBack() {
        var decisions = start(virtual().server(11, 1, alphaTcp(80)).sorry(false).build());
        assertEquals(List.of("add virtual rr", "add 99 w1"), programming(decisions));
        assertEquals(List.of("add 11 w1", "remove 99"), programming(result(11, 0, true)));
    }

    @Test
    void aRealServerThatIsTheSorryServerTooIsListedOnce() {
        var both = virtual().server(99, 4, tcp(80)).server(12, 1, tcp(80)).quorum(5, 0).sorry(false).build();
        start(both);
        assertEquals(List.of("edit 99 w1", "remove 12"),
            programming(result(12, 0, false)).stream().distinct().sorted().toList());
        assertEquals(List.of("add 12 w1", "edit 99 w4"),
            programming(result(12, 0, true)).stream().sorted().toList());
    }

    @Test
    void contributionsAddToTheWeightAndAreBounded() {
        start(virtual().server(11, 10, tcp(80), tcp(81)).server(12, 1).build());
        var changed = contribute(11, 0, 5);
        assertEquals(List.of("edit 11 w15"), programming(changed));
        assertEquals("Changing weight from 10 to 15 for active service [10.0.0.11]:tcp:80 of VS " + VS,
            log(changed).getFirst());
        assertEquals(List.of("edit 11 w18"), programming(contribute(11, 1, 3)));
        assertEquals(List.of(), programming(contribute(11, 1, 3)));
        assertEquals(List.of("edit 11 w0"), programming(contribute(11, 0, -1000)));
        assertEquals(List.of("edit 11 w" + Integer.MAX_VALUE), programming(contribute(11, 0, Integer.MAX_VALUE)));
    }

    @Test
    void aWeightThatChangesWhileDownIsKeptForTheReturn() {
        start(virtual().server(11, 10, tcp(80)).server(12, 1).build());
        result(11, 0, false);
        var changed = contribute(11, 0, 5);
        assertEquals(List.of(), programming(changed));
        assertTrue(log(changed).getFirst().contains("for inactive service"), changed::toString);
        assertEquals(List.of("add 11 w15"), programming(result(11, 0, true)));
    }

    @Test
    void weightsMakeTheQuorumToo() {
        start(virtual().server(11, 10, tcp(80)).quorum(5, 0).sorry(false).build());
        assertEquals(List.of("edit 11 w4", "add 99 w1", "remove 11"), programming(contribute(11, 0, -6)));
    }

    @Test
    void atTheEndOnlyOmegaTells() {
        start(virtual().scripts().server(11, 1, tcp(80)).build());
        assertEquals(List.of("remove virtual"), words(rules.stop(virtual, health).decisions()));
        start(virtual().scripts().omega().server(11, 1, tcp(80)).server(12, 1, alphaTcp(80)).build());
        assertEquals(
            List.of("script /bin/down PT1S", "fifo RS [10.0.0.11]:tcp:80 " + VS + " DOWN",
                "mail Realserver [10.0.0.11]:tcp:80 of virtual server " + VS + " - DOWN",
                "script /bin/down PT1S", "fifo VS " + VS + " DOWN", "mail Virtualserver " + VS + " - DOWN",
                "remove virtual"),
            words(rules.stop(virtual, health).decisions()));
    }
}
