package uvs.healthcheck.check;

import java.util.function.Consumer;

/// One kind of check, ready to run against one server.
///
/// An instance belongs to one check and to the event loop. It may remember where it stands, such as which of
/// several URLs is next, but never runs twice at the same time.
public interface Probe {

    /// Starts a run and returns at once. `done` is called exactly once, on the event loop, unless the run was
    /// abandoned; the run limits its own time.
    Run run(Consumer<Outcome> done);

    /// Whether a check that is down goes on at once after a success that was only part of one
    /// (`fast_recovery`).
    default boolean continuesAtOnce() {
        return false;
    }

    /// A run under way.
    interface Run {

        /// Gives the run up: its socket is closed, and its outcome will not be told.
        void abandon();
    }
}
