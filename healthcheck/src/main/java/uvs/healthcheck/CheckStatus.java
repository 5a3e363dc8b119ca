package uvs.healthcheck;

import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;
import uvs.healthcheck.check.Reason;

/// One check as it was at one moment: a line of `uvs show checks`.
///
/// @param virtualServer its name as in the log
/// @param checker       the block's name, such as `TCP_CHECK`
/// @param target        what is asked, such as `http://10.0.0.11:80/health`, or the script or file
/// @param alive         whether the real server is alive, all of its checks taken together
/// @param weight        the real server's weight with what checks add
/// @param suspended     whether the check waits for its virtual server's address (`ha_suspend`)
public record CheckStatus(
    String virtualServer, String realServer, String checker, String target, boolean alive, int weight,
    boolean suspended, Progress progress) {

    /// How the check itself does.
    ///
    /// @param hasRun      false until the first result that says whether the server is up
    /// @param running     whether a run is under way
    /// @param due         the time to the next run; empty while one is under way, or if none is to come
    /// @param retriesLeft how many failures more a check that is up may have
    /// @param last        the last run; empty before the first
    /// @param latency     how long runs took; empty before the first, and for a check that does not run by itself
    public record Progress(
        boolean up, boolean hasRun, boolean running, Optional<Duration> due, int retriesLeft,
        Optional<LastRun> last, long runs, long failures, Optional<Latency> latency) {

        /// Of a check that does not run by itself, before it has heard anything.
        static final Progress NONE = new Progress(
            true, false, false, Optional.empty(), 0, Optional.empty(), 0, 0, Optional.empty());

        /// Whether the last run failed; while the check is still up it will be tried again.
        boolean lastFailed() {
            return last.isPresent() && !last.get().success();
        }
    }

    /// What the last run found.
    ///
    /// @param reason for programs
    /// @param words  for people, with what was seen: `wrong status: 503`
    /// @param ago    how long it is over
    /// @param took   how long it took; zero for a check that does not run by itself
    public record LastRun(Reason reason, String words, Duration ago, Duration took) {

        public boolean success() {
            return reason.success();
        }
    }

    /// How long something took, in microseconds.
    public record Latency(long median, long p90, long p99, long longest) {

        /// Zeros for an empty histogram. One pass over it, since a snapshot has thousands.
        static Latency of(AbstractHistogram histogram) {
            long total = histogram.getTotalCount();
            long median = 0;
            long p90 = 0;
            long p99 = 0;
            for (HistogramIterationValue value : histogram.recordedValues()) {
                long before = value.getTotalCountToThisValue() - value.getCountAddedInThisIterationStep();
                long highest = value.getValueIteratedTo();
                median = reaches(before, total, 50) ? median : highest;
                p90 = reaches(before, total, 90) ? p90 : highest;
                p99 = reaches(before, total, 99) ? p99 : highest;
            }
            return new Latency(median, p90, p99, histogram.getMaxValue());
        }

        /// Whether so many of all are at least this percentage.
        private static boolean reaches(long count, long total, int percent) {
            return 100 * count >= percent * total;
        }
    }

    /// The state in a word: `up`, `down`, `retrying`, `unknown` before the first result,
    /// `suspended`, or `not run` where uvs does not carry out the check.
    public String state() {
        if (suspended) {
            return "suspended";
        }
        if (checker.equals("BFD_CHECK")) {
            return "not run";
        }
        if (!progress.hasRun()) {
            return "unknown";
        }
        return !progress.up() ? "down" : progress.lastFailed() ? "retrying" : "up";
    }
}
