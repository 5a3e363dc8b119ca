package uvs.dataplane.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.NanoClock;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.OffloadedConnections;
import uvs.dataplane.conn.TcpState;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.service.VirtualServerSettings.Persistence;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.scheduler.Scheduler;
import uvs.scheduler.SchedulerFlag;
import uvs.scheduler.Schedulers;

/// The backend whose packets the workers forward: keeps the table, and tells every worker of each change.
///
/// A real server that is removed keeps its number while connections refer to it, and for [#KEPT_NS] more; added
/// again to the same virtual server in that time, it has its connections and counters back, as in IPVS.
public final class UserspaceBackend implements Backend {

    /// How long a removed real server is remembered at least, as the kernel's `IP_VS_DEST_TRASH_PERIOD`.
    static final long KEPT_NS = 120_000_000_000L;

    private static final String SIP = "sip";

    private final Schedulers schedulers;
    private final List<Worker> workers;
    private final Map<VirtualServerId, Served> served = new HashMap<>();
    private final Map<RemovedKey, Removed> removed = new LinkedHashMap<>();
    private final Numbers virtualNumbers = new Numbers();
    private final Numbers realNumbers = new Numbers();
    private final Totals virtualTotals;
    private final Totals realTotals;
    private final ConnectionTable connections;
    private final NanoClock clock;
    private Timeouts timeouts;
    private List<MarkRule> marks = List.of();
    private Runnable steering = () -> { };
    private Supplier<OffloadedConnections> offloaded = () -> OffloadedConnections.NONE;
    private long estimatedNs;
    private boolean batch;
    private boolean lookupChanged;
    private boolean realServersAdded;
    /// What workers are to hear at the end of a batch, when it is steered.
    private final List<TableChange> heldBack = new ArrayList<>();

    /// A worker as the backend knows it.
    public record Worker(WorkerInbox inbox, WorkerCounters counters) {}

    /// A virtual server with its real servers, the newest first as the kernel keeps them.
    private static final class Served {
        private VirtualServerEntry entry;
        private final ArrayList<RealServerEntry> realServers = new ArrayList<>();

        private int position(RealServerId id) {
            for (int i = 0; i < realServers.size(); i++) {
                if (realServers.get(i).id().equals(id)) {
                    return i;
                }
            }
            return -1;
        }
    }

    private record RemovedKey(VirtualServerId virtual, RealServerId real) {}

    private record Removed(RealServerEntry entry, long sinceNs) {}

    /// Small numbers, given out and taken back.
    private static final class Numbers {
        private final ArrayDeque<Integer> free = new ArrayDeque<>();
        private int next;

        private int take() throws BackendException {
            if (!free.isEmpty()) {
                return free.poll();
            }
            if (next == ServerCounters.LIMIT) {
                throw new BackendException(Reason.NO_MEMORY,
                    "more than " + ServerCounters.LIMIT + " servers; spread them over several directors");
            }
            return next++;
        }

        private void giveBack(int number) {
            free.add(number);
        }
    }

    /// @param connections the workers' table
    /// @param timeouts    what the workers started with
    /// @param clock       the workers' clock
    public UserspaceBackend(
        Schedulers schedulers, Collection<Worker> workers, ConnectionTable connections, Timeouts timeouts,
        NanoClock clock) {
        this.schedulers = schedulers;
        this.workers = List.copyOf(workers);
        this.connections = connections;
        this.timeouts = timeouts;
        this.clock = clock;
        virtualTotals = new Totals(this.workers.stream().map(each -> each.counters.virtualServers()).toList());
        realTotals = new Totals(this.workers.stream().map(each -> each.counters.realServers()).toList());
    }

    /// What to call when the frames that belong to the data plane are others than before: before workers hear of what was
    /// added, and after they heard of what was removed, so that the kernel never answers for a virtual server.
    public void onSteeringChange(Runnable newSteering) {
        steering = newSteering;
    }

    /// Counts, and lists connections, with what the kernel carries of itself.
    ///
    /// @param traffic     its counters
    /// @param connections gives something to look connections up in, for one thread
    public void offloaded(OffloadedTraffic traffic, Supplier<OffloadedConnections> connections) {
        virtualTotals.offloaded(traffic::virtualServer);
        realTotals.offloaded(traffic::realServer);
        offloaded = connections;
    }

