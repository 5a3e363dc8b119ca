package uvs.healthcheck;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.HdrHistogram.AbstractHistogram;
import uvs.config.HealthChecker;
import uvs.healthcheck.check.CheckLoop;
import uvs.healthcheck.check.Probes;

/// Makes the runners of checks. On the conductor.
final class Watchers {

    private static final Duration BEFORE_FIRST_RUN = Duration.ofSeconds(1);
    private static final HealthChecker.Timing NO_TIMING = new HealthChecker.Timing(
        0, Duration.ZERO, Duration.ZERO, Duration.ZERO, false, false);

    private final CheckLoop loop;
    private final Probes probes;
    private final RandomGenerator random;
    private final AbstractHistogram lateness;
    private final BiConsumer<Watch, CheckRunner.Ran> listener;

    /// @param probes   makes what they run
    /// @param lateness takes in how late runs start
    /// @param listener is told, on the event loop, of runs that changed something or failed
    Watchers(
        CheckLoop loop, Probes probes, RandomGenerator random, AbstractHistogram lateness,
        BiConsumer<Watch, CheckRunner.Ran> listener) {
        this.lateness = lateness;
        this.loop = loop;
        this.probes = probes;
        this.random = random;
        this.listener = listener;
    }

    /// @param known what is known from an earlier configuration, or the state at the start
    Watch watch(Watch.Key key, RealServerHealth.Check known) {
        HealthChecker.Timing timing = timing(key.checker());
        // The runner's listener needs the watch, and the watch the runner.
        var self = new Watch[1];
        var runner = probes.of(key.checker()).map(probe -> new CheckRunner(
            loop.eventLoop(), timing, key.checker() instanceof HealthChecker.MiscCheck,
            new Retry(known.up(), known.hasRun(), known.hasRun() ? timing.retry() : 0), probe, lateness,
            ran -> tell(self[0], ran)));
        self[0] = new Watch(key, timing, runner, warmup(timing.warmup()));
        return self[0];
    }

    /// Most runs succeed as the one before did; the conductor need not hear of them.
    private void tell(Watch watch, CheckRunner.Ran ran) {
        if (ran.change() != Retry.Change.NONE || !ran.outcome().success() || ran.outcome().weight().isPresent()
            || watch.key().checker() instanceof HealthChecker.MiscCheck) {
            listener.accept(watch, ran);
        }
    }

    /// Spreads the first runs, so that they do not all go out at once.
    private Supplier<Duration> warmup(Duration warmup) {
        long nanos = warmup.toNanos();
        long delay = nanos == 0 ? 0 : random.nextLong(nanos + 1);
        return () -> BEFORE_FIRST_RUN.plusNanos(delay);
    }

    private static HealthChecker.Timing timing(HealthChecker checker) {
        return switch (checker) {
            case HealthChecker.Connecting connecting -> connecting.timing();
            case HealthChecker.MiscCheck misc -> misc.timing();
            case HealthChecker.FileCheck _, HealthChecker.BfdCheck _ -> NO_TIMING;
        };
    }
}
