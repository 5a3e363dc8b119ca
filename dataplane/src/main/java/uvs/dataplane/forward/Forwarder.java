package uvs.dataplane.forward;

import uvs.config.ForwardingMethod;
import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.SctpEvent;
import uvs.dataplane.conn.SctpState;
import uvs.dataplane.conn.StateTracker;
import uvs.dataplane.conn.TcpState;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.Port;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.TcpHeader;

/// What every packet passes through: look up, schedule, rewrite, send.
///
/// A frame of the data plane is seen by nobody else, so each ends here in one of three ways: it is sent, kept
/// for something that is on its way, or dropped and counted. All other frames are copies of what the kernel has too, and
/// are released.
final class Forwarder implements Port.FrameHandler {

    private static final int REUSE_FIN_WAIT = 2;
    private static final int BURST = 32;
    private static final int NOT_IN_BURST = -1;

    private final Servers servers;
    private final ConnectionTable table;
    private final ConnectionOwner owner;
    private final StateTracker states;
    private final NextHops nextHops;
    private final Router router;
    private final Answers answers;
    private final Tunnels tunnels;
    private final IcmpRelay icmpRelay;
    private final Fragments fragments;
    private final TrafficCount traffic;
    private final Drops drops;
    private final Opening opening;
    private final PassingOptions options;
    private final Offload offload;

    /// Another one than those of the burst: of a fragment that has waited.
    private final Packet waited = new Packet();
    /// The packet that is being forwarded, and its number in the burst, or [#NOT_IN_BURST].
    private Packet packet = waited;
    private int number = NOT_IN_BURST;
    private final Connection connection;
    private final Connection replaced;
    private final Target target = new Target();
    private final AddressRewriter rewriter = new AddressRewriter();
    private final Arrivals arrivals;
    private final Port.FrameHandler again = this::forwardAgain;
    private VsSettings settings = VsSettings.DEFAULTS;
    private long nowNs;

    /// @param path where packets leave
    Forwarder(
        Servers servers, ConnectionOwner owner, StateTracker states, WayOut path, WorkerCounters counters, Drops drops,
        Offload offload) {
        this.offload = offload;
        this.servers = servers;
        this.table = owner.table();
        this.owner = owner;
        this.states = states;
        this.nextHops = path.nextHops();
        this.router = path.router();
        this.answers = path.answers();
        this.tunnels = path.tunnels();
        this.drops = drops;
        this.traffic = new TrafficCount(counters);
        this.connection = table.newView();
        this.replaced = table.newView();
        this.arrivals = new Arrivals(table, BURST);
        this.fragments = new Fragments(drops);
        this.icmpRelay = new IcmpRelay(table, servers, path, traffic);
        this.options = new PassingOptions(path);
        this.opening = new Opening(servers, owner, counters, target);
    }

    void settings(VsSettings newSettings) {
        settings = newSettings;
        opening.settings(newSettings);
        tunnels.settings(newSettings);
        states.secureTcp(newSettings.on(VsSetting.SECURE_TCP));
    }

    /// The time of the frames that follow: read once a batch.
    void at(long newNowNs) {
        nowNs = newNowNs;
    }

    /// Drops fragments that have waited too long for their first.
    int expire() {
        return fragments.anyWaiting() ? fragments.expire(nowNs) : 0;
    }

    /// Takes a frame in; it is dealt with when the burst is full, or at [#finishBurst].
    @Override
    public void onFrame(Frame frame) {
        if (arrivals.add(frame)) {
            finishBurst();
        }
    }

    /// Deals with the frames that were taken in.
    void finishBurst() {
        arrivals.parse();
        for (int i = 0; i < arrivals.count(); i++) {
            number = i;
            packet = arrivals.packet(i);
            forward(arrivals.kind(i));
        }
        arrivals.clear();
    }

    private void forwardAgain(Frame frame) {
        number = NOT_IN_BURST;
        packet = waited;
        forward(packet.parse(frame));
    }