    /// Says which packets have which firewall marks, from now on.
    public void marks(Collection<MarkRule> newMarks) {
        marks = List.copyOf(newMarks);
        lookupChanged = true;
        publishLookup();
    }

    /// Says which settings are in effect from now on.
    public void settings(VsSettings inEffect) {
        tell(new TableChange.Settings(inEffect));
    }

    /// The numbers of the virtual servers that schedule each packet for itself (`ops`).
    public BitSet onePacketServers() {
        var numbers = new BitSet();
        served.values().stream().filter(each -> each.entry.settings().onePacket())
            .forEach(each -> numbers.set(each.entry.number()));
        return numbers;
    }

    /// Workers hear of it all at the end: real servers that were added are steered by then too.
    @Override
    public void batch(Changes changes) throws BackendException {
        batch = true;
        try {
            changes.make();
        } finally {
            batch = false;
            if (lookupChanged || realServersAdded) {
                steering.run();
            }
            if (lookupChanged) {
                heldBack.add(lookup());
            }
            lookupChanged = false;
            realServersAdded = false;
            heldBack.forEach(this::tell);
            heldBack.clear();
        }
    }

    @Override
    public void addVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        if (served.containsKey(id)) {
            throw Rules.exists(id);
        }
        check(id, settings);
        var added = new Served();
        added.entry = new VirtualServerEntry(virtualNumbers.take(), id, settings);
        virtualTotals.restart(added.entry.number());
        served.put(id, added);
        tell(new TableChange.VirtualServerAdded(added.entry));
        lookupChanged = true;
        publishLookup();
    }

    @Override
    public void editVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        Served edited = find(id);
        check(id, settings);
        edited.entry = new VirtualServerEntry(edited.entry.number(), id, settings);
        tell(new TableChange.VirtualServerEdited(edited.entry));
        lookupChanged = true;
        publishLookup();
    }

    private void check(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        if (schedulers.find(settings.scheduler()).isEmpty()) {
            throw new BackendException(Reason.NO_SCHEDULER, "scheduler " + settings.scheduler()
                + " of virtual server " + id + " is not one of " + String.join(" ", schedulers.names()));
        }
        for (String flag : settings.schedulerFlags()) {
            if (SchedulerFlag.named(flag).isEmpty()) {
                throw new BackendException(Reason.INVALID, "scheduler flag " + flag + " of virtual server " + id
                    + " is not one of " + String.join(" ", SchedulerFlag.allNames()));
            }
        }
        Optional<String> engine = settings.engine();
        if (engine.isPresent() && !engine.get().equals(SIP)) {
            throw new BackendException(Reason.NO_SCHEDULER, "persistence engine " + engine.get() + " of virtual server "
                + id + " is not " + SIP + ", the only one");
        }
        Rules.check(id, settings);
    }

    @Override
    public void removeVirtualServer(VirtualServerId id) throws BackendException {
        Served gone = find(id);
        removeRealServers(gone);
        served.remove(id);
        tell(lookup());
        forget(gone);
        publishLookup();
    }

    private void removeRealServers(Served gone) {
        while (!gone.realServers.isEmpty()) {
            remove(gone, gone.realServers.size() - 1);
        }
    }

    /// To be called when no worker finds it any more.
    private void forget(Served gone) {
        tell(new TableChange.VirtualServerRemoved(gone.entry.number()));
        virtualNumbers.giveBack(gone.entry.number());
        lookupChanged = true;
    }

    @Override
    public void addRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        Served to = find(virtual);
        Rules.check(virtual, id, settings);
        if (to.position(id) >= 0) {
            throw Rules.exists(virtual, id);
        }
        Removed before = removed.remove(new RemovedKey(virtual, id));
        RealServerEntry entry = before != null
            ? before.entry.revived(to.entry.number(), settings)
            : fresh(to.entry.number(), id, settings);
        to.realServers.addFirst(entry);
        if (batch) {
            realServersAdded = true;
        } else {
            steering.run();
        }
        tell(new TableChange.Pool(to.entry.number(), to.realServers, new Scheduler.Change.Added(0), entry));
    }

    private RealServerEntry fresh(int virtual, RealServerId id, RealServerSettings settings) throws BackendException {
        int number = realNumbers.take();
        realTotals.restart(number);
        return new RealServerEntry(number, virtual, id, settings, settings.weight(), true);
    }

    @Override
    public void editRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        Served of = find(virtual);
        Rules.check(virtual, id, settings);
        int position = position(of, id);
        RealServerEntry entry = of.realServers.get(position).with(settings);
        of.realServers.set(position, entry);
        tell(new TableChange.Pool(
            of.entry.number(), of.realServers, new Scheduler.Change.Edited(position), entry));
    }

    @Override
    public void removeRealServer(VirtualServerId virtual, RealServerId id) throws BackendException {
        Served of = find(virtual);
        remove(of, position(of, id));
    }

    private void remove(Served of, int position) {
        RealServerEntry entry = of.realServers.remove(position).removed();
        removed.put(new RemovedKey(of.entry.id(), entry.id()), new Removed(entry, System.nanoTime()));
        tell(new TableChange.Pool(
            of.entry.number(), of.realServers, new Scheduler.Change.Removed(position), entry));
    }

    private Served find(VirtualServerId id) throws BackendException {
        Served found = served.get(id);
        if (found == null) {
            throw Rules.isMissing(id);
        }
        return found;
    }

    private static int position(Served of, RealServerId id) throws BackendException {
        int position = of.position(id);
        if (position < 0) {
            throw Rules.isMissing(of.entry.id(), id);
        }
        return position;
    }

    private void tell(TableChange change) {
        if (batch) {
            heldBack.add(change);
        } else {
            workers.forEach(worker -> worker.inbox.put(change));
        }
    }

    private void publishLookup() {
        if (lookupChanged && !batch) {
            lookupChanged = false;
            steering.run();
            tell(lookup());
        }
    }

    private TableChange lookup() {
        return new TableChange.Lookup(
            new ServiceTable(served.values().stream().map(each -> each.entry).toList(), marks));
    }

    /// Tells workers which real servers' packets the kernel does not see from now on.
    public void publishReplies(SteeredReplies replies) {
        tell(new TableChange.Replies(replies));
    }

    /// Forgets removed real servers to which no connection refers any more. To be called now and then. Answers
    /// whether there were any.
    public boolean reclaim(long nowNs) {
        if (removed.isEmpty() || !workers.stream().allMatch(worker -> worker.inbox.isDrained())) {
            return false;
        }
        return removed.values().removeIf(each -> {
            boolean forgotten = nowNs - each.sinceNs >= KEPT_NS && references(each.entry.number()) == 0;
            if (forgotten) {
                realNumbers.giveBack(each.entry.number());
            }
            return forgotten;
        });
    }

    /// Estimates all rates anew, when it is time. To be called now and then.
    public void estimateRates(long nowNs) {
        if (nowNs - estimatedNs < RateEstimator.INTERVAL_NS) {
            return;
        }
        estimatedNs = nowNs;
        for (Served each : served.values()) {
            virtualTotals.estimate(each.entry.number());
            each.realServers.forEach(real -> realTotals.estimate(real.number()));
        }
    }

    private long references(int real) {
        return realTotals.sum(real, Counter.ACTIVE) + realTotals.sum(real, Counter.INACTIVE)
            + realTotals.sum(real, Counter.PERSISTENT);
    }

    /// A real server and the virtual server that it is, or was, behind.
    public record Behind(VirtualServerId virtual, RealServerEntry real) {}

    /// Every real server whose packets belong to connections, removed ones included.
    public List<Behind> realServers() {
        var all = new ArrayList<Behind>();
        served.forEach((id, each) -> each.realServers.forEach(real -> all.add(new Behind(id, real))));
        removed.forEach((key, each) -> all.add(new Behind(key.virtual, each.entry)));
        return all;
    }

    /// What packets of virtual servers are addressed to; port 0 stands for every port.
    public Set<EndpointMap.Endpoint> endpoints() {
        return served.keySet().stream().flatMap(id -> ServiceTable.endpointsOf(id, marks).stream())
            .collect(Collectors.toUnmodifiableSet());
    }

    /// The addresses of persistent FTP services, which take the data connections too: see [ServiceTable#find].
    public Set<IpAddress> ftpAddresses() {
        return served.values().stream().filter(each -> each.entry.settings().persistence().isPresent())
            .flatMap(each -> each.entry.id() instanceof VirtualServerId.Address(var protocol, var address, int port)
                && protocol == Protocol.TCP && port == ServiceTable.FTP ? Stream.of(address) : Stream.empty())
            .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<VirtualServerStatus> list() {
        return served.values().stream()
            .sorted(Comparator.comparing(each -> each.entry.id(), VirtualServerId.ORDER))
            .map(this::status).toList();
    }

    @Override
    public VirtualServerStatus get(VirtualServerId id) throws BackendException {
        return status(find(id));
    }

    private VirtualServerStatus status(Served each) {
        VirtualServerStatus.Counters counters = virtualTotals.traffic(each.entry.number());
        List<RealServerStatus> realServers = each.realServers.stream()
            .sorted(Comparator.comparing(RealServerEntry::id, RealServerId.ORDER))
            .map(this::status).toList();
        return new VirtualServerStatus(each.entry.id(), each.entry.settings(), counters,
            virtualTotals.rates(each.entry.number()), realServers);
    }

    private RealServerStatus status(RealServerEntry real) {
        int number = real.number();
        return new RealServerStatus(real.id(), real.settings(), realTotals.traffic(number),
            realTotals.rates(number), (int) realTotals.sum(number, Counter.ACTIVE),
            (int) realTotals.sum(number, Counter.INACTIVE), (int) realTotals.sum(number, Counter.PERSISTENT));
    }

    @Override
    public void flush() {
        var gone = List.copyOf(served.values());
        gone.forEach(this::removeRealServers);
        served.clear();
        tell(lookup());
        gone.forEach(this::forget);
        publishLookup();
    }

    @Override
    public void zero() {
        served.values().forEach(this::zero);
    }

    @Override
    public void zero(VirtualServerId id) throws BackendException {
        zero(find(id));
    }

    private void zero(Served each) {
        virtualTotals.restart(each.entry.number());
        each.realServers.forEach(real -> realTotals.restart(real.number()));
    }

    @Override
    public ConnectionTimeouts timeouts() {
        return new ConnectionTimeouts(seconds(timeouts.tcpNs(TcpState.ESTABLISHED)),
            seconds(timeouts.tcpNs(TcpState.FIN_WAIT)), seconds(timeouts.udpNs()));
    }

    private static int seconds(long ns) {
        return (int) TimeUnit.NANOSECONDS.toSeconds(ns);
    }

    @Override
    public void timeouts(ConnectionTimeouts changed) throws BackendException {
        try {
            timeouts = timeouts.set(changed.tcpSeconds(), changed.tcpFinSeconds(), changed.udpSeconds());
        } catch (IllegalArgumentException e) {
            throw new BackendException(Reason.INVALID, "timeout " + e.getMessage() + " seconds", e);
        }
        tell(new TableChange.Timing(timeouts));
    }

    @Override
    public void startSyncDaemon(SyncDaemon daemon) throws BackendException {
        throw new BackendException(Reason.NOT_SUPPORTED,
            "the userspace data plane does not synchronise connections with other directors; use --backend ipvs for that");
    }

    @Override
    public void stopSyncDaemon(SyncDaemon.Role role, int syncId) throws BackendException {
        throw new BackendException(Reason.NO_DAEMON, "there is no " + role + " daemon: the userspace data plane has none");
    }

    @Override
    public List<SyncDaemon> syncDaemons() {
        return List.of();
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo(BackendInfo.IPVS_VERSION, connections.capacity());
    }

    @Override
    public ConnectionScan connections() {
        return new TableScan(connections.walk(offloaded.get()), clock);
    }

    @Override
    public void close() {
        flush();
    }
}
