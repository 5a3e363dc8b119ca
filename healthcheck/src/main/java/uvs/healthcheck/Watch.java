package uvs.healthcheck;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import uvs.config.HealthChecker;
import uvs.config.RealServer;
import uvs.config.SslSettings;
import uvs.config.VirtualServer;
import uvs.healthcheck.check.Outcome;

/// One check of one real server: where it stands in the configuration, and what runs it.
///
/// On the conductor, but for the methods that say otherwise.
final class Watch {

    private final Key key;
    private final HealthChecker.Timing timing;
    private final Optional<CheckRunner> runner;
    private final Supplier<Duration> warmup;
    private VirtualServer virtual;
    private RealServer server;
    private int index;
    private boolean suspended = true;
    private boolean retired;
    private Optional<Noted> noted = Optional.empty();
    private long notes;
    private long failedNotes;

    /// What a check that does not run by itself has found, and when.
    private record Noted(Outcome outcome, long atNs) {
    }

    /// What makes a check the same after a reload, so that it goes on undisturbed.
    ///
    /// @param logAll the global `checker_log_all_failures`
    /// @param ssl    the block `SSL`
    record Key(
        VirtualServer.Key virtual, RealServer.Key server, HealthChecker checker, boolean logAll,
        Optional<SslSettings> ssl) {
    }

    /// A check with what the conductor knows of it, for the event loop to add the rest.
    record Described(
        String virtualServer, String realServer, HealthChecker checker, boolean alive, int weight, boolean suspended,
        Optional<CheckRunner> runner, CheckStatus.Progress noted) {

        /// On the event loop.
        CheckStatus status() {
            return new CheckStatus(
                virtualServer, realServer, checker.name(), CheckTarget.of(checker), alive, weight, suspended,
                runner.map(CheckRunner::progress).orElse(noted));
        }
    }

    /// @param runner empty for a check that does not run by itself
    /// @param warmup gives the delay to the first run, another one each time
    Watch(Key key, HealthChecker.Timing timing, Optional<CheckRunner> runner, Supplier<Duration> warmup) {
        this.key = key;
        this.timing = timing;
        this.runner = runner;
        this.warmup = warmup;
    }

    Key key() {
        return key;
    }

    HealthChecker.Timing timing() {
        return timing;
    }

    boolean logsAllFailures() {
        return timing.logAllFailures() || key.logAll();
    }

    void place(VirtualServer newVirtual, RealServer newServer, int newIndex) {
        virtual = newVirtual;
        server = newServer;
        index = newIndex;
    }

    VirtualServer virtual() {
        return virtual;
    }

    RealServer server() {
        return server;
    }

    int index() {
        return index;
    }

    /// Notes what a check that does not run by itself has found.
    void note(Outcome outcome) {
        noted = Optional.of(new Noted(outcome, System.nanoTime()));
        notes++;
        failedNotes += outcome.success() ? 0 : 1;
    }

    private CheckStatus.Progress notedNow() {
        return noted.map(note -> new CheckStatus.Progress(
            note.outcome().success(), true, false, Optional.empty(), 0,
            Optional.of(new CheckStatus.LastRun(
                note.outcome().reason(), note.outcome().words(), Duration.ofNanos(System.nanoTime() - note.atNs()),
                Duration.ZERO)),
            notes, failedNotes, Optional.empty())).orElse(CheckStatus.Progress.NONE);
    }

    /// From now on its results mean nothing.
    void retire() {
        retired = true;
    }

    boolean retired() {
        return retired;
    }

    /// Notes whether the check should rest. Answers whether that is a change; a new check rests.
    boolean suspend(boolean suspend) {
        boolean changed = suspended != suspend;
        suspended = suspend;
        return changed;
    }

    /// Starts or suspends the runs. On the event loop.
    void carryOut(boolean suspend) {
        runner.ifPresent(r -> {
            if (suspend) {
                r.suspend();
            } else {
                r.schedule(warmup.get());
            }
        });
    }

    /// Ends the runs for good. On the event loop.
    void stop() {
        runner.ifPresent(CheckRunner::stop);
    }

    boolean suspended() {
        return suspended;
    }

    Described describe(RealServerHealth health) {
        return new Described(
            Names.of(virtual), Names.of(server, virtual), key.checker(), health.alive(),
            health.weight(server), suspended, runner, notedNow());
    }
}
