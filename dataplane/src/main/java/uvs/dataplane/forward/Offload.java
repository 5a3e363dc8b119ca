package uvs.dataplane.forward;

import java.util.Optional;
import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.OffloadedConnections;
import uvs.dataplane.conn.TcpState;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.FastPathFlow;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.TcpHeader;

/// Decides which connections the kernel carries of itself, and takes them back: established ones, by NAT or direct routing, each
/// direction on its own, once some packets have gone by. Belongs to one worker; where the engine has no [FastPath] it does nothing.
///
/// An entry ends with its connection, when TCP is not established any more, and when its real server or its next hop changes;
/// then the next packet comes here, is dealt with as ever, and has the connection entered again where it may be.
final class Offload {

    /// So many packets of a direction come here first: neither a question and its answer, nor a short TCP connection, are worth
    /// the system calls.
    private static final int UDP_PATIENCE = 1;
    private static final int TCP_PATIENCE = 8;
    /// An entry that was made is not made again, nor tried again, for 2^27 ns (0.13 s): packets that were on their way come here.
    private static final int AGAIN_SHIFT = 27;
    private static final int TICKS = 0x8000;
    private static final long LOOK_NS = 1_000_000_000L;
    private static final int PLAIN = TcpHeader.FIN | TcpHeader.SYN | TcpHeader.RST | TcpHeader.ACK;

    private final FastPath path;
    private final OffloadedConnections connections;
    private final NextHops nextHops;
    private final Transmitter transmitter;
    private final FastPathFlow flow = new FastPathFlow();
    /// The next hops in use, by their places in the fast path.
    private final NextHop[] hops;
    private long lookedNs;
    private NetworkView view;

    Offload(Optional<FastPath> path, NextHops nextHops, Transmitter transmitter, long nowNs) {
        this.path = path.orElse(null);
        this.connections = path.<OffloadedConnections>map(OffloadedKeys::new).orElse(OffloadedConnections.NONE);
        this.nextHops = nextHops;
        this.transmitter = transmitter;
        this.lookedNs = nowNs;
        hops = new NextHop[path.map(FastPath::hops).orElse(0)];
    }

    boolean isOn() {
        return path != null;
    }

    OffloadedConnections connections() {
        return connections;
    }

    /// Has the kernel carry what comes after this packet of an established connection, if it can. The packet must still be as
    /// it came.
    void consider(Packet packet, Connection connection, RealServerEntry real, NextHop hop, long nowNs) {
        if (!isPlain(packet) || !hop.resolved() || real.number() >= path.servers() || real.virtualServer() >= path.servers()) {
            return;
        }
        int method = connection.method();
        boolean established = packet.protocol() == IpProtocol.UDP || connection.state() == TcpState.ESTABLISHED.number();
        if (!established || method != ConnectionFlags.NAT && method != ConnectionFlags.DIRECT_ROUTING
            || !isTurn(packet, connection, nowNs)) {
            return;
        }
        flow.hop = place(hop);
        if (flow.hop != FastPath.NONE) {
            enter(packet, connection, real, nowNs);
        }
    }

    /// What the kernel's part would carry: see `FastPathQuestions`.
    private boolean isPlain(Packet packet) {
        if (packet.isIpv6() || packet.isFragment() || packet.hasOptions()
            || packet.frame().checksumIsPartial() && !path.takesPartialChecksums()) {
            return false;
        }
        return switch (packet.protocol()) {
            case IpProtocol.UDP -> packet.udp.hasChecksum();
            case IpProtocol.TCP -> (packet.tcpFlags() & PLAIN) == TcpHeader.ACK;
            default -> false;
        };
    }

    /// Whether enough packets of this direction have come, and none has been entered just now. The connection notes 16 bits for
    /// each direction: how many packets there were, or when the last was entered.
    private static boolean isTurn(Packet packet, Connection connection, long nowNs) {
        int patience = packet.protocol() == IpProtocol.UDP ? UDP_PATIENCE : TCP_PATIENCE;
        int shift = connection.isReply() ? 16 : 0;
        int both = connection.note();
        int mine = both >>> shift & 0xffff;
        int next = mine < patience ? mine + 1 : TICKS | (int) (nowNs >>> AGAIN_SHIFT) & TICKS - 1;
        if (next != mine) {
            connection.note(both & ~(0xffff << shift) | next << shift);
        }
        return mine >= patience && next != mine;
    }

