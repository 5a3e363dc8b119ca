package uvs.dataplane.forward;

import java.util.function.Consumer;
import uvs.config.ForwardingMethod.Tunnel;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.port.Frame;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.wire.Encapsulation;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;

/// Sends packets to their real servers inside others: IP in IP, GRE or GUE.
final class Tunnels {

    private final Router router;
    private final NextHops nextHops;
    private final Segmenter segmenter;
    private final Drops drops;
    private final Encapsulation encapsulation = new Encapsulation();
    private final EthernetHeader ethernet = new EthernetHeader();
    private final Packet piece = new Packet();
    private VsSettings settings = VsSettings.DEFAULTS;

    /// What the pieces of the frame that is being cut have in common.
    private Target cutTarget;
    private Tunnel cutTunnel;
    private int cutFlowHash;
    private NextHop cutHop;
    private long cutNs;
    private final Consumer<Frame> sendPiece = this::sendPiece;

    Tunnels(Router router, NextHops nextHops, Segmenter segmenter, Drops drops) {
        this.router = router;
        this.nextHops = nextHops;
        this.segmenter = segmenter;
        this.drops = drops;
    }

    void settings(VsSettings newSettings) {
        settings = newSettings;
    }

    /// What the packets of one connection have in common, for a tunnel that shows it; 0 for others.
    static int flowHash(Tunnel tunnel, ConnectionTable table, ConnectionKey key) {
        return tunnel.type() == TunnelType.GUE ? (int) table.hash(key) : 0;
    }

    /// Sends a packet to a target with a tunnel; its frame is taken over.
    ///
    /// A frame that stands for several packets is cut first: nothing after this could cut it, since the kernel is not
    /// told of the tunnel.
    void send(Packet packet, Target target, Tunnel tunnel, int flowHash, long nowNs) {
        boolean remote = tunnel.checksum() == TunnelChecksum.REMOTE;
        boolean partial = remote && packet.frame().checksumIsPartial() && !packet.frame().isSegmented();
        int overhead = Encapsulation.overhead(tunnel, target.isIpv6(), partial);
        NextHop hop = router.way(packet, target.isIpv6(), target.high(), target.low(), overhead,
            !settings.on(VsSetting.PMTU_DISC), nowNs);
        if (hop == null) {
            return;
        }
        if (!packet.frame().isSegmented()) {
            sendWhole(packet, target, tunnel, flowHash, partial, hop, nowNs);
            return;
        }
        cutTarget = target;
        cutTunnel = tunnel;
        cutFlowHash = flowHash;
        cutHop = hop;
        cutNs = nowNs;
        if (!segmenter.cut(packet, sendPiece)) {
            drops.count(DropReason.NO_FRAME);
        }
        packet.frame().release();
    }

    private void sendPiece(Frame frame) {
        piece.parseAgain(frame);
        sendWhole(piece, cutTarget, cutTunnel, cutFlowHash, false, cutHop, cutNs);
    }

    private void sendWhole(
        Packet packet, Target target, Tunnel tunnel, int flowHash, boolean partial, NextHop hop, long nowNs) {
        Frame frame = packet.frame();
        if (!partial) {
            frame.completeChecksum();
        }
        if (packet.isIpv6()) {
            encapsulation.inner(packet.ipv6);
        } else {
            encapsulation.inner(packet.ipv4);
        }
        if (partial) {
            encapsulation.partial(frame.checksumStart() - EthernetHeader.LENGTH, frame.checksumOffset());
        }
        int overhead = target.isIpv6()
            ? encapsulation.ipv6(tunnel, source(target, true), source(target, false), target.high(), target.low(),
                flowHash)
            : encapsulation.ipv4(
                tunnel, (int) source(target, false), (int) target.low(), flowHash, settings.on(VsSetting.PMTU_DISC));
        frame.complete().grow(overhead);
        ethernet.wrap(frame.memory(), frame.start(), EthernetHeader.LENGTH)
            .etherType(target.isIpv6() ? EtherType.IPV6 : EtherType.IPV4);
        packet.layOver(frame, target.isIpv6());
        router.send(packet, hop, nowNs);
    }

    private long source(Target target, boolean high) {
        return high ? nextHops.sourceHigh(target.isIpv6(), target.high(), target.low())
            : nextHops.sourceLow(target.isIpv6(), target.high(), target.low());
    }
}
