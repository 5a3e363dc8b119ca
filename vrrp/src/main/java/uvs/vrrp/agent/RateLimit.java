package uvs.vrrp.agent;

/// Lets one log line of a kind through at a time, and counts those it holds back.
final class RateLimit {

    private static final long INTERVAL_NS = 10_000_000_000L;

    private boolean started;
    private long nextNs;
    private long held;

    /// Whether a line may be written now.
    boolean allows(long nowNs) {
        if (started && nowNs - nextNs < 0) {
            held++;
            return false;
        }
        started = true;
        nextNs = nowNs + INTERVAL_NS;
        return true;
    }

    /// What to put behind a line that was let through: how many were held back before it.
    String suffix() {
        String suffix = held == 0 ? "" : " (and " + held + " like it)";
        held = 0;
        return suffix;
    }
}
