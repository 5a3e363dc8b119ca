package uvs.vrrp;

import java.util.List;

/// What an event came to.
public record Transition(Standing standing, List<Action> actions) {

    public Transition {
        actions = List.copyOf(actions);
    }

    static Transition to(Standing standing, Action... actions) {
        return new Transition(standing, List.of(actions));
    }
}
