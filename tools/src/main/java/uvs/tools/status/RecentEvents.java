package uvs.tools.status;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import uvs.healthcheck.Decision;
import uvs.vrrp.agent.Notice;

/// The newest events, as many as a page shows. On the conductor.
public final class RecentEvents {

    static final int MOST = 100;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final Clock clock;

    public RecentEvents(Clock clock) {
        this.clock = clock;
    }

    /// A virtual router or a sync group has changed its state.
    public void hear(Notice.StateChanged change) {
        add(change.kind() == Notice.Kind.GROUP ? Event.Kind.GROUP : Event.Kind.INSTANCE, change.name(),
            change.from() + " to " + change.to());
    }

    /// The checks, or a reload, have changed the table.
    public void hear(Decision.Programming decision) {
        Optional<String> server = switch (decision) {
            case Decision.AddRealServer(var virtual, var id, _) -> Optional.of(id + " of " + virtual);
            case Decision.EditRealServer(var virtual, var id, _) -> Optional.of(id + " of " + virtual);
            case Decision.RemoveRealServer(var virtual, var id) -> Optional.of(id + " of " + virtual);
            case Decision.AddVirtualServer _, Decision.EditVirtualServer _, Decision.RemoveVirtualServer _ ->
                Optional.empty();
        };
        server.ifPresent(name -> add(Event.Kind.SERVER, name, switch (decision) {
            case Decision.AddRealServer(_, _, var settings) -> "in, weight " + settings.weight();
            case Decision.EditRealServer(_, _, var settings) -> "weight " + settings.weight();
            default -> "out";
        }));
    }

    private void add(Event.Kind kind, String name, String text) {
        if (events.size() == MOST) {
            events.removeLast();
        }
        events.addFirst(new Event(clock.instant(), kind, name, text));
    }

    /// The newest first.
    public List<Event> list() {
        return List.copyOf(events);
    }
}
