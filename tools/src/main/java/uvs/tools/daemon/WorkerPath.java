package uvs.tools.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import uvs.config.Configuration;
import uvs.config.net.IpAddress;
import uvs.dataplane.forward.OffloadedKeys;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.forward.WorkerReport;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.linux.Scheduling;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkMonitor;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.Steering;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.xdp.KernelFastPath;
import uvs.healthcheck.Decision;

/// Packets carried by workers of this process, and kept from the kernel's own stack.
final class WorkerPath implements PacketPath {

    private static final int REPORTS = 1024;
    /// How often it is asked which interfaces take frames from the fast path; the conductor looks around once a second.
    private static final long LINKS_NS = 500_000_000;

    private final DirectorOptions options;
    private final Predicate<Link> links;
    private final NetworkMonitor monitor;
    private final Conductor conductor;
    private final Log log;
    private final MpscVarHandleArrayQueue<WorkerReport> reports = new MpscVarHandleArrayQueue<>(REPORTS);
    private final Engines engines;
    private final DataPlane dataPlane;
    private final Steerer steerer;
    private final MemoryWatch memory;
    /// What workers see: published only when its frames are steered, so that they never take what the kernel answers too.
    private volatile NetworkView published;
    private Throwable failure;
    private long linksNs;

    /// @throws IOException when a part could not be had: one line with the cure
    WorkerPath(
        Configuration configuration, DirectorOptions options, NetworkMonitor monitor, Conductor conductor, Log log)
        throws IOException {
        this.options = options;
        this.monitor = monitor;
        this.conductor = conductor;
        this.log = log;
        links = options.interfaces().isEmpty()
            ? Link::isEthernet : link -> options.interfaces().contains(link.name());
        published = monitor.view();
        checkInterfaces();
        engines = Engines.choose(options, configuration, used(published));
        log.notice(engines.toString());
        Steering steering = engines.steering();
        steering.refusal().ifPresent(refused -> log.warning("until the director hears of a virtual address that comes up, the"
            + " kernel itself may answer clients; load the module nft_fib_netdev: " + refused));
        try {
            dataPlane = new DataPlane(options.workers(), this::open, links, () -> published,
                PacketPathSettings.timeouts(configuration), options.settings(), this::report);
        } catch (SystemCallException e) {
            engines.close();
            throw e;
        }
        steerer = new Steerer(steering, links, dataPlane.backend());
        dataPlane.backend().onSteeringChange(this::steer);
        dataPlane.backend().marks(options.marks());
        engines.fastPath().ifPresent(path -> dataPlane.backend().offloaded(path, () -> new OffloadedKeys(path.reader())));
        memory = new MemoryWatch(dataPlane, options.settings(), log, System.nanoTime());
    }

    private void checkInterfaces() throws IOException {
        for (String name : options.interfaces()) {
            if (published.link(name).isEmpty()) {
                throw new IOException("interface " + name + " does not exist; there are "
                    + published.links().stream().map(Link::name).sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    /// On the worker's thread.
    private Engine open(int worker) {
        if (!options.pin().isEmpty()) {
            try {
                Scheduling.affinity(List.of(options.pin().get(worker)));
            } catch (SystemCallException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
        return engines.open(worker);
    }

    @Override
    public UserspaceBackend backend() {
        return dataPlane.backend();
    }

    @Override
    public void carryOut(Decision.Programming decision, Backend table) throws BackendException {
        decision.carryOut(table);
    }

    @Override
    public void started(Configuration configuration, HandChanges changes) {
        steer();
        engines.adviseOnQueues(used(published), options.workers(), log);
    }

    private List<Link> used(NetworkView network) {
        return network.links().stream().filter(links).toList();
    }

    @Override
    public void follow(NetworkView network) throws IOException {
        if (steerer.covers(network)) {
            publish(network);
        }
        steerer.follow(network);
        if (published != network) {
            publish(network);
        }
    }

    private void publish(NetworkView network) {
        published = network;
        dataPlane.wakeUp();
        engines.adviseOnQueues(used(network), options.workers(), log);
    }

    private void steer() {
        try {
            steerer.follow(published);
        } catch (IOException e) {
            log.error("frames cannot be steered: " + e.getMessage());
        }
    }

    @Override
    public void onCycle() {
        WorkerReport report = reports.poll();
        while (report != null) {
            heed(report);
            report = reports.poll();
        }
        long nowNs = System.nanoTime();
        memory.onCycle(nowNs);
        followLinks(nowNs);
        backend().estimateRates(nowNs);
        if (backend().reclaim(nowNs)) {
            steer();
        }
    }

    private void followLinks(long nowNs) {
        if (engines.fastPath().isEmpty() || nowNs - linksNs < LINKS_NS) {
            return;
        }
        linksNs = nowNs;
        try {
            engines.fastPath().get().followLinks();
        } catch (SystemCallException e) {
            log.warning("the fast path goes by what interfaces could do before: " + e.getMessage());
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
            case WorkerReport.PortFailed(String message) -> log.error(message + "; it is tried again each second");
            case WorkerReport.PortOpened(String link) -> log.notice(link + " is used now");
            case WorkerReport.Failed failed -> {
                failure = new IllegalStateException("a worker has failed", failed.cause());
                conductor.end();
            }
        }
    }

    @Override
    public Map<String, Map<String, Long>> counters() {
        return StatisticsListing.of(dataPlane, engines.fastPath().map(KernelFastPath::status));
    }

    @Override
    public List<WorkerStatus> workers() {
        return dataPlane.workers().stream().map(Worker::status).toList();
    }

    @Override
    public String describe() {
        String names = used(published).stream().map(Link::name).sorted().collect(Collectors.joining(", "));
        return "on " + names + " with " + options.workers()
            + (options.workers() == 1 ? " worker" : " workers")
            + (options.pin().isEmpty() ? "" : " on processors " + options.pin()) + ", engine " + engines.name();
    }

    @Override
    public Optional<String> ill() {
        return dataPlane.ill(System.nanoTime());
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() throws IOException {
        dataPlane.close();
        engines.close();
    }
}
