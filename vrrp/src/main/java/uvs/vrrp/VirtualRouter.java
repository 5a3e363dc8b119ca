package uvs.vrrp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import uvs.vrrp.Action.Cause;
import uvs.vrrp.State.Active;
import uvs.vrrp.State.Backup;
import uvs.vrrp.State.Fault;
import uvs.vrrp.State.Initialize;

/// The protocol of one virtual router as a function (RFC 9568 section 6.4, RFC 3768 section 6.4, and what keepalived
/// adds): of what it remembers, what happens and when, to what it remembers then and what is to be done.
public final class VirtualRouter {

    private static final int RESIGN = 0;
    private static final int BELOW_OWNER = 254;
    private static final long SECOND_NS = 1_000_000_000;

    private final RouterSettings settings;

    public VirtualRouter(RouterSettings settings) {
        this.settings = settings;
    }

    public RouterSettings settings() {
        return settings;
    }

    /// Before anything happened.
    public Standing initial() {
        return new Standing(new Initialize(), settings.priority());
    }

    public Transition on(Standing standing, Event event, long nowNs) {
        if (event instanceof Event.PriorityChanged(int priority)) {
            return withPriority(standing, priority);
        }
        return switch (standing.state()) {
            case Initialize _ -> whenInitialize(standing, event, nowNs);
            case Fault _ -> whenFault(standing, event, nowNs);
            case Backup backup -> whenBackup(standing, backup, event, nowNs);
            case Active active -> whenActive(standing, active, event, nowNs);
        };
    }

    /// When [Event.Tick] has something to do, or nothing for a state without deadlines.
    public static OptionalLong deadlineNs(State state) {
        return switch (state) {
            case Initialize _, Fault _ -> OptionalLong.empty();
            case Backup backup -> OptionalLong.of(backup.downDeadlineNs());
            case Active active -> OptionalLong.of(earlier(
                earlier(active.advertiseDeadlineNs(), active.secondBurstNs()),
                active.lowerPriorityBurstNs(), active.refreshNs(), active.elsewhereNs()));
        };
    }

    /// `Skew_Time`: a better router is quicker to take over. A hundredth of a second is not rounded to, as RFC 9568
    /// has it, since keepalived does not.
    long skewNs(int priority, long activeIntervalNs) {
        int base = settings.isOwner() ? settings.priority() : priority;
        return (256 - base) * (settings.version() == 2 ? SECOND_NS : activeIntervalNs) / 256;
    }

    /// `Active_Down_Interval`.
    long downNs(int priority, long activeIntervalNs) {
        return settings.downTimerAdverts() * activeIntervalNs + skewNs(priority, activeIntervalNs);
    }

    private Transition whenInitialize(Standing standing, Event event, long nowNs) {
        return switch (event) {
            case Event.Startup() -> start(standing, Cause.STARTUP, nowNs);
            case Event.FaultBegan() -> Transition.to(
                standing.in(new Fault()), new Action.Enter(VrrpState.INIT, VrrpState.FAULT, Cause.FAULT));
            case Event.Shutdown(), Event.Tick(), Event.Heard _, Event.FaultEnded(), Event.PriorityChanged _,
                Event.AddressLost(), Event.GroupElected(), Event.GroupSteppedBack(), Event.GroupChallenged() ->
                Transition.to(standing);
        };
    }

    private Transition whenFault(Standing standing, Event event, long nowNs) {
        return switch (event) {
            case Event.FaultEnded() -> start(standing, Cause.RECOVERY, nowNs);
            case Event.Shutdown() -> Transition.to(standing.in(new Initialize()),
                new Action.Enter(VrrpState.FAULT, VrrpState.INIT, Cause.SHUTDOWN));
            case Event.Startup(), Event.FaultBegan(), Event.Tick(), Event.Heard _, Event.PriorityChanged _,
                Event.AddressLost(), Event.GroupElected(), Event.GroupSteppedBack(), Event.GroupChallenged() ->
                Transition.to(standing);
        };
    }