    private void forward(Packet.Kind kind) {
        switch (kind) {
            case TRANSPORT -> transport();
            case ICMP -> icmp();
            case LATER_FRAGMENT -> laterFragment();
            case FIRST_WITHOUT_PORTS -> firstWithoutPorts();
            case MALFORMED -> {
                drops.count(packet.malformed());
                packet.frame().release();
            }
            case NOT_FOR_US, OTHER -> packet.frame().release();
        }
    }

    private void transport() {
        if (packet.hasOptions() && !passesWithOptions()) {
            return;
        }
        if (!packet.isFragment()) {
            deliver();
            return;
        }
        fragments.first(packet, nowNs);
        deliver();
        releaseFragments();
    }

    private void releaseFragments() {
        if (fragments.anyWaiting()) {
            fragments.release(again);
        }
    }

    /// Fills in the options of a packet, or deals with it when they forbid that it goes on.
    private boolean passesWithOptions() {
        boolean local = isLocal(packet.destinationHigh(), packet.destinationLow());
        boolean translated = !local && table.find(packet.key, connection) && connection.isReply();
        return options.pass(
            packet, local, isKeptFromKernel(local), translated ? (int) connection.virtualLow() : 0, nowNs);
    }

    /// Whether the kernel does not see the packet, so that nobody but the director deals with it.
    private boolean isKeptFromKernel(boolean local) {
        ConnectionKey key = packet.key;
        if (!local) {
            return servers.isSteeredError(packet) || servers.isSteeredReply(
                key.protocol(), packet.isIpv6(), key.sourceHigh(), key.sourceLow(), key.sourcePort());
        }
        return packet.hasPorts() && servers.find(key.protocol(), packet.isIpv6(), key.destinationHigh(), key.destinationLow(),
            key.destinationPort()) != null;
    }

    /// The kernel sees the first fragment of what a real server sends on its own account, but not the later ones. An ICMP error
    /// in fragments is not translated: no host sends one (RFC 1812, section 4.3.2.3, limits them to 576 bytes).
    private void firstWithoutPorts() {
        if (isLocal(packet.destinationHigh(), packet.destinationLow()) || !servers.isSteeredSource(packet)) {
            packet.frame().release();
        } else if (servers.isSteeredError(packet)) {
            router.drop(packet, DropReason.ICMP_FRAGMENT);
        } else {
            fragments.first(packet, nowNs);
            packet.frame().release();
            releaseFragments();
        }
    }

    private void laterFragment() {
        if (fragments.follow(packet, nowNs)) {
            if (table.find(packet.key, connection)) {
                toConnection();
            } else {
                ofNoConnection();
            }
        } else if (servers.mayBeServed(packet)) {
            fragments.await(packet, nowNs);
        } else {
            packet.frame().release();
        }
    }

    /// A later fragment whose first one belongs to no connection: the kernel has that, but not the later ones of a real
    /// server.
    private void ofNoConnection() {
        boolean toDirector = isLocal(packet.destinationHigh(), packet.destinationLow());
        if (!toDirector && servers.isSteeredSource(packet)) {
            router.forward(packet, nowNs);
        } else {
            packet.frame().release();
        }
    }

    private void icmp() {
        boolean toDirector = isLocal(packet.destinationHigh(), packet.destinationLow());
        if (packet.hasOptions() && !options.pass(packet, toDirector,
                !toDirector && servers.isSteeredError(packet), icmpRelay.newSource(packet), nowNs)) {
            return;
        }
        if (icmpRelay.relay(packet, toDirector, nowNs) || toDirector && icmpOpens()) {
            return;
        }
        if (!toDirector && (servers.isSteeredError(packet) || icmpRelay.isAboutSteered())) {
            router.forward(packet, nowNs);
        } else {
            packet.frame().release();
        }
    }

    /// With `schedule_icmp` an error to a virtual server about a connection that is not known opens it, and goes to its real
    /// server. Answers whether the packet was taken over.
    private boolean icmpOpens() {
        ConnectionKey key = icmpRelay.key();
        if (key == null || !settings.on(VsSetting.SCHEDULE_ICMP)) {
            return false;
        }
        Servers.Virtual virtual = servers.find(key.protocol(), key.isIpv6(), key.destinationHigh(), key.destinationLow(),
            key.destinationPort());
        if (virtual == null) {
            return false;
        }
        Opening.Outcome outcome = opening.openFor(key, virtual, connection, nowNs);
        boolean opened = outcome == Opening.Outcome.OPENED && !Opening.isOnePacket(key, virtual);
        if (!opened || !icmpRelay.relay(packet, true, nowNs)) {
            router.drop(packet, outcome == Opening.Outcome.NO_REAL_SERVER
                ? DropReason.NO_REAL_SERVER : DropReason.NOT_OPENING);
        }
        return true;
    }

