package uvs.dataplane.forward;

import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionDraft;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Insertion;
import uvs.dataplane.conn.StateTracker;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.Port;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.service.ServerCounters.Counter;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.wire.IpProtocol;
import uvs.scheduler.Scheduler;

/// What every packet passes through: look up, schedule, rewrite, send.
///
/// A frame of the data plane is seen by nobody else, so each ends here in one of three ways: it is sent, kept
/// for a next hop that is asked for, or dropped and counted. All other frames are copies of what the kernel has too, and
/// are released.
final class Forwarder implements Port.FrameHandler {

    private final Servers servers;
    private final ConnectionTable table;
    private final ConnectionOwner owner;
    private final StateTracker states;
    private final NextHops nextHops;
    private final Transmitter transmitter;
    private final WorkerCounters counters;
    private final Drops drops;

    private final Packet packet = new Packet();
    private final Connection connection;
    private final ConnectionDraft draft = new ConnectionDraft();
    private final AddressRewriter rewriter = new AddressRewriter();
    private long nowNs;

    Forwarder(Servers servers, ConnectionOwner owner, StateTracker states, NextHops nextHops,
        Transmitter transmitter, WorkerCounters counters, Drops drops) {
        this.servers = servers;
        this.table = owner.table();
        this.owner = owner;
        this.states = states;
        this.nextHops = nextHops;
        this.transmitter = transmitter;
        this.counters = counters;
        this.drops = drops;
        this.connection = table.newView();
    }

    /// The time of the frames that follow: read once a batch.
    void at(long newNowNs) {
        nowNs = newNowNs;
    }

    @Override
    public void onFrame(Frame frame) {
        switch (packet.parse(frame)) {
            case TRANSPORT -> transport();
            case MALFORMED -> {
                drops.count(packet.malformed());
                frame.release();
            }
            case ICMP, LATER_FRAGMENT, NOT_FOR_US, OTHER -> frame.release();
        }
    }

    private void transport() {
        ConnectionKey key = packet.key;
        boolean found = table.find(key, table.hash(key), connection);
        if (!found && !open()) {
            return;
        }
        if (connection.isReply()) {
            toClient();
        } else {
            toRealServer();
        }
    }

    /// Makes a connection for the packet, if it belongs to a virtual server and may open one. If not, the packet is
    /// dealt with.
    private boolean open() {
        ConnectionKey key = packet.key;
        boolean local =
            nextHops.view().isLocal(packet.isIpv6(), key.destinationHigh(), key.destinationLow());
        Servers.Virtual virtual = local
            ? servers.find(key.protocol(), packet.isIpv6(), key.destinationHigh(), key.destinationLow(),
                key.destinationPort())
            : null;
        if (virtual == null) {
            withoutVirtualServer(local);
            return false;
        }
        if (key.protocol() == IpProtocol.TCP && (!packet.tcp.isSyn() || packet.tcp.isRst())) {
            drop(DropReason.NOT_OPENING);
            return false;
        }
        return schedule(virtual);
    }

    private boolean schedule(Servers.Virtual virtual) {
        int position = virtual.scheduler().pick(packet.key, nowNs);
        if (position == Scheduler.NONE) {
            drop(DropReason.NO_REAL_SERVER);
            return false;
        }
        RealServerEntry real = virtual.pool().server(position);
        int port = real.id().port() != 0 ? real.id().port() : packet.key.destinationPort();
        draft.start(packet.key)
            .real(real.number(), virtual.pool().isIpv6(position), virtual.pool().addressHigh(position),
                virtual.pool().addressLow(position), port)
            .method(ConnectionFlags.NAT)
            .virtualServer(virtual.entry().number());
        Insertion insertion = owner.insert(draft, nowNs, connection);
        if (insertion == Insertion.TABLE_FULL || insertion == Insertion.RATE_LIMITED) {
            drop(DropReason.NO_CONNECTION);
            return false;
        }
        if (insertion == Insertion.INSERTED) {
            counters.virtualServers().add(virtual.entry().number(), Counter.CONNECTIONS, 1);
            counters.realServers().add(real.number(), Counter.CONNECTIONS, 1);
        }
        return true;
    }

    /// A packet of no connection and no virtual server is the kernel's, but for what a real server sends from the port
    /// of a service: the kernel does not see that, so it is routed here.
    private void withoutVirtualServer(boolean local) {
        ConnectionKey key = packet.key;
        if (!local && servers.isSteeredReply(
                key.protocol(), packet.isIpv6(), key.sourceHigh(), key.sourceLow(), key.sourcePort())) {
            send(key.destinationHigh(), key.destinationLow());
        } else {
            packet.frame().release();
        }
    }

    private void toRealServer() {
        RealServerEntry real = servers.real(connection.realServer());
        if (real == null || !real.available()) {
            drop(DropReason.REAL_SERVER_REMOVED);
            return;
        }
        follow(false);
        count(real, Counter.IN_PACKETS, Counter.IN_BYTES);
        long high = connection.realHigh();
        long low = connection.realLow();
        rewriter.destination(packet, high, low, connection.realPort());
        send(high, low);
    }

    private void toClient() {
        RealServerEntry real = servers.real(connection.realServer());
        if (real != null && real.available()) {
            count(real, Counter.OUT_PACKETS, Counter.OUT_BYTES);
        }
        follow(true);
        long high = connection.clientHigh();
        long low = connection.clientLow();
        rewriter.source(packet, connection.virtualHigh(), connection.virtualLow(), connection.virtualPort());
        send(high, low);
    }

    private void follow(boolean reply) {
        switch (packet.protocol()) {
            case IpProtocol.TCP -> states.tcp(connection, packet.tcp.flags(), reply, nowNs);
            case IpProtocol.UDP -> states.udp(connection, reply, nowNs);
            default -> states.other(connection, nowNs);
        }
    }

    private void count(RealServerEntry real, Counter packets, Counter bytes) {
        int length = packet.length();
        counters.virtualServers().add(real.virtualServer(), packets, 1);
        counters.virtualServers().add(real.virtualServer(), bytes, length);
        counters.realServers().add(real.number(), packets, 1);
        counters.realServers().add(real.number(), bytes, length);
    }

    /// Sends the packet on as a router does: one hop less, by the route to an address.
    private void send(long high, long low) {
        if (packet.hopsLeft() <= 1) {
            drop(DropReason.TIME_EXCEEDED);
            return;
        }
        NextHop hop = nextHops.find(packet.isIpv6(), high, low);
        if (hop == null) {
            drop(DropReason.NO_ROUTE);
            return;
        }
        if (packet.length() > hop.mtu() && !packet.frame().isSegmented()) {
            drop(DropReason.TOO_BIG);
            return;
        }
        packet.takeHop();
        transmitter.send(packet.frame(), hop, nowNs);
    }

    private void drop(DropReason reason) {
        drops.count(reason);
        packet.frame().release();
    }
}
