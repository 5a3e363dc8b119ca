package uvs.vrrp.track;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import uvs.config.VrrpScript;

/// Runs one `vrrp_script` at its interval, and tells when it comes up or goes down.
///
/// A run is skipped while the one before has not ended. All of it happens on the thread of the executor.
final class ScriptTracker implements AutoCloseable {

    private final VrrpScript script;
    private final ScriptExecutor scripts;
    private final ScheduledExecutorService timer;
    private final Consumer<TrackerResult> results;
    private ScheduledFuture<?> schedule;
    private Optional<ScriptHealth> health;
    private Optional<Runnable> running = Optional.empty();
    private boolean closed;

    /// @param known whether it was up before a reload
    ScriptTracker(VrrpScript script, ScriptExecutor scripts, Optional<Boolean> known,
        ScheduledExecutorService timer, Consumer<TrackerResult> results) {
        this.script = script;
        this.scripts = scripts;
        this.timer = timer;
        this.results = results;
        health = known.or(() -> script.initFail() ? Optional.of(false) : Optional.empty())
            .map(up -> ScriptHealth.first(script.rise(), script.fall(), up));
    }

    /// Called on the timer's thread, as is all the rest.
    void start() {
        health.ifPresent(first -> results.accept(new TrackerResult.Script(script.name(), first.isUp())));
        schedule = timer.scheduleAtFixedRate(
            this::run, 0, Math.max(1, script.interval().toMillis()), TimeUnit.MILLISECONDS);
    }

    private void run() {
        if (closed || running.isPresent()) {
            return;
        }
        // Set first: a script that is refused ends before this call returns.
        running = Optional.of(() -> { });
        Runnable kill = scripts.run(script.script(), script.timeout(), this::report);
        running = Optional.of(kill);
    }

    private void report(ScriptExecutor.Result result) {
        try {
            timer.execute(() -> ended(result));
        } catch (RejectedExecutionException _) {
            // Watching has ended, and this script was killed for it.
        }
    }

    private void ended(ScriptExecutor.Result result) {
        running = Optional.empty();
        if (closed) {
            return;
        }
        switch (result) {
            case ScriptExecutor.Result.Exited(int status) -> count(status == 0);
            case ScriptExecutor.Result.TimedOut() -> count(false);
            case ScriptExecutor.Result.NotRun(var why) -> {
                schedule.cancel(false);
                results.accept(new TrackerResult.ScriptDisabled(script.name(), why));
            }
        }
    }

    private void count(boolean success) {
        boolean known = health.isPresent();
        boolean was = health.map(ScriptHealth::isUp).orElse(false);
        ScriptHealth now = health.map(former -> former.after(success))
            .orElseGet(() -> ScriptHealth.first(script.rise(), script.fall(), success));
        health = Optional.of(now);
        if (!known || was != now.isUp()) {
            results.accept(new TrackerResult.Script(script.name(), now.isUp()));
        }
    }

    @Override
    public void close() {
        closed = true;
        if (schedule != null) {
            schedule.cancel(false);
        }
        running.ifPresent(Runnable::run);
    }
}
