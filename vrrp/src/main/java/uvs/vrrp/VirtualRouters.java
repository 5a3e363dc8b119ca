package uvs.vrrp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// All virtual routers of one node and the sync groups between them, as one function.
///
/// A group becomes active when every member is willing, and what takes one member back takes all.
public final class VirtualRouters {

    private final List<VirtualRouter> routers;
    private final List<SyncGroup> groups;
    private final List<Optional<SyncGroup>> groupOf;

    public VirtualRouters(List<VirtualRouter> routers, List<SyncGroup> groups) {
        this.routers = List.copyOf(routers);
        this.groups = List.copyOf(groups);
        var found = new ArrayList<Optional<SyncGroup>>();
        for (int i = 0; i < routers.size(); i++) {
            int router = i;
            found.add(groups.stream().filter(group -> group.members().contains(router)).findFirst());
        }
        groupOf = List.copyOf(found);
    }

    /// One thing to be done, and for whom.
    public sealed interface Step {

        record OfRouter(int router, Action action) implements Step {}

        record OfGroup(SyncGroup group, VrrpState from, VrrpState to) implements Step {}
    }

    /// What an event came to.
    public record Outcome(Standings standings, List<Step> steps) {

        public Outcome {
            steps = List.copyOf(steps);
        }
    }

    private record Pending(int router, Event event) {}

    public List<VirtualRouter> routers() {
        return routers;
    }

    public List<SyncGroup> groups() {
        return groups;
    }

    public Standings initial() {
        return new Standings(
            routers.stream().map(VirtualRouter::initial).toList(), routers.stream().map(_ -> false).toList());
    }

    /// @param router whom the event concerns
    public Outcome on(Standings before, int router, Event event, long nowNs) {
        var pending = new ArrayDeque<Pending>();
        var steps = new ArrayList<Step>();
        Standings now = enqueue(before, router, event, pending);
        while (!pending.isEmpty()) {
            now = apply(now, pending.remove(), nowNs, pending, steps);
        }
        Standings after = now;
        groupOf.get(router).ifPresent(group -> {
            VrrpState from = group.shown(before);
            VrrpState to = group.shown(after);
            if (from != to) {
                steps.add(new Step.OfGroup(group, from, to));
            }
        });
        return new Outcome(after, steps);
    }

    /// A fault concerns every member of the group, and ends with the last one. Before the start it is only
    /// remembered.
    private Standings enqueue(Standings standings, int router, Event event, ArrayDeque<Pending> pending) {
        return switch (event) {
            case Event.FaultBegan() -> {
                Standings now = standings.withFault(router, true);
                enqueueWhere(now, router, event, pending,
                    state -> !(state instanceof State.Fault || state instanceof State.Initialize));
                yield now;
            }
            case Event.FaultEnded() -> {
                Standings now = standings.withFault(router, false);
                if (!isFaulty(now, router)) {
                    enqueueWhere(now, router, event, pending, State.Fault.class::isInstance);
                }
                yield now;
            }
            case Event.Startup() -> {
                pending.add(new Pending(router, isFaulty(standings, router) ? new Event.FaultBegan() : event));
                yield standings;
            }
            case Event.Shutdown(), Event.Tick(), Event.Heard _, Event.PriorityChanged _, Event.AddressLost(),
                Event.GroupElected(), Event.GroupSteppedBack(), Event.GroupChallenged() -> {
                pending.add(new Pending(router, event));
                yield standings;
            }
        };
    }

    private void enqueueWhere(
        Standings now, int router, Event event, ArrayDeque<Pending> pending, Predicate<State> concerns) {
        for (int member : groupOf.get(router).map(SyncGroup::members).orElse(List.of(router))) {
            if (concerns.test(now.routers().get(member).state())) {
                pending.add(new Pending(member, event));
            }
        }
    }

    private boolean isFaulty(Standings standings, int router) {
        return groupOf.get(router).map(group -> group.isFaulty(standings))
            .orElseGet(() -> standings.faults().get(router));
    }

    private Standings apply(
        Standings standings, Pending next, long nowNs, ArrayDeque<Pending> pending, List<Step> steps) {
        Standing was = standings.routers().get(next.router());
        Transition transition = routers.get(next.router()).on(was, next.event(), nowNs);
        for (Action action : transition.actions()) {
            steps.add(new Step.OfRouter(next.router(), action));
        }
        Standings after = standings.with(next.router(), transition.standing());
        groupOf.get(next.router()).ifPresent(group -> {
            for (Event event : consequences(group, was, transition, after)) {
                group.members().stream().filter(member -> member != next.router())
                    .forEach(member -> pending.add(new Pending(member, event)));
            }
            // Whoever is willing last carries the election for all.
            if (isBackup(transition.standing()) && group.wantsToBeActive(after)) {
                pending.add(new Pending(next.router(), new Event.GroupElected()));
            }
        });
        return after;
    }

    /// What the other members of a group have to be told. Those whom it does not concern ignore it.
    private static List<Event> consequences(
        SyncGroup group, Standing was, Transition transition, Standings after) {
        boolean wasActive = was.shown() == VrrpState.MASTER;
        boolean isActive = transition.standing().shown() == VrrpState.MASTER;
        if (isActive && !wasActive && group.shown(after) != VrrpState.MASTER) {
            return List.of(new Event.GroupElected());
        }
        if (wasActive && isBackup(transition.standing())) {
            return List.of(new Event.GroupSteppedBack());
        }
        return transition.actions().contains(new Action.NotifyLowerPriority())
            ? List.of(new Event.GroupChallenged()) : List.of();
    }

    private static boolean isBackup(Standing standing) {
        return standing.shown() == VrrpState.BACKUP;
    }
}
