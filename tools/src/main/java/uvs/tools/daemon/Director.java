package uvs.tools.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import uvs.config.Configuration;
import uvs.config.net.IpAddress;
import uvs.dataplane.forward.WorkerReport;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkMonitor;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.NftSteering;
import uvs.dataplane.port.Steering;
import uvs.dataplane.port.UringEngine;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.MarkRule;
import uvs.healthcheck.CheckStatus;
import uvs.healthcheck.Decision;
import uvs.healthcheck.HealthChecks;
import uvs.healthcheck.check.CheckLoop;
import uvs.tools.adm.ServiceListing;
import uvs.tools.control.ControlException;
import uvs.tools.control.ControlServer;
import uvs.tools.control.Controlled;
import uvs.tools.control.HandBackend;
import uvs.tools.control.Routes;
import uvs.tools.daemon.notify.Notifier;
import uvs.vrrp.agent.VrrpSnapshot;

/// A running director: forwards by a configuration until it is told to stop.
///
/// [#run] makes the calling thread the conductor. The other public methods may be called by any thread; what they ask for
/// is done on the conductor.
public final class Director {

    private static final int REPORTS = 1024;

    private final Predicate<Link> links;
    private final DirectorOptions options;
    private final Log log;
    private final MpscVarHandleArrayQueue<WorkerReport> reports = new MpscVarHandleArrayQueue<>(REPORTS);

    private final ConfigurationSource source;
    private Configuration configuration;
    private final Conductor conductor = new Conductor();
    private NetworkMonitor monitor;
    private DataPlane dataPlane;
    private Steerer steerer;
    private HandChanges changes;
    private HealthChecks health;
    private Notifier notifier;
    private VirtualRouting virtualRouting;
    private Optional<ControlServer> control = Optional.empty();
    /// What workers see: it is published when its frames are steered, so that they never take what the kernel answers too.
    private volatile NetworkView published;
    private WorkerReport.Failed failure;

    /// @param configuration what to begin with
    /// @param source        where [#reload] reads another
    public Director(Configuration configuration, ConfigurationSource source, DirectorOptions options, Log log) {
        this.configuration = configuration;
        this.source = source;
        this.options = options;
        this.links = options.interfaces().isEmpty()
            ? Link::isEthernet : link -> options.interfaces().contains(link.name());
        this.log = log;
    }

    /// Forwards until [#stop]. What was added to the machine is taken away before this returns, also when it throws.
    ///
    /// @throws IOException when a part could not be had: one line with the cure
    public void run() throws Exception {
        try (var networkMonitor = new NetworkMonitor()) {
            monitor = networkMonitor;
            published = monitor.view();
            checkInterfaces();
            UringEngine.check();
            runWith();
        }
        if (failure != null) {
            throw new IllegalStateException("a worker has failed", failure.cause());
        }
    }

