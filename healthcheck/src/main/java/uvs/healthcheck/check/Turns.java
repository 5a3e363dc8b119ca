package uvs.healthcheck.check;

/// Which of several things a check asks next: one a run, in turn, and all of them must pass.
///
/// One that fails is asked again until it passes, and then all of them are.
final class Turns {

    private final int count;
    private final boolean again;
    private int next;
    private boolean failed;

    /// @param again whether a single one, too, must pass once more after it has failed: keepalived asks all URLs
    ///              again, be it only the same one
    Turns(int count, boolean again) {
        this.count = count;
        this.again = again;
    }

    int next() {
        return next;
    }

    /// What the outcome for one of them means for all.
    ///
    /// @param what names the one
    Outcome advance(Outcome outcome, String what) {
        if (!outcome.success()) {
            failed = count > 1 || again;
            return count == 1 ? outcome
                : new Outcome(outcome.reason(), (outcome.detail() + " for " + what).strip(), outcome.weight());
        }
        boolean whole = !failed && next == count - 1;
        next = failed ? 0 : (next + 1) % count;
        failed = false;
        return whole ? outcome : Outcome.of(Reason.PARTLY, what);
    }
}
