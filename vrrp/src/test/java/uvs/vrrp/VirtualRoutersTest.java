package uvs.vrrp;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import uvs.config.net.IpAddress;
import uvs.vrrp.VirtualRouters.Step;

/// Two members of a group, positions 0 and 1, and one virtual router on its own, position 2.
class VirtualRoutersTest {

    private static final long SECOND = SECONDS.toNanos(1);
    private static final IpAddress PEER = IpAddress.of("192.0.2.8");
    private static final SyncGroup GROUP = new SyncGroup("G", List.of(0, 1));

    private VirtualRouters routers = routers(100);
    private Standings standings = routers.initial();
    private List<Step> steps = List.of();
    private long nowNs = -SECOND;

    @Test
    void aGroupBecomesActiveWhenItsLastMemberIsWilling() {
        startAll();
        nowNs += 4 * SECOND;
        on(0, new Event.Tick());
        assertStates(VrrpState.BACKUP, VrrpState.BACKUP);
        assertEquals(List.of(), steps);

        on(1, new Event.Tick());
        assertStates(VrrpState.MASTER, VrrpState.MASTER);
        assertEquals(new Step.OfGroup(GROUP, VrrpState.BACKUP, VrrpState.MASTER), steps.getLast());
        assertTrue(steps.contains(new Step.OfRouter(0, new Action.SendAdvertisement(100))));
        assertTrue(steps.contains(new Step.OfRouter(1, new Action.SendAdvertisement(100))));
    }

    @Test
    void aMemberThatHearsABetterRouterKeepsTheGroupBack() {
        startAll();
        nowNs += 4 * SECOND;
        on(0, new Event.Tick());
        on(0, heard(200));
        on(1, new Event.Tick());
        assertStates(VrrpState.BACKUP, VrrpState.BACKUP);
    }

    @Test
    void oneMemberThatYieldsTakesTheOthersBackInSilence() {
        becomeActive();
        on(1, heard(200));
        assertStates(VrrpState.BACKUP, VrrpState.BACKUP);
        assertTrue(steps.contains(new Step.OfRouter(0, new Action.RemoveAddresses())));
        assertFalse(steps.contains(new Step.OfRouter(0, new Action.SendAdvertisement(0))));
        assertEquals(new Step.OfGroup(GROUP, VrrpState.MASTER, VrrpState.BACKUP), steps.getLast());
    }

    @Test
    void oneMembersFaultIsAFaultOfAllUntilTheLastEnds() {
        becomeActive();
        on(0, new Event.FaultBegan());
        assertStates(VrrpState.FAULT, VrrpState.FAULT);
        assertTrue(steps.contains(new Step.OfRouter(1, new Action.SendAdvertisement(0))));
        assertEquals(new Step.OfGroup(GROUP, VrrpState.MASTER, VrrpState.FAULT), steps.getLast());

        on(1, new Event.FaultBegan());
        on(0, new Event.FaultEnded());
        assertStates(VrrpState.FAULT, VrrpState.FAULT);

        on(1, new Event.FaultEnded());
        assertStates(VrrpState.BACKUP, VrrpState.BACKUP);
        assertEquals(new Step.OfGroup(GROUP, VrrpState.FAULT, VrrpState.BACKUP), steps.getLast());
    }

    @Test
    void aFaultBeforeTheStartIsFoundAtTheStart() {
        on(0, new Event.FaultBegan());
        assertStates(VrrpState.INIT, VrrpState.INIT);
        startAll();
        assertStates(VrrpState.FAULT, VrrpState.FAULT);
        assertEquals(VrrpState.BACKUP, standings.routers().get(2).shown());
    }

    @Test
    void aChallengeOfOneMemberIsAnsweredOnAllSegments() {
        becomeActive();
        on(0, heard(50));
        assertTrue(steps.contains(new Step.OfRouter(0, new Action.Announce(4))));
        assertTrue(steps.contains(new Step.OfRouter(1, new Action.Announce(4))));
        assertFalse(steps.contains(new Step.OfRouter(1, new Action.NotifyLowerPriority())));
    }

    @Test
    void ownersInAGroupAreActiveOnceAllHaveStarted() {
        routers = routers(255);
        standings = routers.initial();
        on(0, new Event.Startup());
        assertStates(VrrpState.BACKUP, VrrpState.INIT);
        on(1, new Event.Startup());
        assertStates(VrrpState.MASTER, VrrpState.MASTER);
    }

    @Test
    void othersGoTheirOwnWay() {
        startAll();
        nowNs += 4 * SECOND;
        on(2, new Event.Tick());
        assertEquals(VrrpState.MASTER, standings.routers().get(2).shown());
        on(0, new Event.FaultBegan());
        assertEquals(VrrpState.MASTER, standings.routers().get(2).shown());
    }

    private void startAll() {
        for (int i = 0; i < 3; i++) {
            on(i, new Event.Startup());
        }
    }

    private void becomeActive() {
        startAll();
        nowNs += 4 * SECOND;
        on(0, new Event.Tick());
        on(1, new Event.Tick());
        assertStates(VrrpState.MASTER, VrrpState.MASTER);
    }

    private void assertStates(VrrpState first, VrrpState second) {
        assertEquals(List.of(first, second),
            standings.routers().stream().limit(2).map(Standing::shown).toList());
    }

    private void on(int router, Event event) {
        var outcome = routers.on(standings, router, event, nowNs);
        standings = outcome.standings();
        steps = outcome.steps();
    }

    private static Event.Heard heard(int priority) {
        return new Event.Heard(priority, PEER, SECOND);
    }

    private static VirtualRouters routers(int priority) {
        return new VirtualRouters(
            List.of(router(priority, true), router(priority, true), router(priority, false)), List.of(GROUP));
    }

    private static VirtualRouter router(int priority, boolean grouped) {
        return new VirtualRouter(new RouterSettings(2, priority, IpAddress.of("192.0.2.9"), SECOND, true, 0, 3,
            false, false, OptionalInt.empty(),
            new RouterSettings.AnnounceSettings(5, 5 * SECOND, 4, 7 * SECOND, 1, 0, 0), grouped));
    }
}