    private Transition whenBackup(Standing standing, Backup backup, Event event, long nowNs) {
        return switch (event) {
            case Event.Tick() when nowNs - backup.downDeadlineNs() >= 0 -> activeIsGone(standing, backup, nowNs);
            case Event.Heard heard when heard.priority() == RESIGN -> {
                long deadlineNs = nowNs + skewNs(standing.priority(), backup.activeIntervalNs());
                yield Transition.to(
                    standing.in(new Backup(deadlineNs, backup.activeIntervalNs(), backup.preemptDeadlineNs(),
                        backup.willing())),
                    new Action.Log("Backup received priority 0 advertisement"));
            }
            case Event.Heard heard -> heardAsBackup(standing, backup, heard, nowNs);
            case Event.GroupElected() -> becomeActive(standing, VrrpState.BACKUP, Cause.GROUP, nowNs);
            case Event.FaultBegan() -> Transition.to(
                standing.in(new Fault()), new Action.Enter(VrrpState.BACKUP, VrrpState.FAULT, Cause.FAULT));
            case Event.Shutdown() -> Transition.to(standing.in(new Initialize()),
                new Action.Enter(VrrpState.BACKUP, VrrpState.INIT, Cause.SHUTDOWN));
            case Event.Startup(), Event.FaultEnded(), Event.Tick(), Event.PriorityChanged _,
                Event.AddressLost(), Event.GroupSteppedBack(), Event.GroupChallenged() ->
                Transition.to(standing);
        };
    }

    private Transition whenActive(Standing standing, Active active, Event event, long nowNs) {
        return switch (event) {
            case Event.Tick() -> tickAsActive(standing, active, nowNs);
            case Event.Heard heard when heard.priority() == RESIGN -> Transition.to(
                standing.in(active.advertisedUntil(nowNs + settings.intervalNs())),
                new Action.Log("Master received priority 0 message"),
                new Action.SendAdvertisement(standing.priority()));
            case Event.Heard heard when isBetter(heard, standing.priority()) ->
                yieldTo(standing, heard, nowNs);
            case Event.Heard heard -> challenged(standing, active, heard, nowNs);
            case Event.GroupSteppedBack() -> stepBack(standing, Cause.GROUP, nowNs);
            case Event.AddressLost() -> reelect(standing, nowNs);
            case Event.GroupChallenged() -> Transition.to(
                standing.in(active.challenged(active.advertiseDeadlineNs(), lowerPriorityBurst(nowNs))),
                new Action.Announce(settings.announce().lowerPriorityRounds()));
            case Event.FaultBegan() -> resign(standing, new Fault(), Cause.FAULT);
            case Event.Shutdown() -> resign(standing, new Initialize(), Cause.SHUTDOWN);
            case Event.Startup(), Event.FaultEnded(), Event.PriorityChanged _, Event.GroupElected() ->
                Transition.to(standing);
        };
    }

    /// The owner takes its addresses at once; everybody else listens first, even with `state MASTER`.
    private Transition start(Standing standing, Cause cause, long nowNs) {
        if (settings.isOwner() && !settings.grouped()) {
            return becomeActive(standing, standing.shown(), Cause.OWNER, nowNs);
        }
        // An owner that only its group keeps back waits as long as it takes to hear of the others, and no longer.
        boolean willing = settings.isOwner();
        long waitNs = willing ? settings.intervalNs() + skewNs(settings.priority(), settings.intervalNs())
            : downNs(standing.priority(), settings.intervalNs());
        Backup backup = new Backup(nowNs + waitNs, settings.intervalNs(), OptionalLong.empty(), willing);
        return Transition.to(
            standing.in(backup), new Action.Enter(standing.shown(), VrrpState.BACKUP, cause));
    }

