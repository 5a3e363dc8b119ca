package uvs.healthcheck;

import java.time.Duration;
import org.HdrHistogram.AbstractHistogram;

/// One check as it was at one moment: a line of `uvs show checks`.
///
/// @param virtualServer its name as in the log
/// @param checker       the block's name, such as `TCP_CHECK`
/// @param alive         whether the real server is alive, all of its checks taken together
/// @param weight        the real server's weight with what checks add
/// @param suspended     whether the check waits for its virtual server's address (`ha_suspend`)
public record CheckStatus(
    String virtualServer, String realServer, String checker, boolean alive, int weight, boolean suspended,
    Progress progress) {

    /// How the check itself does.
    ///
    /// @param hasRun     false until the first result
    /// @param lastFailed whether the last run failed; while the check is still up it will be tried again
    /// @param running    whether a run is under way
    /// @param due        the time to the next run, if none is under way
    /// @param lastResult the last outcome in words; empty before the first
    public record Progress(
        boolean up, boolean hasRun, boolean lastFailed, boolean running, Duration due, String lastResult,
        long runs, long failures, Latency latency) {

        /// Of a check that does not run by itself.
        static final Progress NONE =
            new Progress(true, false, false, false, Duration.ZERO, "", 0, 0, Latency.NONE);
    }

    /// How long runs took, in microseconds; zeros before the first.
    public record Latency(long median, long p90, long p99, long longest) {

        static final Latency NONE = new Latency(0, 0, 0, 0);

        static Latency of(AbstractHistogram histogram) {
            return new Latency(
                histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99), histogram.getMaxValue());
        }
    }

    /// The state in a word: `up`, `down`, `retrying`, `unknown` before the first run, or `suspended`.
    public String state() {
        if (suspended) {
            return "suspended";
        }
        if (!progress.hasRun()) {
            return "unknown";
        }
        return !progress.up() ? "down" : progress.lastFailed() ? "retrying" : "up";
    }
}
