package uvs.tools.daemon;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import uvs.config.Configuration;
import uvs.config.LvsSettings;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationWriter;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetworkMonitor;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.healthcheck.CheckStatus;
import uvs.healthcheck.Decision;
import uvs.healthcheck.HealthChecks;
import uvs.healthcheck.check.CheckLoop;
import uvs.tools.adm.ServiceListing;
import uvs.tools.control.ControlException;
import uvs.tools.control.Controlled;
import uvs.tools.control.HandBackend;
import uvs.tools.daemon.notify.Notifier;
import uvs.tools.status.Event;
import uvs.tools.status.RecentEvents;
import uvs.vrrp.agent.VrrpSnapshot;

/// A running director: forwards by a configuration until it is told to stop.
///
/// [#run] makes the calling thread the conductor. The other public methods may be called by any thread; what they ask for
/// is done on the conductor.
public final class Director {

    private final DirectorOptions options;
    private final Log log;
    private final ConfigurationSource source;
    private Configuration configuration;
    private final Conductor conductor = new Conductor();
    private NetworkMonitor monitor;
    private NetworkView network;
    private PacketPath path;
    private Synchronisation synchronisation;
    private HandChanges changes;
    private HealthChecks health;
    private Notifier notifier;
    private VirtualRouting virtualRouting;
    private ServiceManager manager;
    private final Instant begun = Instant.now();
    private final RecentEvents events = new RecentEvents(Clock.systemUTC());
    private boolean tellsEvents;
    private boolean started;

    /// @param configuration what to begin with
    /// @param source        where [#reload] reads another
    public Director(Configuration configuration, ConfigurationSource source, DirectorOptions options, Log log) {
        this.configuration = configuration;
        this.source = source;
        this.options = options;
        this.log = log;
    }

    /// Forwards until [#stop]. What was added to the machine is taken away before this returns, also when it throws.
    ///
    /// @throws IOException when a part could not be had: one line with the cure
    public void run() throws Exception {
        try (var networkMonitor = new NetworkMonitor();
                CheckLoop checks = CheckLoop.open();
                var telling = new Notifier(configuration.globalDefs(), log);
                var told = ServiceManager.of(
                    System.getenv(), ProcessHandle.current().pid(), System.nanoTime(), log)) {
            manager = told;
            monitor = networkMonitor;
            network = monitor.view();
            notifier = telling;
            path = switch (options.backend().kind()) {
                case USERSPACE -> new WorkerPath(configuration, options, monitor, conductor, log);
                case IPVS -> new KernelPath(options, log);
            };
            log.notice(options.backend().toString());
            runWith(checks);
        }
        if (path.failure().isPresent()) {
            throw new IllegalStateException(path.failure().get());
        }
    }

    private void runWith(CheckLoop checks) throws Exception {
        try {
            start(checks);
            try (Control _ = Control.open(options, new Face(), log)) {
                tellReady();
                conductor.run(this::onCycle, monitor.descriptor());
                end();
            }
        } finally {
            try {
                if (started) {
                    end();
                }
            } finally {
                path.close();
                conductor.close();
            }
        }
    }

    private void start(CheckLoop checks) throws Exception {
        changes = new HandChanges(path.backend());
        synchronisation = new Synchronisation(path.backend(), log);
        health = new HealthChecks(
            checks, conductor, notifier.scripts(), options.strictness(), RandomGenerator.getDefault(), this::carryOut);
        if (configuration.globalDefs().lvs().flush()) {
            path.backend().flush();
        }
        started = true;
        setTimeouts();
        path.backend().batch(() -> health.start(configuration, localAddresses()));
        tellsEvents = true;
        path.started(configuration, changes);
        synchronisation.configure(configuration);
        if (!configuration.vrrpInstances().isEmpty()) {
            collectGarbage();
        }
        virtualRouting =
            VirtualRouting.start(configuration, conductor, notifier, log, change -> {
                synchronisation.hear(change);
                events.hear(change);
            });
        log.notice("forwarding for " + configuration.virtualServers().size() + " virtual servers " + path.describe());
    }

    /// Before VRRP has deadlines: what stays of the start is moved to the old generation now, where later collections
    /// leave it. Each of the first two would copy it, and stop all threads for 20 ms.
    private static void collectGarbage() {
        System.gc();
    }

    private void setTimeouts() throws BackendException {
        ConnectionTimeouts timeouts = PacketPathSettings.changedTimeouts(configuration);
        if (!timeouts.isNone()) {
            path.backend().timeouts(timeouts);
        }
    }

    /// VRRP first: the other director takes over while this one cleans up.
    private void end() throws BackendException {
        started = false;
        manager.stopping();
        log.notice("stopping");
        if (virtualRouting != null) {
            virtualRouting.close();
        }
        synchronisation.stop();
        path.backend().batch(() -> {
            changes.revert();
            health.stop(false);
        });
        if (configuration.globalDefs().lvs().flushOnStop() == LvsSettings.FlushOnStop.ALL) {
            path.backend().flush();
        }
    }

    private void onCycle() throws SystemCallException {
        monitor.poll();
        if (monitor.view() != network) {
            follow(monitor.view());
        }
        path.onCycle();
        log.settle();
        manager.alive(System.nanoTime(), path.ill());
    }

    private void tellReady() {
        manager.ready(configuration.virtualServers().size() + " virtual servers, "
            + configuration.vrrpInstances().size() + " virtual routers");
    }