    private void deliver() {
        boolean found = number == NOT_IN_BURST
            ? table.find(packet.key, connection) : arrivals.find(number, connection);
        if (!found) {
            open();
            return;
        }
        RealServerEntry real = servers.real(connection.realServer());
        if (isToBeScheduledAnew(real)) {
            replace();
        } else {
            toConnection(real);
        }
    }

    /// The connection that was found gives way to a new one. It counts until that is scheduled: the kernel ends it with its
    /// next tick.
    private void replace() {
        replaced.copy(connection);
        owner.retire(replaced);
        open();
        owner.remove(replaced, nowNs);
    }

    private void toConnection() {
        toConnection(servers.real(connection.realServer()));
    }

    /// @param real that of the connection, or null when there is none, or none any more
    private void toConnection(RealServerEntry real) {
        if (connection.isReply()) {
            toClient(real);
        } else {
            toRealServer(real);
        }
    }

    /// Whether a packet which opens a connection finds one that is over, or whose real server takes no more
    /// (`conn_reuse_mode`, `expire_nodest_conn`); or the real server is gone and the connection is to go with it.
    private boolean isToBeScheduledAnew(RealServerEntry real) {
        if (connection.isReply()) {
            return false;
        }
        boolean expireNodest = settings.on(VsSetting.EXPIRE_NODEST_CONN);
        boolean gone = real == null || !real.available();
        return expireNodest && gone
            || opensConnection() && (expireNodest && !gone && real.settings().weight() == 0 || isOver());
    }

    private boolean opensConnection() {
        return switch (packet.protocol()) {
            case IpProtocol.TCP -> (packet.tcpFlags() & TcpHeader.SYN) != 0;
            case IpProtocol.SCTP -> packet.opensSctp(false);
            default -> false;
        };
    }

    /// As `is_new_conn_expected` of the kernel.
    private boolean isOver() {
        int mode = settings.value(VsSetting.CONN_REUSE_MODE);
        if (mode == 0 || connection.isControlled()) {
            return false;
        }
        int state = connection.state();
        if (packet.protocol() == IpProtocol.SCTP) {
            return state == SctpState.CLOSED.number();
        }
        return state == TcpState.TIME_WAIT.number() || state == TcpState.CLOSE.number()
            || (mode & REUSE_FIN_WAIT) != 0 && state == TcpState.FIN_WAIT.number()
                && connection.has(ConnectionFlags.NO_OUTPUT);
    }

    /// Makes a connection for the packet, if it belongs to a virtual server and may open one, and sends it there.
    private void open() {
        ConnectionKey key = packet.key;
        boolean local = isLocal(key.destinationHigh(), key.destinationLow());
        Servers.Virtual virtual = local
            ? servers.find(key.protocol(), packet.isIpv6(), key.destinationHigh(), key.destinationLow(),
                key.destinationPort())
            : null;
        if (virtual == null) {
            withoutVirtualServer(local);
            return;
        }
        if (nextHops.view().isMartianSource(packet.isIpv6(), key.sourceHigh(), key.sourceLow())) {
            router.drop(packet, DropReason.MARTIAN_SOURCE);
            return;
        }
        switch (opening.open(packet, virtual, connection, nowNs)) {
            case OPENED -> {
                if (Opening.isOnePacket(packet.key, virtual)) {
                    traffic.in(packet, target.real());
                    sendToTarget(false);
                } else {
                    toConnection();
                }
            }
            case NO_REAL_SERVER -> {
                if (virtual.isFtpDataPort(key.destinationPort())) {
                    // IPVS leaves these to the kernel's own stack, where nobody listens.
                    answers.reset(packet, nowNs);
                } else {
                    answers.portUnreachable(packet, nowNs);
                }
                router.drop(packet, DropReason.NO_REAL_SERVER);
            }
            case NOT_OPENING -> {
                answerNotOpening();
                router.drop(packet, DropReason.NOT_OPENING);
            }
            case DEFENDED -> router.drop(packet, DropReason.DROP_PACKET);
            case REFUSED -> router.drop(packet, DropReason.NO_CONNECTION);
        }
    }

