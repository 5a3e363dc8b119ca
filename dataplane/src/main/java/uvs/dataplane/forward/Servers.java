package uvs.dataplane.forward;

import java.util.Arrays;
import java.util.List;
import uvs.config.net.Family;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.service.ServiceTable;
import uvs.dataplane.service.SteeredReplies;
import uvs.dataplane.service.TableChange;
import uvs.dataplane.service.VirtualServerEntry;
import uvs.dataplane.service.VirtualServerId;
import uvs.scheduler.Scheduler;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.Schedulers;

/// The virtual and real servers as one worker knows them: what the conductor told, in the order in which it told.
final class Servers {

    private final Schedulers schedulers;
    private final SchedulerOptions options;
    private final RealServerLoad load;
    private ServiceTable lookup = ServiceTable.EMPTY;
    private SteeredReplies steeredReplies = SteeredReplies.NONE;
    private Virtual[] virtuals = new Virtual[16];

    /// A virtual server with what belongs to this worker alone.
    static final class Virtual {

        private VirtualServerEntry entry;
        private PoolView pool;
        private Scheduler scheduler;

        VirtualServerEntry entry() {
            return entry;
        }

        /// The port of the service; 0 for every port, or a firewall mark.
        int port() {
            return entry.id() instanceof VirtualServerId.Address address ? address.port() : 0;
        }

        /// Whether a port is not the service's own, but one of the data connections that a persistent FTP service takes too.
        boolean isFtpDataPort(int port) {
            return port() == ServiceTable.FTP && port != ServiceTable.FTP;
        }

        /// The firewall mark, or 0.
        int mark() {
            return entry.id() instanceof VirtualServerId.FirewallMark mark ? mark.mark() : 0;
        }

        PoolView pool() {
            return pool;
        }

        Scheduler scheduler() {
            return scheduler;
        }
    }

    Servers(Schedulers schedulers, SchedulerOptions options, RealServerLoad load) {
        this.schedulers = schedulers;
        this.options = options;
        this.load = load;
    }

    void apply(TableChange change, long nowNs) {
        switch (change) {
            case TableChange.Lookup(ServiceTable table) -> lookup = table;
            case TableChange.Replies(SteeredReplies replies) -> steeredReplies = replies;
            case TableChange.Timing _, TableChange.Settings _ -> {
                // For whoever follows the states of connections, and opens them.
            }
            case TableChange.VirtualServerAdded(VirtualServerEntry entry) -> add(entry, nowNs);
            case TableChange.VirtualServerEdited(VirtualServerEntry entry) -> edit(entry, nowNs);
            case TableChange.VirtualServerRemoved(int number) -> virtuals[number] = null;
            case TableChange.Pool pool -> change(pool, nowNs);
        }
    }

    private void add(VirtualServerEntry entry, long nowNs) {
        if (entry.number() >= virtuals.length) {
            virtuals = Arrays.copyOf(virtuals, Math.max(entry.number() + 1, virtuals.length * 2));
        }
        var virtual = new Virtual();
        virtual.entry = entry;
        virtual.pool = pool(entry, List.of());
        schedule(virtual, nowNs);
        virtuals[entry.number()] = virtual;
    }

    private void edit(VirtualServerEntry entry, long nowNs) {
        Virtual virtual = virtuals[entry.number()];
        boolean otherScheduler = !virtual.entry.settings().scheduler().equals(entry.settings().scheduler());
        virtual.entry = entry;
        if (otherScheduler) {
            schedule(virtual, nowNs);
        } else {
            virtual.scheduler.flags(options.withFlags(entry.settings().schedulerFlags()).flags());
        }
    }

    private void schedule(Virtual virtual, long nowNs) {
        var settings = virtual.entry.settings();
        // The backend has looked the name up before it told of it.
        virtual.scheduler = schedulers.find(settings.scheduler()).orElseThrow()
            .create(options.withFlags(settings.schedulerFlags()));
        virtual.scheduler.changed(virtual.pool, new Scheduler.Change.Bound(), nowNs);
    }

    private void change(TableChange.Pool change, long nowNs) {
        Virtual virtual = virtuals[change.virtualServer()];
        load.put(change.changed());
        virtual.pool = pool(virtual.entry, change.realServers());
        virtual.scheduler.changed(virtual.pool, change.change(), nowNs);
    }

    private PoolView pool(VirtualServerEntry entry, List<RealServerEntry> realServers) {
        return new PoolView(realServers, entry.id().family() == Family.IPV6, load);
    }

    /// The virtual server of a packet for this destination, or null: see [ServiceTable#find].
    Virtual find(int protocol, boolean ipv6, long high, long low, int port) {
        VirtualServerEntry entry = lookup.find(protocol, ipv6, high, low, port);
        return entry == null ? null : virtuals[entry.number()];
    }

    /// Whether the kernel does not see what a real server sends from this port to others: whoever took such a packet must
    /// forward it, also when it belongs to no connection.
    boolean isSteeredReply(int protocol, boolean ipv6, long high, long low, int port) {
        return steeredReplies.hasService(protocol, ipv6, high, low, port);
    }

    /// Whether the kernel does not see an ICMP packet to somebody else, since a real server sent it.
    boolean isSteeredError(Packet packet) {
        return packet.isIcmpError() && isSteeredSource(packet);
    }

    /// Whether the kernel does not see an ICMP error about a packet that was sent to this port of a real server.
    boolean isSteeredAbout(ConnectionKey key) {
        return steeredReplies.hasService(key.protocol(), key.isIpv6(), key.sourceHigh(), key.sourceLow(), key.sourcePort());
    }

    /// Whether a packet comes from a real server of which the kernel does not see everything.
    boolean isSteeredSource(Packet packet) {
        return steeredReplies.hasAddress(packet.isIpv6(), packet.sourceHigh(), packet.sourceLow());
    }

    /// Whether a fragment without ports may belong to a packet of a virtual server, or to an answer of a real one.
    boolean mayBeServed(Packet packet) {
        return lookup.hasAddress(
                packet.protocol(), packet.isIpv6(), packet.destinationHigh(), packet.destinationLow())
            || isSteeredSource(packet);
    }

    /// The real server of a number, as it is now; one that was removed is not available.
    RealServerEntry real(int number) {
        return load.server(number);
    }
}