    /// Where the path cannot follow, perhaps since an interface has gone away meanwhile, it is tried again at the next
    /// cycle.
    private void follow(NetworkView newest) {
        Set<IpAddress> before = localAddresses();
        try {
            path.follow(newest);
        } catch (IOException e) {
            log.error("frames cannot be steered: " + e.getMessage());
            return;
        }
        network = newest;
        Set<IpAddress> now = localAddresses();
        if (!now.equals(before)) {
            health.localAddresses(now);
        }
    }

    private Set<IpAddress> localAddresses() {
        return network.addresses().stream().map(address -> address.prefix().address())
            .collect(Collectors.toUnmodifiableSet());
    }

    /// What the control socket sees of this director, on the conductor.
    private final class Face implements Controlled {

        @Override
        public Executor conductor() {
            return conductor;
        }

        @Override
        public HandBackend byHand() {
            return changes.byHand();
        }

        @Override
        public List<String> handChanges() {
            return changes.describe();
        }

        @Override
        public Configuration configuration() {
            return configuration;
        }

        @Override
        public CompletionStage<List<CheckStatus>> checks() {
            return health.snapshot();
        }

        @Override
        public VrrpSnapshot vrrp() {
            return virtualRouting.snapshot();
        }

        @Override
        public Map<String, Map<String, Long>> counters() {
            return Director.this.counters();
        }

        @Override
        public List<WorkerStatus> workers() {
            return path.workers();
        }

        @Override
        public Instant started() {
            return begun;
        }

        @Override
        public List<Event> events() {
            return events.list();
        }

        @Override
        public Optional<String> ill() {
            return path.ill();
        }

        @Override
        public List<String> reload() throws ControlException {
            return readAgain().orElseThrow(() -> new ControlException(422, "CONFIGURATION",
                "the configuration has errors and was not loaded; the director's log and uvs check -f FILE name them"));
        }
    }

    private void carryOut(Decision decision) {
        switch (decision) {
            case Decision.Programming programming -> {
                try {
                    path.carryOut(programming, changes.checked());
                    if (tellsEvents) {
                        events.hear(programming);
                    }
                } catch (BackendException e) {
                    log.error(e.getMessage());
                }
            }
            case Decision.Log line ->
                log.write(Log.Severity.valueOf(line.level().name()), line.text(), line.fields());
            case Decision.RunScript script -> notifier.run(script.command(), List.of(), script.limit());
            case Decision.WriteFifo fifo -> notifier.write(Notifier.Source.CHECKERS, fifo.line());
            case Decision.SendMail mail -> notifier.mail(mail.subject(), mail.body());
        }
    }

    /// Reads the configuration again and goes over to it; what did not change keeps its connections, health and
    /// counters. With errors in it, nothing changes.
    public void reload() {
        conductor.execute(this::readAgain);
    }

    /// On the conductor. Answers what was undone of the changes by hand, or nothing when the file has errors.
    private Optional<List<String>> readAgain() {
        manager.reloading(System.nanoTime());
        try {
            return source.read().map(this::goOverTo);
        } finally {
            tellReady();
        }
    }

    private List<String> goOverTo(Configuration read) {
        configuration = read;
        List<String> undone = changes.describe();
        undone.forEach(line -> log.notice("reload: " + line));
        try {
            notifier.configure(configuration.globalDefs());
            virtualRouting.reload(configuration);
            path.backend().batch(() -> {
                changes.revert();
                health.reload(configuration);
            });
            setTimeouts();
            synchronisation.configure(configuration);
        } catch (BackendException | IOException e) {
            log.error(e.getMessage());
        }
        log.notice("reloaded");
        return undone;
    }

    /// Writes the table of virtual and real servers to the log's stream, as `ipvsadm -Ln` shows it; and to the file that
    /// keepalived writes its state to, the configuration in effect, virtual routers, checks and that table.
    public void dump() {
        conductor.execute(() -> {
            var lines = new ArrayList<String>();
            try {
                ServiceListing.write(path.backend().info(), path.backend().list(), lines::add);
            } catch (BackendException e) {
                log.error(e.getMessage());
            }
            log.print(String.join("\n", lines) + "\n\n");
            health.snapshot().thenAccept(checks -> conductor.execute(() -> dumpState(lines, checks)));
        });
    }

    private void dumpState(List<String> table, List<CheckStatus> checks) {
        var lines = new ArrayList<>(List.of("# Configuration", ConfigurationWriter.write(configuration), "# VRRP"));
        VrrpListing.write(virtualRouting.snapshot(), lines::add);
        lines.add("\n# Health checks");
        ChecksListing.write(checks, lines::add);
        lines.add("\n# Virtual servers");
        lines.addAll(table);
        DumpFile.write(configuration.globalDefs().files().stateDumpFile(), String.join("\n", lines) + "\n", log);
    }

    /// Writes what was counted to the log's stream: connections, what was turned away, and what was dropped, by reason.
    /// What virtual routers have counted goes to the files that keepalived writes, too.
    public void dumpStatistics() {
        conductor.execute(() -> {
            var lines = new ArrayList<String>();
            StatisticsListing.write(counters(), lines::add);
            log.print(String.join("\n", lines) + "\n\n");
            virtualRouting.dump(configuration.globalDefs().files());
        });
    }

    private Map<String, Map<String, Long>> counters() {
        var counters = new LinkedHashMap<String, Map<String, Long>>();
        try {
            counters.putAll(path.counters());
        } catch (BackendException e) {
            log.error(e.getMessage());
            List.of("connections", "dropped", "malformed").forEach(group -> counters.put(group, Map.of()));
        }
        counters.put("vrrp", virtualRouting.snapshot().counters());
        return counters;
    }

    /// Ends [#run], which takes everything away before it returns.
    public void stop() {
        conductor.execute(conductor::end);
    }
}