    private Transition activeIsGone(Standing standing, Backup backup, long nowNs) {
        if (!settings.grouped()) {
            return becomeActive(standing, VrrpState.BACKUP, Cause.TIMEOUT, nowNs);
        }
        // The other members may need another interval until they know it too.
        long deadlineNs = nowNs + downNs(standing.priority(), backup.activeIntervalNs());
        return Transition.to(standing.in(
            new Backup(deadlineNs, backup.activeIntervalNs(), backup.preemptDeadlineNs(), true)));
    }

    /// An owner that had to step back before another one is the owner again.
    private Transition becomeActive(Standing before, VrrpState from, Cause cause, long nowNs) {
        Standing standing = settings.isOwner() ? new Standing(before.state(), settings.priority()) : before;
        var announce = settings.announce();
        var active = new Active(nowNs + settings.intervalNs(), later(nowNs, announce.masterDelayNs()),
            OptionalLong.empty(), later(nowNs, announce.refreshNs()), later(nowNs, announce.elsewhereNs()));
        var actions = new ArrayList<Action>();
        if (cause == Cause.TIMEOUT) {
            actions.add(new Action.Log("Receive advertisement timeout"));
        }
        actions.add(new Action.SendAdvertisement(standing.priority()));
        actions.add(new Action.Enter(from, VrrpState.MASTER, cause));
        actions.add(new Action.InstallAddresses());
        actions.add(new Action.Announce(announce.masterRounds()));
        return new Transition(standing.in(active), actions);
    }

    private Transition heardAsBackup(Standing standing, Backup backup, Event.Heard heard, long nowNs) {
        boolean worse = heard.priority() < standing.priority();
        if (!worse || !settings.preempt()) {
            return accept(standing, heard, OptionalLong.empty(), nowNs);
        }
        if (settings.preemptDelayNs() > 0 && backup.preemptDeadlineNs().isEmpty()) {
            Transition accepted =
                accept(standing, heard, OptionalLong.of(nowNs + settings.preemptDelayNs()), nowNs);
            var actions = new ArrayList<Action>(accepted.actions());
            actions.add(new Action.Log("start preempt delay (%d.%06d)".formatted(
                settings.preemptDelayNs() / SECOND_NS, settings.preemptDelayNs() % SECOND_NS / 1000)));
            return new Transition(accepted.standing(), actions);
        }
        if (backup.preemptDeadlineNs().isPresent() && nowNs - backup.preemptDeadlineNs().getAsLong() < 0) {
            return accept(standing, heard, backup.preemptDeadlineNs(), nowNs);
        }
        // Not answering a worse router lets the deadline pass, and then we take over.
        return Transition.to(standing, new Action.Log("received lower priority (" + heard.priority()
            + ") advert from " + heard.source() + " - discarding"));
    }

    private Transition accept(
        Standing standing, Event.Heard heard, OptionalLong preemptDeadlineNs, long nowNs) {
        long intervalNs = heardIntervalNs(heard);
        long deadlineNs = nowNs + downNs(standing.priority(), intervalNs);
        var backup = new Backup(deadlineNs, intervalNs, preemptDeadlineNs, false);
        boolean told = standing.state() instanceof Backup before && before.activeIntervalNs() != intervalNs;
        return told
            ? Transition.to(standing.in(backup), new Action.Log("advertisement interval updated from "
                + ((Backup) standing.state()).activeIntervalNs() / 1_000_000 + "ms to "
                + intervalNs / 1_000_000 + "ms by master"))
            : Transition.to(standing.in(backup));
    }

    /// Version 2 has refused any other interval; version 3 follows the active router.
    private long heardIntervalNs(Event.Heard heard) {
        return settings.version() == 2 ? settings.intervalNs() : heard.intervalNs();
    }

    private boolean isBetter(Event.Heard heard, int priority) {
        return heard.priority() > priority
            || heard.priority() == priority && heard.source().compareTo(settings.source()) > 0;
    }

