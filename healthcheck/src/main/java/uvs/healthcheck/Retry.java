package uvs.healthcheck;

/// What a run of results of one check means: a pure function from a result to the check's next state.
///
/// The rules are keepalived's. The retries count as spent at the start, so the very first failure takes the
/// check down at once. Later failures are tried again after `delay_before_retry`, `retry` times, before the
/// check is down. One success brings it up. While it is down there are no retries: each run is a
/// `delay_loop` after the one before.
///
/// @param up          what the check says about its server
/// @param hasRun      false until the first result
/// @param retriesLeft how many more failures are borne before the check is down
public record Retry(boolean up, boolean hasRun, int retriesLeft) {

    /// When to look again.
    public enum Next { DELAY_LOOP, DELAY_BEFORE_RETRY }

    /// What a result changed.
    public enum Change {
        /// Up, or up for the first time.
        UP,
        /// Down, or down for the first time.
        DOWN,
        /// A failure that will be tried again.
        RETRYING,
        /// Nothing: up as before, or down as before.
        NONE
    }

    /// The state after a result, and what to do.
    public record Step(Retry state, Change change, Next next) {
    }

    public Retry {
        if (retriesLeft < 0) {
            throw new IllegalArgumentException("retriesLeft=" + retriesLeft + " is negative");
        }
    }

    /// A check before its first run. With `alpha` its server counts as down until it has been seen up.
    public static Retry initial(boolean alpha) {
        return new Retry(!alpha, false, 0);
    }

    /// @param retry the configured number of retries
    public Step after(boolean success, int retry) {
        if (success) {
            return new Step(new Retry(true, true, retry), up && hasRun ? Change.NONE : Change.UP, Next.DELAY_LOOP);
        }
        if (hasRun && !up) {
            return new Step(this, Change.NONE, Next.DELAY_LOOP);
        }
        if (retriesLeft == 0) {
            return new Step(new Retry(false, true, retry), Change.DOWN, Next.DELAY_LOOP);
        }
        return new Step(new Retry(up, true, retriesLeft - 1), Change.RETRYING, Next.DELAY_BEFORE_RETRY);
    }

    /// The state after a success that is only part of one: one of several URLs is well. It says nothing for
    /// a check that is down, and ends a run of failures for one that is up.
    ///
    /// @param retry the configured number of retries
    public Retry afterPart(int retry) {
        return new Retry(up, hasRun, up && hasRun ? retry : retriesLeft);
    }
}
