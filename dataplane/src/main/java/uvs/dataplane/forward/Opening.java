package uvs.dataplane.forward;

import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionDraft;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.Insertion;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.wire.IpProtocol;
import uvs.scheduler.Scheduler;

/// Opens connections: which real server a packet of a virtual server goes to that belongs to no connection yet, as
/// `ip_vs_schedule` and `ip_vs_sched_persist` of the kernel decide it.
final class Opening {

    /// What became of a packet.
    enum Outcome {
        /// There is a connection now, or a target for this packet alone.
        OPENED,
        /// No real server can take it: its sender is told.
        NO_REAL_SERVER,
        /// It may not open a connection.
        NOT_OPENING,
        /// It is one of those that `drop_packet` gives up.
        DEFENDED,
        /// The connection table does not take it.
        REFUSED
    }

    private static final int FTP = 21;
    private static final int FTP_DATA = 20;
    private static final int DROP_ALWAYS = 3;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Servers servers;
    private final ConnectionOwner owner;
    private final WorkerCounters counters;
    private final ConnectionDraft draft = new ConnectionDraft();
    private final ConnectionKey templateKey = new ConnectionKey();
    private final Connection template;
    private final Target target;
    private VsSettings settings = VsSettings.DEFAULTS;
    private int toNextDrop;

    /// @param target is filled with where the packet goes
    Opening(Servers servers, ConnectionOwner owner, WorkerCounters counters, Target target) {
        this.servers = servers;
        this.owner = owner;
        this.counters = counters;
        this.target = target;
        this.template = owner.table().newView();
    }

    void settings(VsSettings newSettings) {
        settings = newSettings;
    }

    /// Chooses a real server, makes the connection and lays `connection` over it. For a packet that is scheduled for
    /// itself there is no connection, and only the target is filled.
    Outcome open(Packet packet, Servers.Virtual virtual, Connection connection, long nowNs) {
        if (!mayOpen(packet)) {
            return Outcome.NOT_OPENING;
        }
        return openFor(packet.key, virtual, connection, nowNs);
    }

    /// The same for a packet that is not there: its key is what an ICMP error tells of it.
    Outcome openFor(ConnectionKey key, Servers.Virtual virtual, Connection connection, long nowNs) {
        if (isGivenUp()) {
            return Outcome.DEFENDED;
        }
        if (key.sourcePort() == FTP_DATA && key.protocol() == IpProtocol.TCP) {
            return Outcome.NOT_OPENING;
        }
        return virtual.entry().settings().persistence().isPresent()
            ? openPersistent(key, virtual, connection, nowNs)
            : openScheduled(key, virtual, connection, nowNs);
    }

    /// As `ip_vs_todrop`: one of so many.
    private boolean isGivenUp() {
        if (settings.value(VsSetting.DROP_PACKET) != DROP_ALWAYS || --toNextDrop > 0) {
            return false;
        }
        toNextDrop = settings.value(VsSetting.AM_DROPRATE);
        return toNextDrop > 0;
    }

    /// What opens a connection: a TCP segment with SYN and without RST, an SCTP INIT, any UDP packet.
    private boolean mayOpen(Packet packet) {
        return switch (packet.protocol()) {
            case IpProtocol.TCP -> (packet.tcp.isSyn() || settings.on(VsSetting.SLOPPY_TCP)) && !packet.tcp.isRst();
            case IpProtocol.SCTP -> packet.opensSctp(settings.on(VsSetting.SLOPPY_SCTP));
            default -> true;
        };
    }

    private Outcome openScheduled(ConnectionKey key, Servers.Virtual virtual, Connection connection, long nowNs) {
        int position = virtual.scheduler().pick(key, nowNs);
        if (position == Scheduler.NONE) {
            return Outcome.NO_REAL_SERVER;
        }
        RealServerEntry real = virtual.pool().server(position);
        int port = real.id().port() != 0 ? real.id().port() : key.destinationPort();
        return connect(key, virtual, real, port, null, connection, nowNs);
    }

