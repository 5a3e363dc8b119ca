package uvs.healthcheck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import uvs.config.Configuration;
import uvs.config.Endpoint;
import uvs.config.HealthChecker;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.net.IpAddress;
import uvs.healthcheck.check.CheckLoop;
import uvs.healthcheck.check.Outcome;
import uvs.healthcheck.check.Probes;
import uvs.healthcheck.check.Reason;
import uvs.healthcheck.check.ScriptRunner;
import uvs.healthcheck.check.Strictness;

/// All checks of a configuration, and the table of virtual and real servers that follows from them.
///
/// It owns which virtual and real servers stand in the backend's table, with which weights, from [#start] to
/// [#stop]; nobody else adds or removes any. It does nothing itself: each change, script, FIFO line, mail and
/// line of the log leaves as a [Decision], to be carried out in the order given. A daemon does this:
///
/// ```java
/// var health = new HealthChecks(CheckLoop.open(), conductor, scripts, Strictness.NONE, random, decision -> {
///     switch (decision) {
///         case Decision.Programming programming -> programming.carryOut(backend);
///         case Decision.Log log -> logger.log(log.text());
///         case Decision.RunScript script -> notifier.run(script.command(), script.limit());
///         case Decision.WriteFifo fifo -> notifier.write(fifo.line());
///         case Decision.SendMail mail -> notifier.send(mail.subject(), mail.body());
///     }
/// });
/// health.start(configuration, localAddresses);
/// ```
///
/// All methods are called on one thread, the conductor, and decisions come on that thread only: from within
/// `start`, `reload`, `localAddresses` and `stop`, and from tasks given to the `conductor` executor as results
/// come in from the event loop. The consumer may not throw; what a backend refuses is logged and the rest goes
/// on.
public final class HealthChecks {

    /// Of how many checks a snapshot takes the figures in one go: some hundred microseconds' worth.
    private static final int LOOKED_AT_ONCE = 32;

    private final CheckLoop loop;
    private final Consumer<Decision> decisions;
    private final Executor conductor;
    private final ScriptRunner scripts;
    private final Strictness strictness;
    private final RandomGenerator random;
    private final Map<VirtualServer.Key, Kept> virtualServers = new LinkedHashMap<>();
    private HealthRules rules = new HealthRules(false, false);
    private final TrackedFiles files;
    private final Histogram lateness = new Histogram(CheckRunner.LONGEST_LATENCY_MICROS, 2);
    private List<Watch> watches = List.of();
    private Set<IpAddress> local = Set.of();

    /// A virtual server and what is known of it.
    private record Kept(VirtualServer virtual, VirtualServerHealth health) {
    }

    /// @param loop      where the checks run; the caller closes it after [#stop]
    /// @param conductor runs a task on the thread that calls the methods of this class
    /// @param scripts   runs what MISC_CHECK names
    /// @param strictness where checks ask for more than keepalived's
    /// @param random    spreads the first runs
    /// @param decisions is told what to do, on the conductor
    public HealthChecks(
        CheckLoop loop, Executor conductor, ScriptRunner scripts, Strictness strictness, RandomGenerator random,
        Consumer<Decision> decisions) {
        this.loop = loop;
        this.decisions = decisions;
        this.scripts = scripts;
        this.strictness = strictness;
        this.random = random;
        this.conductor = conductor;
        this.files = new TrackedFiles(file -> onConductor(() -> fileChanged(file)));
    }

    /// Puts every virtual server into the table and starts its checks. Real servers are in the table from the
    /// start, unless they wait for their first success (`alpha`).
    ///
    /// @param localAddresses the addresses of this host, for `ha_suspend`
    public void start(Configuration configuration, Set<IpAddress> localAddresses) {
        local = Set.copyOf(localAddresses);
        reload(configuration);
    }

    /// Goes over to another configuration: adds, edits and removes what differs. Virtual servers, real servers
    /// and checks that are the same keep their state, weight and time of the next run.
    public void reload(Configuration configuration) {
        rules = new HealthRules(
            configuration.globalDefs().lvs().rsInitNotifies(),
            configuration.globalDefs().mail().noCheckerEmails());
        var wanted = new LinkedHashMap<VirtualServer.Key, VirtualServer>();
        configuration.virtualServers().forEach(virtual -> wanted.putIfAbsent(virtual.key(), virtual));
        for (Kept kept : List.copyOf(virtualServers.values())) {
            if (!wanted.containsKey(kept.virtual().key())) {
                virtualServers.remove(kept.virtual().key());
                emit(rules.remove(kept.virtual(), kept.health()).decisions());
            }
        }
        wanted.forEach((key, virtual) -> {
            Kept kept = virtualServers.get(key);
            if (kept == null) {
                apply(virtual, rules.start(virtual));
            } else if (!kept.virtual().equals(virtual)) {
                apply(virtual, rules.reload(kept.virtual(), kept.health(), virtual));
            }
        });
        exchangeWatches(configuration);
        watchFiles();
        suspendOrActivate();
    }