    /// What the kernel's own stack says, to which IPVS leaves such packets.
    private void answerNotOpening() {
        switch (packet.protocol()) {
            case IpProtocol.TCP -> answers.reset(packet, nowNs);
            case IpProtocol.SCTP -> answers.protocolUnreachable(packet, nowNs);
            default -> { }
        }
    }

    /// A packet of no connection and no virtual server is the kernel's, but for what a real server sends from the port
    /// of a service: the kernel does not see that, so it is routed here.
    private void withoutVirtualServer(boolean local) {
        ConnectionKey key = packet.key;
        if (!local && servers.isSteeredReply(
                key.protocol(), packet.isIpv6(), key.sourceHigh(), key.sourceLow(), key.sourcePort())) {
            if (settings.on(VsSetting.NAT_ICMP_SEND) && !packet.endsAbruptly()) {
                if (router.wayThrough(packet, false, nowNs) != null) {
                    answers.portUnreachable(packet, nowNs);
                    router.drop(packet, DropReason.NOT_OPENING);
                }
            } else {
                router.forward(packet, nowNs);
            }
        } else {
            packet.frame().release();
        }
    }

    private void toRealServer(RealServerEntry real) {
        if (real == null || !real.available()) {
            router.drop(packet, DropReason.REAL_SERVER_REMOVED);
            return;
        }
        traffic.in(packet, real);
        follow(false);
        target.of(connection, real);
        if (!connection.isValid()) {
            router.drop(packet, DropReason.NO_CONNECTION);
            return;
        }
        sendToTarget(offload.isOn());
    }

    /// @param ofConnection whether the kernel may carry what comes after
    private void sendToTarget(boolean ofConnection) {
        if (target.method() == ConnectionFlags.TUNNEL
            && target.real().settings().method() instanceof ForwardingMethod.Tunnel tunnel) {
            tunnels.send(packet, target, tunnel, Tunnels.flowHash(tunnel, table, packet.key), nowNs);
            return;
        }
        NextHop hop = router.way(packet, target.isIpv6(), target.high(), target.low(), 0, false, nowNs);
        if (hop == null) {
            return;
        }
        if (ofConnection) {
            offload.consider(packet, connection, target.real(), hop, nowNs);
        }
        if (target.method() == ConnectionFlags.NAT) {
            rewriter.destination(packet, target.high(), target.low(), target.port());
        }
        router.send(packet, hop, nowNs);
    }

    private void toClient(RealServerEntry real) {
        NextHop hop = router.wayThrough(packet, false, nowNs);
        if (hop == null) {
            return;
        }
        if (real != null && real.available()) {
            traffic.out(packet, real);
            if (offload.isOn()) {
                offload.consider(packet, connection, real, hop, nowNs);
            }
        }
        rewriter.source(packet, packet.isIpv6() ? connection.virtualHigh() : 0, connection.virtualLow(), connection.virtualPort());
        follow(true);
        router.send(packet, hop, nowNs);
    }

    private void follow(boolean reply) {
        if (packet.isLaterFragment()) {
            states.other(connection, nowNs);
            return;
        }
        switch (packet.protocol()) {
            case IpProtocol.TCP -> {
                states.tcp(connection, packet.tcpFlags(), reply, nowNs);
                if (offload.isOn()) {
                    offload.follow(connection);
                }
            }
            case IpProtocol.UDP -> states.udp(connection, reply, nowNs);
            case IpProtocol.SCTP -> states.sctp(connection,
                SctpEvent.of(packet.sctp.firstChunkType(), packet.sctp.secondChunkType()), reply, nowNs);
            default -> states.other(connection, nowNs);
        }
    }

    private boolean isLocal(long high, long low) {
        return nextHops.view().isLocal(packet.isIpv6(), high, low);
    }
}
