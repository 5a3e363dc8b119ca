package uvs.vrrp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import uvs.config.net.IpAddress;
import uvs.vrrp.RouterSettings.AnnounceSettings;

/// Time is moved by hand: just before, then at. It starts shortly before `nanoTime` wraps.
///
/// What RFC 9568 section 6.4 says of timers and advertisements has one test each, that names it. What it says of
/// packets to the virtual addresses the kernel does, as the addresses come and go: the tests beside a real keepalived
/// show that.
class VirtualRouterTest {

    private static final long START_NS = Long.MAX_VALUE - SECONDS.toNanos(2);
    private static final long SECOND = SECONDS.toNanos(1);
    private static final IpAddress US = IpAddress.of("192.0.2.9");
    private static final IpAddress LOWER = IpAddress.of("192.0.2.8");
    private static final IpAddress HIGHER = IpAddress.of("192.0.2.200");

    private int version = 3;
    private int priority = 100;
    private long intervalNs = SECOND;
    private boolean preempt = true;
    private long preemptDelayNs;
    private int downTimerAdverts = 3;
    private boolean lowerPriorityNoAdvert;
    private boolean higherPrioritySendAdvert;
    private OptionalInt timerExpiredBackup = OptionalInt.empty();
    private AnnounceSettings announce = new AnnounceSettings(5, 5 * SECOND, 4, 7 * SECOND, 1, 0, 0);
    private boolean grouped;

    private VirtualRouter router;
    private Standing standing;
    private long nowNs = START_NS;
    private List<Action> actions = List.of();

    /// RFC 9568 section 6.4.1.
    @Nested
    class WhenInitialize {

        /// 6.4.1, Startup with priority 255.
        @Test
        void theOwnerAdvertisesAnnouncesAndBecomesActiveOnStartup() {
            priority = 255;
            start();
            assertEquals(List.of(
                new Action.SendAdvertisement(255),
                new Action.Enter(VrrpState.INIT, VrrpState.MASTER, Action.Cause.OWNER),
                new Action.InstallAddresses(),
                new Action.Announce(5)), actions);
            assertEquals(START_NS + intervalNs, active().advertiseDeadlineNs());
        }

        /// 6.4.1, Startup with another priority.
        @Test
        void anybodyElseSetsTheDownTimerAndBecomesBackupOnStartup() {
            start();
            assertEquals(
                List.of(new Action.Enter(VrrpState.INIT, VrrpState.BACKUP, Action.Cause.STARTUP)), actions);
            assertEquals(intervalNs, backup().activeIntervalNs());
            assertEquals(START_NS + 3 * SECOND + 156 * SECOND / 256, backup().downDeadlineNs());
        }

        /// 6.4.1: Startup is all that is waited for.
        @Test
        void nothingElseIsAnswered() {
            router = router();
            standing = router.initial();
            for (Event event : List.of(
                heard(0, LOWER), heard(200, HIGHER), new Event.Tick(), new Event.Shutdown())) {
                on(event);
                assertEquals(VrrpState.INIT, standing.shown());
                assertEquals(List.of(), actions);
            }
        }
    }

    /// RFC 9568 section 6.4.2.
    @Nested
    class WhenBackup {

        /// 6.4.2, Shutdown.
        @Test
        void shutdownCancelsTheTimer() {
            start();
            on(new Event.Shutdown());
            assertEquals(VrrpState.INIT, standing.shown());
            assertEquals(
                List.of(new Action.Enter(VrrpState.BACKUP, VrrpState.INIT, Action.Cause.SHUTDOWN)), actions);
        }

        /// 6.4.2, Active_Down_Timer fires.
        @Test
        void theDownTimerMakesItActive() {
            start();
            nowNs = backup().downDeadlineNs() - 1;
            on(new Event.Tick());
            assertEquals(VrrpState.BACKUP, standing.shown());

            nowNs++;
            on(new Event.Tick());
            assertEquals(List.of(
                new Action.Log("Receive advertisement timeout"),
                new Action.SendAdvertisement(100),
                new Action.Enter(VrrpState.BACKUP, VrrpState.MASTER, Action.Cause.TIMEOUT),
                new Action.InstallAddresses(),
                new Action.Announce(5)), actions);
            assertEquals(nowNs + intervalNs, active().advertiseDeadlineNs());
        }

