package uvs.healthcheck.check;

/// Which of several things a check asks next: one a run, in turn, and all of them must pass.
///
/// One that fails is asked again until it passes, and then all of them are.
final class Turns {

    private final int count;
    private int next;
    private boolean failed;

    Turns(int count) {
        this.count = count;
    }

    int next() {
        return next;
    }

    /// What the outcome for one of them means for all.
    ///
    /// @param what names the one
    Outcome advance(Outcome outcome, String what) {
        if (count == 1) {
            return outcome;
        }
        if (!outcome.success()) {
            failed = true;
            return new Outcome(outcome.reason(), (outcome.detail() + " for " + what).strip(), outcome.weight());
        }
        boolean whole = !failed && next == count - 1;
        next = failed ? 0 : (next + 1) % count;
        failed = false;
        return whole ? outcome : Outcome.of(Reason.PARTLY, what);
    }
}