    /// With persistence the client's template says which real server; without one, or when that server is gone, the
    /// scheduler chooses and a template is made.
    private Outcome openPersistent(ConnectionKey key, Servers.Virtual virtual, Connection connection, long nowNs) {
        var persistence = virtual.entry().settings().persistence().orElseThrow();
        fillTemplateKey(key, virtual, persistence);
        RealServerEntry real = ofTemplate();
        int ownPort = virtual.port();
        boolean servicePort = key.destinationPort() == ownPort;
        if (real == null) {
            int position = virtual.scheduler().pick(key, nowNs);
            if (position == Scheduler.NONE) {
                return Outcome.NO_REAL_SERVER;
            }
            real = virtual.pool().server(position);
            int port = servicePort && ownPort != FTP ? real.id().port() : 0;
            draft.start(templateKey).method(ForwardingFlags.of(real.settings().method()))
                .real(real.number(), real.isIpv6(), real.id().address().high(), real.id().address().low(), port)
                .virtualServer(virtual.entry().number())
                .timeoutNs(persistence.timeoutSeconds() * SECOND_NS);
            Insertion insertion = owner.insert(draft, nowNs, template);
            if (insertion == Insertion.TABLE_FULL || insertion == Insertion.RATE_LIMITED) {
                return Outcome.REFUSED;
            }
        } else {
            owner.refresh(template, nowNs, persistence.timeoutSeconds() * SECOND_NS);
        }
        int port = servicePort && real.id().port() != 0 ? real.id().port() : key.destinationPort();
        return connect(key, virtual, real, port, template, connection, nowNs);
    }

    /// The real server of the client's template, or null when there is no template, or none that can be used.
    private RealServerEntry ofTemplate() {
        if (!owner.table().find(templateKey, template)) {
            return null;
        }
        RealServerEntry real = servers.real(template.realServer());
        boolean quiescent = real != null && real.settings().weight() == 0
            && settings.on(VsSetting.EXPIRE_QUIESCENT_TEMPLATE);
        if (real == null || !real.available() || quiescent) {
            owner.retire(template);
            return null;
        }
        return real;
    }

    /// See `ip_vs_sched_persist` for what stands in for which field.
    private void fillTemplateKey(
        ConnectionKey key, Servers.Virtual virtual, VirtualServerSettings.Persistence persistence) {
        int bits = persistence.prefixLength();
        long high = key.isIpv6() ? masked(key.sourceHigh(), Math.min(bits, 64), 64) : 0;
        long low = key.isIpv6() ? masked(key.sourceLow(), Math.max(0, bits - 64), 64)
            : masked(key.sourceLow() << 32, bits, 64) >>> 32;
        boolean servicePort = key.destinationPort() == virtual.port() && virtual.port() != FTP;
        if (virtual.mark() != 0) {
            templateKey.template(key.isIpv6(), 0, high, low, 0, Integer.toUnsignedLong(virtual.mark()), 0);
        } else {
            templateKey.template(key.isIpv6(), key.protocol(), high, low, key.destinationHigh(),
                key.destinationLow(), servicePort ? key.destinationPort() : 0);
        }
    }

    private static long masked(long value, int bits, int width) {
        return bits == 0 ? 0 : value & -1L << width - bits;
    }

    private Outcome connect(ConnectionKey key, Servers.Virtual virtual, RealServerEntry real, int port,
        Connection controller, Connection connection, long nowNs) {
        target.of(real, port);
        boolean onePacket = virtual.entry().settings().onePacket() && key.protocol() == IpProtocol.UDP;
        if (!onePacket) {
            draft.start(key)
                .method(target.method())
                .real(real.number(), target.isIpv6(), target.high(), target.low(), port)
                .virtualServer(virtual.entry().number());
            if (controller != null) {
                draft.controlledBy(controller);
            }
            Insertion insertion = owner.insert(draft, nowNs, connection);
            if (insertion == Insertion.TABLE_FULL || insertion == Insertion.RATE_LIMITED) {
                return Outcome.REFUSED;
            }
            if (insertion == Insertion.FOUND) {
                return Outcome.OPENED;
            }
        }
        counters.virtualServers().add(virtual.entry().number(), Counter.CONNECTIONS, 1);
        counters.realServers().add(real.number(), Counter.CONNECTIONS, 1);
        return Outcome.OPENED;
    }

    /// Whether [#connect] left no connection: the packet is scheduled for itself.
    static boolean isOnePacket(ConnectionKey key, Servers.Virtual virtual) {
        return virtual.entry().settings().onePacket() && key.protocol() == IpProtocol.UDP;
    }
}