        /// 6.4.2, an advertisement with priority 0.
        @Test
        void priorityZeroSetsTheDownTimerToTheSkew() {
            start();
            nowNs += SECOND;
            on(heard(0, LOWER));
            assertEquals(nowNs + 156 * SECOND / 256, backup().downDeadlineNs());
        }

        /// 6.4.2, an advertisement whose priority is not less than ours.
        @Test
        void aBetterRouterResetsTheDownTimer() {
            for (int heard : new int[] {100, 101}) {
                start();
                nowNs += SECOND;
                on(heard(heard, LOWER));
                assertEquals(nowNs + 3 * SECOND + 156 * SECOND / 256, backup().downDeadlineNs());
            }
        }

        /// 6.4.2, any other advertisement.
        @Test
        void aWorseRouterIsDiscarded() {
            start();
            long deadlineNs = backup().downDeadlineNs();
            nowNs += SECOND;
            on(heard(99, HIGHER));
            assertEquals(deadlineNs, backup().downDeadlineNs());
            assertEquals(List.of(
                new Action.Log("received lower priority (99) advert from 192.0.2.200 - discarding")), actions);
        }

        /// 6.4.2, an advertisement while Preempt_Mode is false.
        @Test
        void aWorseRouterResetsTheDownTimerWithoutPreemption() {
            preempt = false;
            start();
            nowNs += SECOND;
            on(heard(50, LOWER));
            assertEquals(nowNs + 3 * SECOND + 156 * SECOND / 256, backup().downDeadlineNs());
        }

        /// 6.4.2, Active_Adver_Interval, and what follows from it.
        @Test
        void theIntervalOfTheActiveRouterIsAdopted() {
            start();
            on(new Event.Heard(200, LOWER, SECOND / 5));
            assertEquals(SECOND / 5, backup().activeIntervalNs());
            // The skew of version 3 is a share of the active router's interval.
            assertEquals(nowNs + 3 * SECOND / 5 + 156 * (SECOND / 5) / 256, backup().downDeadlineNs());
            assertEquals(List.of(
                new Action.Log("advertisement interval updated from 1000ms to 200ms by master")), actions);

            nowNs = backup().downDeadlineNs();
            on(new Event.Tick());
            assertEquals(nowNs + SECOND, active().advertiseDeadlineNs(), "active: its own interval again");
        }
    }

    /// RFC 9568 section 6.4.3.
    @Nested
    class WhenActive {

        /// 6.4.3, Shutdown.
        @Test
        void shutdownResigns() {
            becomeActive();
            on(new Event.Shutdown());
            assertEquals(List.of(
                new Action.SendAdvertisement(0),
                new Action.Enter(VrrpState.MASTER, VrrpState.INIT, Action.Cause.SHUTDOWN),
                new Action.RemoveAddresses()), actions);
        }

        /// 6.4.3, Adver_Timer fires.
        @Test
        void theAdvertisementTimerSendsAndKeepsTheBeat() {
            becomeActive();
            long deadlineNs = active().advertiseDeadlineNs();
            nowNs = deadlineNs - 1;
            on(new Event.Tick());
            assertEquals(List.of(), actions);

            nowNs = deadlineNs + MILLISECONDS.toNanos(3);
            on(new Event.Tick());
            assertEquals(List.of(new Action.SendAdvertisement(100)), actions);
            assertEquals(deadlineNs + SECOND, active().advertiseDeadlineNs());
        }

        @Test
        void missedBeatsAreNotMadeUpFor() {
            becomeActive();
            nowNs = active().advertiseDeadlineNs() + 5 * SECOND;
            on(new Event.Tick());
            assertEquals(1, actions.stream().filter(Action.SendAdvertisement.class::isInstance).count());
            assertEquals(nowNs + SECOND, active().advertiseDeadlineNs());
        }

        /// 6.4.3, an advertisement with priority 0.
        @Test
        void priorityZeroIsAnsweredAtOnce() {
            becomeActive();
            nowNs += SECOND / 2;
            on(heard(0, HIGHER));
            assertTrue(actions.contains(new Action.SendAdvertisement(100)));
            assertEquals(nowNs + SECOND, active().advertiseDeadlineNs());
        }

