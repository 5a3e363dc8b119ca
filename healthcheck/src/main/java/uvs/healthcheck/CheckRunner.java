package uvs.healthcheck;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import uvs.config.HealthChecker.Timing;
import uvs.healthcheck.check.Outcome;
import uvs.healthcheck.check.Probe;
import uvs.healthcheck.check.Reason;

/// Runs one check again and again. On the event loop only.
///
/// The next run is set when the last one has ended, so a check never overlaps itself; between two runs, and
/// during one, it costs one timer.
final class CheckRunner {

    static final long LONGEST_LATENCY_MICROS = TimeUnit.HOURS.toMicros(1);

    private final EventLoop loop;
    private final Timing timing;
    private final boolean fromStart;
    private final Probe probe;
    private final Consumer<Ran> listener;
    private final AbstractHistogram lateness;
    private final Histogram latencies = new PackedHistogram(LONGEST_LATENCY_MICROS, 2);

    private Retry retry;
    private Future<?> timer;
    private Probe.Run run;
    private boolean stopped;
    private long startedNs;
    private long endedNs;
    private long dueNs;
    private long tookNs;
    private Outcome last;
    private long runs;
    private long failures;

    /// A run that has ended.
    record Ran(Outcome outcome, Retry.Change change, boolean first) {
    }

    /// @param fromStart whether the delay to the next run counts from the start of this one
    /// @param lateness  takes in how long after its time each run started, in microseconds
    CheckRunner(
        EventLoop loop, Timing timing, boolean fromStart, Retry retry, Probe probe, AbstractHistogram lateness,
        Consumer<Ran> listener) {
        this.lateness = lateness;
        this.loop = loop;
        this.timing = timing;
        this.fromStart = fromStart;
        this.retry = retry;
        this.probe = probe;
        this.listener = listener;
    }

    /// Sets the next run. Nothing happens if one is set or under way.
    void schedule(Duration delay) {
        if (timer == null && run == null && !stopped) {
            dueNs = System.nanoTime() + delay.toNanos();
            timer = loop.schedule(this::start, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Gives up the run under way and sets no other, until [#schedule].
    void suspend() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (run != null) {
            run.abandon();
            run = null;
        }
    }

    void stop() {
        stopped = true;
        suspend();
    }

    Retry retry() {
        return retry;
    }

    private void start() {
        timer = null;
        startedNs = System.nanoTime();
        lateness.recordValue(Math.clamp((startedNs - dueNs) / 1_000, 0, LONGEST_LATENCY_MICROS));
        try {
            run = probe.run(this::ended);
        } catch (RuntimeException e) {
            // A probe that cannot even start must not end its check.
            ended(Outcome.of(Reason.LOCAL, e.toString()));
        }
    }

    private void ended(Outcome outcome) {
        run = null;
        endedNs = System.nanoTime();
        tookNs = endedNs - startedNs;
        latencies.recordValue(Math.min(tookNs / 1_000, LONGEST_LATENCY_MICROS));
        last = outcome;
        runs++;
        failures += outcome.success() ? 0 : 1;
        boolean first = !retry.hasRun();
        Duration delay;
        if (outcome.reason() == Reason.PARTLY) {
            retry = retry.afterPart(timing.retry());
            delay = !retry.up() && probe.continuesAtOnce() ? Duration.ZERO : timing.delayLoop();
        } else {
            Retry.Step step = retry.after(outcome.success(), timing.retry());
            retry = step.state();
            delay = switch (step.next()) {
                case DELAY_LOOP -> timing.delayLoop();
                case DELAY_BEFORE_RETRY -> timing.delayBeforeRetry();
            };
            listener.accept(new Ran(outcome, step.change(), first));
        }
        long elapsedNs = fromStart ? tookNs : 0;
        schedule(Duration.ofNanos(Math.max(0, delay.toNanos() - elapsedNs)));
    }

    /// How this check does at this moment.
    CheckStatus.Progress progress() {
        long nowNs = System.nanoTime();
        Optional<Duration> due = timer == null ? Optional.empty()
            : Optional.of(Duration.ofNanos(Math.max(0, dueNs - nowNs)));
        Optional<CheckStatus.LastRun> lastRun = Optional.ofNullable(last).map(outcome -> new CheckStatus.LastRun(
            outcome.reason(), outcome.words(), Duration.ofNanos(nowNs - endedNs), Duration.ofNanos(tookNs)));
        return new CheckStatus.Progress(
            retry.up(), retry.hasRun(), run != null, due, retry.retriesLeft(), lastRun, runs, failures,
            runs == 0 ? Optional.empty() : Optional.of(CheckStatus.Latency.of(latencies)));
    }
}