    private void enter(Packet packet, Connection connection, RealServerEntry real, long nowNs) {
        boolean reply = connection.isReply();
        fill(packet, connection, real, reply);
        int direction = reply ? ConnectionFlags.OFFLOADED_REPLIES : ConnectionFlags.OFFLOADED;
        boolean again = connection.has(direction);
        // Noted before it is so: whoever removes the connection from now on takes the entry away too.
        if (!again && !connection.offloaded(direction, 0)) {
            return;
        }
        if (path.enter(flow, again, nowNs)) {
            if (!connection.isValid()) {
                remove();
            }
        } else if (!again) {
            boolean ignored = connection.offloaded(0, direction);
        }
    }

    private void fill(Packet packet, Connection connection, RealServerEntry real, boolean reply) {
        flow.protocol = packet.protocol();
        flow.source = (int) packet.key.sourceLow();
        flow.sourcePort = packet.key.sourcePort();
        flow.destination = (int) packet.key.destinationLow();
        flow.destinationPort = packet.key.destinationPort();
        flow.newSource = flow.source;
        flow.newSourcePort = flow.sourcePort;
        flow.newDestination = flow.destination;
        flow.newDestinationPort = flow.destinationPort;
        flow.virtualServer = real.virtualServer();
        flow.realServer = real.number();
        flow.fromRealServer = reply;
        if (reply) {
            flow.newSource = (int) connection.virtualLow();
            flow.newSourcePort = connection.virtualPort();
        } else if (connection.method() == ConnectionFlags.NAT) {
            flow.newDestination = (int) connection.realLow();
            flow.newDestinationPort = connection.realPort();
        }
    }

    private void remove() {
        path.remove(flow.protocol, flow.source, flow.sourcePort, flow.destination, flow.destinationPort);
    }

    /// The place of a next hop, which is remembered to be looked after.
    private int place(NextHop hop) {
        int place = path.hop(hop.linkIndex(), hop.mac(), hop.sourceMac(), hop.mtu());
        if (place != FastPath.NONE) {
            hops[place] = hop;
        }
        return place;
    }

    /// Takes a connection back that is not established any more.
    void follow(Connection connection) {
        if (connection.has(ConnectionFlags.OFFLOADED_BOTH) && connection.state() != TcpState.ESTABLISHED.number()) {
            int directions = connection.flags() & ConnectionFlags.OFFLOADED_BOTH;
            if (connection.offloaded(0, directions)) {
                connections.withdraw(connection, directions);
            }
        }
    }

    void serverChanged(int realServer) {
        if (isOn()) {
            path.serverChanged(realServer);
        }
    }

    void everythingChanged() {
        if (isOn()) {
            path.everythingChanged();
        }
    }

    /// Packets go where the network is now. To be called after [NextHops#follow].
    void follow(NetworkView newView) {
        if (!isOn()) {
            return;
        }
        boolean otherWays = view != null && !newView.routesAs(view);
        view = newView;
        for (int place = 0; place < hops.length; place++) {
            if (hops[place] != null && (otherWays || !isSame(place))) {
                drop(place);
            }
        }
    }

    /// Once a second: has neighbours confirmed that are stale and to which the kernel's part sends.
    void onTime(long nowNs) {
        if (isOn() && nowNs - lookedNs >= LOOK_NS) {
            lookedNs = nowNs;
            for (int place = 0; place < hops.length; place++) {
                if (hops[place] != null && path.wasUsed(place) && hops[place].stale()) {
                    transmitter.ask(hops[place], nowNs);
                }
            }
        }
    }

    private boolean isSame(int place) {
        NextHop before = hops[place];
        NextHop now = nextHops.again(before);
        if (now == null || !now.resolved() || now.mac() != before.mac() || now.sourceMac() != before.sourceMac()
            || now.mtu() != before.mtu()) {
            return false;
        }
        hops[place] = now;
        return path.hopHolds(place);
    }

    private void drop(int place) {
        path.dropHop(place);
        hops[place] = null;
    }
}