        /// 6.4.3, an advertisement with a greater priority.
        @Test
        void aHigherPriorityIsYieldedToInSilence() {
            becomeActive();
            on(new Event.Heard(101, LOWER, SECOND / 2));
            assertEquals(List.of(
                new Action.Log("Master received advert from 192.0.2.8 with higher priority 101, ours 100"),
                new Action.Enter(VrrpState.MASTER, VrrpState.BACKUP, Action.Cause.BETTER_ROUTER),
                new Action.RemoveAddresses()), actions);
            assertEquals(SECOND / 2, backup().activeIntervalNs());
            assertEquals(nowNs + 3 * SECOND / 2 + 156 * (SECOND / 2) / 256, backup().downDeadlineNs());
        }

        /// 6.4.3, an equal priority and a greater primary address.
        @Test
        void anEqualPriorityFromAHigherAddressIsYieldedTo() {
            becomeActive();
            on(heard(100, HIGHER));
            assertEquals(VrrpState.BACKUP, standing.shown());
        }

        /// 6.4.3, an equal priority and a lesser primary address.
        @Test
        void anEqualPriorityFromALowerAddressIsAnswered() {
            becomeActive();
            on(heard(100, LOWER));
            assertEquals(VrrpState.MASTER, standing.shown());
            assertTrue(actions.contains(new Action.SendAdvertisement(100)));
        }

        /// 6.4.3, an advertisement with a lesser priority.
        @Test
        void aLowerPriorityIsAnsweredAndTheSegmentCorrected() {
            becomeActive();
            nowNs += SECOND / 2;
            on(heard(50, HIGHER));
            assertEquals(List.of(
                new Action.Log("Received advert from 192.0.2.200 with lower priority 50, ours 100,"
                    + " forcing new election"),
                new Action.SendAdvertisement(100),
                new Action.Announce(4),
                new Action.NotifyLowerPriority()), actions);
            assertEquals(nowNs + SECOND, active().advertiseDeadlineNs());
            assertEquals(OptionalLong.of(nowNs + 7 * SECOND), active().lowerPriorityBurstNs());
        }
    }

    @Test
    void version2SkewsByFractionsOfASecondWhateverTheInterval() {
        version = 2;
        intervalNs = 2 * SECOND;
        start();
        assertEquals(START_NS + 6 * SECOND + 156 * SECOND / 256, backup().downDeadlineNs());
    }

    @Test
    void version2KeepsItsOwnInterval() {
        version = 2;
        start();
        on(new Event.Heard(200, LOWER, 9 * SECOND));
        assertEquals(SECOND, backup().activeIntervalNs());
    }

    @Test
    void downTimerAdvertsCountsTheSilentIntervals() {
        downTimerAdverts = 7;
        start();
        assertEquals(START_NS + 7 * SECOND + 156 * SECOND / 256, backup().downDeadlineNs());
    }

    @Test
    void preemptDelayPutsUpWithAWorseRouterUntilItEnds() {
        preemptDelayNs = 3 * SECOND;
        start();
        on(heard(50, LOWER));
        assertEquals(new Action.Log("start preempt delay (3.000000)"), actions.getLast());
        long endNs = nowNs + preemptDelayNs;

        nowNs = endNs - 1;
        on(heard(50, LOWER));
        long deadlineNs = backup().downDeadlineNs();
        assertEquals(nowNs + router.downNs(100, SECOND), deadlineNs);

        nowNs = endNs;
        on(heard(50, LOWER));
        assertEquals(deadlineNs, backup().downDeadlineNs(), "the timer keeps running");
    }

    @Test
    void aBetterRouterEndsThePreemptDelay() {
        preemptDelayNs = 3 * SECOND;
        start();
        on(heard(50, LOWER));
        on(heard(150, LOWER));
        assertEquals(OptionalLong.empty(), backup().preemptDeadlineNs());
    }

    @Test
    void aBetterRouterGetsOneMoreAdvertisementOnRequest() {
        higherPrioritySendAdvert = true;
        becomeActive();
        on(heard(200, LOWER));
        assertEquals(new Action.SendAdvertisement(100), actions.get(1));
        assertEquals(VrrpState.BACKUP, standing.shown());
    }

    @Test
    void aWorseRouterIsNotAnsweredOnRequest() {
        lowerPriorityNoAdvert = true;
        becomeActive();
        long deadlineNs = active().advertiseDeadlineNs();
        nowNs += SECOND / 2;
        on(heard(50, LOWER));
        assertFalse(actions.contains(new Action.SendAdvertisement(100)));
        assertTrue(actions.contains(new Action.Announce(4)));
        assertEquals(deadlineNs, active().advertiseDeadlineNs());
    }