    private void checkInterfaces() throws IOException {
        for (String name : options.interfaces()) {
            if (published.link(name).isEmpty()) {
                throw new IOException("interface " + name + " does not exist; there are "
                    + published.links().stream().map(Link::name).sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private void runWith() throws Exception {
        try (Steering steering = new NftSteering();
                CheckLoop checks = CheckLoop.open();
                var telling = new Notifier(configuration.globalDefs(), log)) {
            notifier = telling;
            dataPlane = new DataPlane(
                options.workers(), links, () -> published, PacketPathSettings.timeouts(configuration),
                options.settings(), this::report);
            try {
                start(steering, checks);
                control = Control.open(options.control(), new Routes(new Face()), log);
                conductor.run(this::onCycle, monitor.descriptor());
                end();
            } finally {
                Control.close(control);
                if (virtualRouting != null) {
                    virtualRouting.close();
                }
                dataPlane.close();
                conductor.close();
            }
        }
    }

    private void start(Steering steering, CheckLoop checks) throws Exception {
        steerer = new Steerer(steering, links, dataPlane.backend());
        dataPlane.backend().onSteeringChange(this::steer);
        dataPlane.backend().marks(options.marks());
        changes = new HandChanges(dataPlane.backend());
        health = new HealthChecks(
            checks, conductor, notifier.scripts(), options.strictness(), RandomGenerator.getDefault(), this::carryOut);
        dataPlane.backend().batch(() -> health.start(configuration, localAddresses()));
        steer();
        virtualRouting = VirtualRouting.start(configuration, conductor, notifier, log);
        List<String> used = published.links().stream().filter(links).map(Link::name).sorted().toList();
        log.notice("forwarding for " + configuration.virtualServers().size() + " virtual servers on "
            + String.join(", ", used) + " with " + options.workers()
            + (options.workers() == 1 ? " worker" : " workers") + ", engine uring");
    }

    /// VRRP first: the other director takes over while this one cleans up.
    private void end() throws BackendException {
        log.notice("stopping");
        virtualRouting.close();
        dataPlane.backend().batch(() -> {
            changes.revert();
            health.stop(false);
        });
    }

    private void onCycle() throws SystemCallException {
        monitor.poll();
        if (monitor.view() != published) {
            follow(monitor.view());
        }
        WorkerReport report = reports.poll();
        while (report != null) {
            heed(report);
            report = reports.poll();
        }
        dataPlane.backend().estimateRates(System.nanoTime());
        if (dataPlane.backend().reclaim(System.nanoTime())) {
            steer();
        }
    }

    /// Where steering fails, perhaps since an interface has gone away meanwhile, it is tried again at the next cycle.
    private void follow(NetworkView view) {
        Set<IpAddress> before = localAddresses();
        try {
            steerer.follow(view);
        } catch (IOException e) {
            log.error("frames cannot be steered: " + e.getMessage());
            return;
        }
        published = view;
        dataPlane.wakeUp();
        Set<IpAddress> now = localAddresses();
        if (!now.equals(before)) {
            health.localAddresses(now);
        }
    }

    private Set<IpAddress> localAddresses() {
        return published.addresses().stream().map(address -> address.prefix().address())
            .collect(Collectors.toUnmodifiableSet());
    }

    private void steer() {
        try {
            steerer.follow(published);
        } catch (IOException e) {
            log.error("frames cannot be steered: " + e.getMessage());
        }
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
            return StatisticsListing.of(dataPlane);
        }

        @Override
        public List<String> reload() throws ControlException {
            return readAgain().orElseThrow(() -> new ControlException(422, "CONFIGURATION",
                "the configuration has errors and was not loaded; the director's log and uvs check -f FILE name them"));
        }
    }

    /// Called by workers: takes what there is room for.
    private void report(WorkerReport report) {
        if (reports.offer(report)) {
            conductor.execute(() -> { });
        }
    }

    private void heed(WorkerReport report) {
        switch (report) {
            case WorkerReport.NeighbourWanted(int linkIndex, IpAddress address) -> {
                try {
                    monitor.resolve(linkIndex, address);
                } catch (SystemCallException e) {
                    log.warning("no way to ask for neighbour " + address + ": " + e.getMessage());
                }
            }
            case WorkerReport.PortFailed(String message) -> log.error(message);
            case WorkerReport.Failed failed -> {
                failure = failed;
                conductor.end();
            }
        }
    }

    private void carryOut(Decision decision) {
        switch (decision) {
            case Decision.Programming programming -> {
                try {
                    programming.carryOut(changes.checked());
                } catch (BackendException e) {
                    log.error(e.getMessage());
                }
            }
            case Decision.Log line -> {
                switch (line.level()) {
                    case INFO -> log.info(line.text());
                    case NOTICE -> log.notice(line.text());
                    case WARNING -> log.warning(line.text());
                }
            }
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
        Optional<Configuration> read = source.read();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        configuration = read.get();
        List<String> undone = changes.describe();
        undone.forEach(line -> log.notice("reload: " + line));
        try {
            notifier.configure(configuration.globalDefs());
            virtualRouting.reload(configuration);
            dataPlane.backend().batch(() -> {
                changes.revert();
                health.reload(configuration);
            });
        } catch (BackendException | IOException e) {
            log.error(e.getMessage());
        }
        log.notice("reloaded");
        return Optional.of(undone);
    }

    /// Writes the table of virtual and real servers to the log's stream, as `ipvsadm -Ln` shows it.
    public void dump() {
        conductor.execute(() -> {
            var lines = new ArrayList<String>();
            ServiceListing.write(dataPlane.backend().info(), dataPlane.backend().list(), lines::add);
            log.print(String.join("\n", lines) + "\n\n");
        });
    }

    /// Writes what was counted to the log's stream: connections, what was turned away, and what was dropped, by reason.
    /// What virtual routers have counted goes to the files that keepalived writes.
    public void dumpStatistics() {
        conductor.execute(() -> {
            var lines = new ArrayList<String>();
            StatisticsListing.write(StatisticsListing.of(dataPlane), lines::add);
            log.print(String.join("\n", lines) + "\n\n");
            virtualRouting.dump(configuration.globalDefs().files());
        });
    }

    /// Ends [#run], which takes everything away before it returns.
    public void stop() {
        conductor.execute(conductor::end);
    }
}
