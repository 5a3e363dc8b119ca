package uvs.vrrp;

/// All that a virtual router remembers.
///
/// @param priority the effective priority: the base priority and what trackers with weights add to it
public record Standing(State state, int priority) {

    Standing in(State next) {
        return new Standing(next, priority);
    }

    public VrrpState shown() {
        return state.shown();
    }
}