    @Test
    void theSecondBurstComesAfterItsDelayOnce() {
        becomeActive();
        long becameNs = nowNs;
        nowNs = becameNs + 5 * SECOND - 1;
        on(new Event.Tick());
        assertFalse(actions.contains(new Action.Announce(5)));
        nowNs++;
        on(new Event.Tick());
        assertTrue(actions.contains(new Action.Announce(5)));
        nowNs++;
        on(new Event.Tick());
        assertFalse(actions.contains(new Action.Announce(5)));
    }

    @Test
    void theAddressesAreAnnouncedAgainAsAMatterOfCourse() {
        announce = new AnnounceSettings(5, 0, 5, 0, 2, 10 * SECOND, 0);
        becomeActive();
        long becameNs = nowNs;
        assertEquals(OptionalLong.empty(), active().secondBurstNs());
        for (int i = 1; i <= 3; i++) {
            nowNs = becameNs + i * 10 * SECOND;
            on(new Event.Tick());
            assertTrue(actions.contains(new Action.Announce(2)), "refresh " + i);
        }
    }

    @Test
    void anActiveRouterResignsOnAFault() {
        becomeActive();
        on(new Event.FaultBegan());
        assertEquals(List.of(
            new Action.SendAdvertisement(0),
            new Action.Enter(VrrpState.MASTER, VrrpState.FAULT, Action.Cause.FAULT),
            new Action.RemoveAddresses()), actions);
        on(heard(50, LOWER));
        assertEquals(VrrpState.FAULT, standing.shown(), "nothing is heard in a fault");
    }

    @Test
    void theEndOfAFaultIsLikeAStart() {
        start();
        on(new Event.FaultBegan());
        nowNs += 20 * SECOND;
        on(new Event.FaultEnded());
        assertEquals(nowNs + router.downNs(100, SECOND), backup().downDeadlineNs());
    }

    @Test
    void theSkewFollowsThePriority() {
        start();
        long deadlineNs = backup().downDeadlineNs();
        on(new Event.PriorityChanged(150));
        assertEquals(deadlineNs - 156 * SECOND / 256 + 106 * SECOND / 256, backup().downDeadlineNs());
        assertEquals(150, standing.priority());
        assertEquals(List.of(
            new Action.Log("Changing effective priority from 100 to 150"),
            new Action.NotifyPriority(100, 150)), actions);
    }

    @Test
    void theNextAdvertisementCarriesTheNewPriority() {
        becomeActive();
        on(new Event.PriorityChanged(80));
        nowNs = active().advertiseDeadlineNs();
        on(new Event.Tick());
        assertTrue(actions.contains(new Action.SendAdvertisement(80)));
    }

    @Test
    void ofTwoOwnersTheOneWithTheLowerAddressIsBackupUntilTheOtherIsGone() {
        priority = 255;
        start();
        on(heard(255, LOWER));
        assertEquals(VrrpState.MASTER, standing.shown());
        on(heard(255, HIGHER));
        assertEquals(VrrpState.BACKUP, standing.shown());
        assertEquals(254, standing.priority());
        assertTrue(actions.contains(new Action.NotifyPriority(255, 254)));
        assertTrue(actions.contains(new Action.Log(
            "Master received advert from 192.0.2.200 with higher priority 255, ours 254")), actions.toString());
        nowNs = backup().downDeadlineNs();
        on(new Event.Tick());
        assertEquals(VrrpState.MASTER, standing.shown());
        assertTrue(actions.contains(new Action.SendAdvertisement(255)), "the owner again");
    }

    /// Members of a group start later or sooner: an owner is willing at once, and looks again after one interval.
    @Test
    void anOwnerThatItsGroupKeepsBackWaitsOneIntervalAndTheLeastSkew() {
        priority = 255;
        grouped = true;
        start();
        assertTrue(backup().willing());
        assertEquals(nowNs + SECOND + SECOND / 256, backup().downDeadlineNs());
    }