    private Transition yieldTo(Standing before, Event.Heard heard, long nowNs) {
        var actions = new ArrayList<Action>();
        Standing standing = before;
        if (settings.isOwner()) {
            // Two owners: keepalived has the one with the lower address step down from being one.
            standing = new Standing(before.state(), BELOW_OWNER);
            actions.add(new Action.Log(heard.source() + " is configured as the owner of the addresses too; give priority 255"
                + " to one router only. Changing effective priority from " + before.priority() + " to " + BELOW_OWNER));
            actions.add(new Action.NotifyPriority(before.priority(), BELOW_OWNER));
        }
        actions.add(new Action.Log(heard.priority() > standing.priority()
            ? "Master received advert from " + heard.source() + " with higher priority " + heard.priority()
                + ", ours " + standing.priority()
            : "Master received advert from " + heard.source() + " with same priority " + heard.priority()
                + " but higher IP address than ours"));
        if (settings.higherPrioritySendAdvert()) {
            actions.add(new Action.SendAdvertisement(standing.priority()));
        }
        actions.add(new Action.Enter(VrrpState.MASTER, VrrpState.BACKUP, Cause.BETTER_ROUTER));
        actions.add(new Action.RemoveAddresses());
        long intervalNs = heardIntervalNs(heard);
        var backup = new Backup(
            nowNs + downNs(standing.priority(), intervalNs), intervalNs, OptionalLong.empty(), false);
        return new Transition(standing.in(backup), actions);
    }

    /// A worse router believes that it is active. The segment may have learned its link-layer address.
    private Transition challenged(Standing standing, Active active, Event.Heard heard, long nowNs) {
        var actions = new ArrayList<Action>();
        actions.add(new Action.Log("Received advert from " + heard.source() + " with lower priority "
            + heard.priority() + ", ours " + standing.priority()
            + (settings.lowerPriorityNoAdvert() ? "" : ", forcing new election")));
        long deadlineNs = active.advertiseDeadlineNs();
        if (!settings.lowerPriorityNoAdvert()) {
            actions.add(new Action.SendAdvertisement(standing.priority()));
            deadlineNs = nowNs + settings.intervalNs();
        }
        actions.add(new Action.Announce(settings.announce().lowerPriorityRounds()));
        actions.add(new Action.NotifyLowerPriority());
        return new Transition(standing.in(active.challenged(deadlineNs, lowerPriorityBurst(nowNs))), actions);
    }

    private Transition tickAsActive(Standing standing, Active active, long nowNs) {
        if (cameTooLate(standing, active, nowNs)) {
            return stepBack(standing, Cause.LATE, nowNs);
        }
        List<Action> actions = new ArrayList<>();
        long advertiseNs = active.advertiseDeadlineNs();
        if (nowNs - advertiseNs >= 0) {
            actions.add(new Action.SendAdvertisement(standing.priority()));
            advertiseNs = next(advertiseNs, settings.intervalNs(), nowNs);
        }
        var announce = settings.announce();
        OptionalLong secondBurstNs = active.secondBurstNs();
        if (isDue(secondBurstNs, nowNs)) {
            actions.add(new Action.Announce(announce.masterRounds()));
            secondBurstNs = OptionalLong.empty();
        }
        OptionalLong lowerPriorityBurstNs = active.lowerPriorityBurstNs();
        if (isDue(lowerPriorityBurstNs, nowNs)) {
            actions.add(new Action.Announce(announce.lowerPriorityRounds()));
            lowerPriorityBurstNs = OptionalLong.empty();
        }
        OptionalLong refreshNs = active.refreshNs();
        if (isDue(refreshNs, nowNs)) {
            actions.add(new Action.Announce(announce.refreshRounds()));
            refreshNs = OptionalLong.of(next(refreshNs.getAsLong(), announce.refreshNs(), nowNs));
        }
        OptionalLong elsewhereNs = active.elsewhereNs();
        if (isDue(elsewhereNs, nowNs)) {
            actions.add(new Action.AnnounceElsewhere());
            elsewhereNs = OptionalLong.of(next(elsewhereNs.getAsLong(), announce.elsewhereNs(), nowNs));
        }
        return new Transition(standing.in(
            new Active(advertiseNs, secondBurstNs, lowerPriorityBurstNs, refreshNs, elsewhereNs)), actions);
    }