    /// Tells which addresses this host has now. Checks of virtual servers with `ha_suspend` run only while one
    /// of theirs is among them.
    public void localAddresses(Set<IpAddress> addresses) {
        local = Set.copyOf(addresses);
        suspendOrActivate();
    }

    /// Ends all checks and takes every virtual server out of the table; with `omega` its notifiers run first.
    ///
    /// @param keepServices leaves the table as it is (keepalived's `--dont-release-ipvs`)
    public void stop(boolean keepServices) {
        stop(watches);
        watches = List.of();
        files.close();
        for (Kept kept : virtualServers.values()) {
            for (Decision decision : rules.stop(kept.virtual(), kept.health()).decisions()) {
                if (!(keepServices && decision instanceof Decision.Programming)) {
                    decisions.accept(decision);
                }
            }
        }
        virtualServers.clear();
    }

    /// Every check at this moment, in the order of the configuration. Completes on the event loop, which looks at a
    /// few of them at a time, so that thousands do not hold up the checks themselves.
    public CompletionStage<List<CheckStatus>> snapshot() {
        List<Watch.Described> described = watches.stream().map(this::describe).toList();
        var snapshot = new CompletableFuture<List<CheckStatus>>();
        loop.eventLoop().execute(() -> look(described, new ArrayList<>(described.size()), snapshot));
        return snapshot;
    }

    private void look(
        List<Watch.Described> described, List<CheckStatus> seen, CompletableFuture<List<CheckStatus>> snapshot) {
        int end = Math.min(described.size(), seen.size() + LOOKED_AT_ONCE);
        described.subList(seen.size(), end).forEach(watch -> seen.add(watch.status()));
        if (end == described.size()) {
            snapshot.complete(List.copyOf(seen));
        } else {
            loop.eventLoop().execute(() -> look(described, seen, snapshot));
        }
    }

    /// How long after their time runs have started since the last call: some milliseconds at most, unless the event
    /// loop has more to do than it can. Completes on the event loop.
    public CompletionStage<CheckStatus.Latency> lateness() {
        var figures = new CompletableFuture<CheckStatus.Latency>();
        loop.eventLoop().execute(() -> {
            figures.complete(CheckStatus.Latency.of(lateness));
            lateness.reset();
        });
        return figures;
    }

    private Watch.Described describe(Watch watch) {
        return watch.describe(health(watch.virtual()).realServers().get(watch.server().key()));
    }

    /// Keeps the checks that did not change, stops those that are gone, starts those that are new.
    private void exchangeWatches(Configuration configuration) {
        var old = new LinkedHashMap<Watch.Key, Watch>();
        watches.forEach(watch -> old.putIfAbsent(watch.key(), watch));
        boolean logAll = configuration.globalDefs().lvs().checkerLogAllFailures();
        var watchers = new Watchers(
            loop, new Probes(loop, scripts, configuration.ssl(), strictness), random, lateness,
            this::pass);
        var now = new ArrayList<Watch>();
        for (Kept kept : virtualServers.values()) {
            for (RealServer server : kept.virtual().realServers()) {
                RealServerHealth health = kept.health().realServers().get(server.key());
                for (int i = 0; i < server.checkers().size(); i++) {
                    var key = new Watch.Key(
                        kept.virtual().key(), server.key(), server.checkers().get(i), logAll, configuration.ssl());
                    Watch watch = old.remove(key);
                    if (watch == null) {
                        watch = watchers.watch(key, health.checks().get(i));
                    }
                    watch.place(kept.virtual(), server, i);
                    now.add(watch);
                }
            }
        }
        stop(old.values());
        watches = now;
    }

    private void stop(Collection<Watch> gone) {
        gone.forEach(Watch::retire);
        loop.eventLoop().execute(() -> gone.forEach(Watch::stop));
    }

    private void suspendOrActivate() {
        var resting = new ArrayList<Watch>();
        var active = new ArrayList<Watch>();
        for (Watch watch : watches) {
            boolean suspended = watch.virtual().haSuspend() && watch.virtual().endpoints().stream()
                .noneMatch(endpoint -> endpoint instanceof Endpoint.Address a && local.contains(a.address()));
            if (watch.suspend(suspended)) {
                (suspended ? resting : active).add(watch);
                if (watch.virtual().haSuspend()) {
                    info(watch, (suspended ? "Suspending" : "Activating") + " healthchecker for service "
                        + Names.of(watch.server(), watch.virtual()) + " for VS " + Names.of(watch.virtual()));
                }
            }
        }
        loop.eventLoop().execute(() -> {
            resting.forEach(watch -> watch.carryOut(true));
            active.forEach(watch -> watch.carryOut(false));
        });
    }