    @Test
    void announcesElsewhereAsLongAsItIsActive() {
        announce = new AnnounceSettings(5, 0, 5, 0, 1, 0, 10 * SECOND);
        becomeActive();
        long becameNs = nowNs;
        nowNs = becameNs + 10 * SECOND - 1;
        on(new Event.Tick());
        assertFalse(actions.contains(new Action.AnnounceElsewhere()));
        for (int i = 1; i <= 2; i++) {
            nowNs = becameNs + i * 10 * SECOND;
            on(new Event.Tick());
            assertTrue(actions.contains(new Action.AnnounceElsewhere()));
        }
    }

    @Test
    void nothingMovesTheOwner() {
        priority = 255;
        start();
        on(new Event.PriorityChanged(50));
        assertEquals(255, standing.priority());
        assertEquals(List.of(), actions);
    }

    /// Measured on keepalived 2.2.7, priority 200, 1 s: active again 0.22 s after the address went.
    @Test
    void aLostAddressMeansANewElection() {
        priority = 200;
        becomeActive();
        on(new Event.AddressLost());
        assertEquals(List.of(
            new Action.SendAdvertisement(0),
            new Action.Enter(VrrpState.MASTER, VrrpState.BACKUP, Action.Cause.ADDRESS_LOST),
            new Action.RemoveAddresses()), actions);
        assertEquals(nowNs + 56 * SECOND / 256, backup().downDeadlineNs());
    }

    @Test
    void aRouterThatSleptTooLongStepsBackOnRequest() {
        timerExpiredBackup = OptionalInt.of(254);
        becomeActive();
        long othersTakeOverNs =
            active().advertiseDeadlineNs() - SECOND + router.downNs(254, SECOND);
        nowNs = othersTakeOverNs - 1;
        on(new Event.Tick());
        assertEquals(VrrpState.MASTER, standing.shown());

        nowNs = active().advertiseDeadlineNs() - SECOND + router.downNs(254, SECOND);
        on(new Event.Tick());
        assertEquals(VrrpState.BACKUP, standing.shown());
        assertFalse(actions.contains(new Action.SendAdvertisement(0)));
    }

    @Test
    void namesTheEarliestOfItsDeadlines() {
        announce = new AnnounceSettings(5, SECOND / 2, 5, SECOND / 4, 1, SECOND / 8, 0);
        assertEquals(OptionalLong.empty(), VirtualRouter.deadlineNs(new State.Initialize()));
        becomeActive();
        assertEquals(OptionalLong.of(nowNs + SECOND / 8), VirtualRouter.deadlineNs(standing.state()));
        assertEquals(OptionalLong.of(5), VirtualRouter.deadlineNs(
            new State.Active(9, OptionalLong.of(8), OptionalLong.of(5), OptionalLong.of(7), OptionalLong.of(6))));
        assertEquals(OptionalLong.of(4), VirtualRouter.deadlineNs(
            new State.Active(9, OptionalLong.of(8), OptionalLong.of(5), OptionalLong.of(7), OptionalLong.of(4))));
        // Just before and just after the wrap.
        assertEquals(OptionalLong.of(Long.MAX_VALUE), VirtualRouter.deadlineNs(new State.Active(
            Long.MIN_VALUE, OptionalLong.of(Long.MAX_VALUE), OptionalLong.empty(), OptionalLong.empty(),
            OptionalLong.empty())));
    }

    private VirtualRouter router() {
        return new VirtualRouter(new RouterSettings(version, priority, US, intervalNs, preempt, preemptDelayNs,
            downTimerAdverts, lowerPriorityNoAdvert, higherPrioritySendAdvert, timerExpiredBackup, announce,
            grouped));
    }

    private void start() {
        nowNs = START_NS;
        router = router();
        standing = router.initial();
        on(new Event.Startup());
    }

    private void becomeActive() {
        start();
        if (backupNow()) {
            nowNs = backup().downDeadlineNs();
            on(new Event.Tick());
        }
    }

    private boolean backupNow() {
        return standing.state() instanceof State.Backup;
    }

    private void on(Event event) {
        Transition transition = router.on(standing, event, nowNs);
        standing = transition.standing();
        actions = transition.actions();
    }

    private Event.Heard heard(int heardPriority, IpAddress source) {
        return new Event.Heard(heardPriority, source, intervalNs);
    }

    private State.Backup backup() {
        return assertInstanceOf(State.Backup.class, standing.state());
    }

    private State.Active active() {
        return assertInstanceOf(State.Active.class, standing.state());
    }
}