    /// Whether this host slept for so long that another router must have taken over.
    private boolean cameTooLate(Standing standing, Active active, long nowNs) {
        if (settings.timerExpiredBackup().isEmpty()) {
            return false;
        }
        long silentNs = nowNs - active.advertiseDeadlineNs() + settings.intervalNs();
        int priority = settings.timerExpiredBackup().getAsInt();
        return silentNs >= downNs(priority, settings.intervalNs());
    }

    private Transition stepBack(Standing standing, Cause cause, long nowNs) {
        var backup = new Backup(nowNs + downNs(standing.priority(), settings.intervalNs()),
            settings.intervalNs(), OptionalLong.empty(), false);
        return Transition.to(standing.in(backup),
            new Action.Enter(VrrpState.MASTER, VrrpState.BACKUP, cause), new Action.RemoveAddresses());
    }

    /// Without its addresses a router must not stay active. The one that has the best priority is back after the
    /// skew, with all addresses.
    private Transition reelect(Standing standing, long nowNs) {
        long deadlineNs = nowNs + skewNs(standing.priority(), settings.intervalNs());
        Backup backup = new Backup(deadlineNs, settings.intervalNs(), OptionalLong.empty(), false);
        return resign(standing, backup, Cause.ADDRESS_LOST);
    }

    private static Transition resign(Standing standing, State next, Cause cause) {
        return Transition.to(standing.in(next),
            new Action.SendAdvertisement(RESIGN),
            new Action.Enter(VrrpState.MASTER, next.shown(), cause),
            new Action.RemoveAddresses());
    }

    /// The skew follows the priority, and a running deadline moves with it.
    private Transition withPriority(Standing standing, int priority) {
        if (settings.isOwner() || priority == standing.priority()) {
            return Transition.to(standing);
        }
        State state = standing.state();
        if (state instanceof Backup backup) {
            long moved = skewNs(priority, backup.activeIntervalNs())
                - skewNs(standing.priority(), backup.activeIntervalNs());
            state = new Backup(backup.downDeadlineNs() + moved, backup.activeIntervalNs(),
                backup.preemptDeadlineNs(), backup.willing());
        }
        return Transition.to(new Standing(state, priority),
            new Action.Log("Changing effective priority from " + standing.priority() + " to " + priority),
            new Action.NotifyPriority(standing.priority(), priority));
    }

    private OptionalLong lowerPriorityBurst(long nowNs) {
        return later(nowNs, settings.announce().lowerPriorityDelayNs());
    }

    private static OptionalLong later(long nowNs, long delayNs) {
        return delayNs == 0 ? OptionalLong.empty() : OptionalLong.of(nowNs + delayNs);
    }

    private static boolean isDue(OptionalLong deadlineNs, long nowNs) {
        return deadlineNs.isPresent() && nowNs - deadlineNs.getAsLong() >= 0;
    }

    /// Keeps the beat, unless a beat or more was missed.
    private static long next(long deadlineNs, long intervalNs, long nowNs) {
        long next = deadlineNs + intervalNs;
        return nowNs - next >= 0 ? nowNs + intervalNs : next;
    }

    private static long earlier(long deadlineNs, OptionalLong... others) {
        long earliest = deadlineNs;
        for (OptionalLong other : others) {
            if (other.isPresent() && other.getAsLong() - earliest < 0) {
                earliest = other.getAsLong();
            }
        }
        return earliest;
    }
}