    /// Hands over what a check has found, from the event loop to the conductor.
    private void pass(Watch watch, CheckRunner.Ran ran) {
        onConductor(() -> heard(watch, ran));
    }

    private void onConductor(Runnable task) {
        try {
            conductor.execute(task);
        } catch (RejectedExecutionException _) {
            // The conductor has ended; nobody wants to know any more.
        }
    }

    /// Takes in what a check has found, on the conductor.
    private void heard(Watch watch, CheckRunner.Ran ran) {
        if (watch.retired()) {
            return;
        }
        VirtualServer virtual = watch.virtual();
        RealServer server = watch.server();
        CheckWords.of(watch, ran).ifPresent(decisions);
        if (watch.key().checker() instanceof HealthChecker.MiscCheck misc && misc.dynamic()
            && ran.outcome().success()) {
            // Exit status 0 asks for the configured weight.
            long weight = ran.outcome().weight().isPresent()
                ? (long) ran.outcome().weight().getAsInt() - server.weight() : 0;
            apply(virtual, rules.on(
                virtual, health(virtual), new HealthRules.Contribution(server.key(), watch.index(), weight)));
        }
        if (ran.change() == Retry.Change.UP || ran.change() == Retry.Change.DOWN) {
            boolean up = ran.change() == Retry.Change.UP;
            apply(virtual, rules.on(virtual, health(virtual), new HealthRules.Result(
                server.key(), watch.index(), up, CheckWords.mail(watch.key().checker(), up))));
            if (!up) {
                virtualServers.put(virtual.key(), new Kept(
                    virtual, rules.forget(health(virtual), server.key(), watch.index())));
            }
        }
    }

    /// Watches the files of FILE_CHECKs, and reads all of them once.
    private void watchFiles() {
        var paths = new LinkedHashSet<Path>();
        for (Watch watch : watches) {
            if (watch.key().checker() instanceof HealthChecker.FileCheck check) {
                if (paths.add(Path.of(check.trackFile().file()))) {
                    try {
                        TrackedFiles.initialize(check.trackFile());
                    } catch (IOException e) {
                        warn(watch,
                            "track_file " + check.trackFile().name() + " cannot be written: " + e.getMessage());
                    }
                }
            }
        }
        files.watch(paths).ifPresent(
            text -> decisions.accept(new Decision.Log(Decision.Log.Level.WARNING, text, Map.of())));
        paths.forEach(this::fileChanged);
    }

    /// Takes in the number in a track file.
    private void fileChanged(Path file) {
        int value = TrackedFiles.value(file);
        for (Watch watch : watches) {
            if (watch.key().checker() instanceof HealthChecker.FileCheck check
                && Path.of(check.trackFile().file()).equals(file)) {
                fileSays(watch, check, value);
            }
        }
    }

    private void fileSays(Watch watch, HealthChecker.FileCheck check, int value) {
        VirtualServer virtual = watch.virtual();
        RealServer.Key server = watch.server().key();
        FileVerdict verdict = FileVerdict.of(check, value);
        RealServerHealth.Check before = health(virtual).realServers().get(server).checks().get(watch.index());
        watch.note(Outcome.of(verdict.up() ? Reason.OK : Reason.FILE, "it says " + value));
        if (verdict.up()) {
            apply(virtual, rules.on(
                virtual, health(virtual), new HealthRules.Contribution(server, watch.index(), verdict.weight())));
        }
        if (before.up() != verdict.up()) {
            info(watch, "FILE_CHECK on service " + Names.of(watch.server(), virtual)
                + (verdict.up() ? " success." : " failed: " + check.trackFile().file() + " says " + value + "."));
            apply(virtual, rules.on(virtual, health(virtual), new HealthRules.Result(
                server, watch.index(), verdict.up(), CheckWords.mail(check, verdict.up()))));
        }
    }

    private VirtualServerHealth health(VirtualServer virtual) {
        return virtualServers.get(virtual.key()).health();
    }

    private void apply(VirtualServer virtual, HealthRules.Transition transition) {
        virtualServers.put(virtual.key(), new Kept(virtual, transition.health()));
        emit(transition.decisions());
    }

    private void emit(List<Decision> list) {
        list.forEach(decisions);
    }

    private void warn(Watch about, String text) {
        log(Decision.Log.Level.WARNING, about, text);
    }

    private void info(Watch about, String text) {
        log(Decision.Log.Level.INFO, about, text);
    }

    private void log(Decision.Log.Level level, Watch about, String text) {
        decisions.accept(new Decision.Log(level, text, Names.fields(about.server(), about.virtual())));
    }
}
