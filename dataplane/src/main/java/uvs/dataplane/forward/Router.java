package uvs.dataplane.forward;

import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.Malformed;

/// Sends a packet on as a router does: one hop less, no larger than the link takes, by the route to an address. What
/// cannot go on is dropped and counted, and its sender told.
final class Router {

    private final NextHops nextHops;
    private final Transmitter transmitter;
    private final Answers answers;
    private final Fragmenter fragmenter;
    private final Drops drops;

    Router(NextHops nextHops, Transmitter transmitter, Answers answers, Fragmenter fragmenter, Drops drops) {
        this.nextHops = nextHops;
        this.transmitter = transmitter;
        this.answers = answers;
        this.fragmenter = fragmenter;
        this.drops = drops;
    }

    /// Finds the way to an address for a packet which is `overhead` bytes longer when it leaves, and takes a hop from
    /// it. Answers null when the packet cannot go there, and has dealt with it then.
    ///
    /// The packet must still be what its sender sent, since the sender may be told of it.
    ///
    /// @param mayCut whether an IPv4 packet that is too large can be cut, in spite of "don't fragment"
    NextHop way(Packet packet, boolean ipv6, long high, long low, int overhead, boolean mayCut, long nowNs) {
        NextHop hop = nextHops.find(ipv6, high, low);
        if (!leadsOn(packet, hop, nowNs)) {
            return null;
        }
        packet.takeHop();
        return fits(packet, hop.mtu() - overhead, mayCut, nowNs) ? hop : null;
    }

    /// Finds the way of a packet that passes through as through any router, to where it is addressed: see [#way]. Its sender is
    /// told of it with the hop that it still has.
    NextHop wayThrough(Packet packet, boolean mayCut, long nowNs) {
        NextHop hop = nextHops.find(packet.isIpv6(), packet.destinationHigh(), packet.destinationLow());
        if (!leadsOn(packet, hop, nowNs) || !fits(packet, hop.mtu(), mayCut, nowNs)) {
            return null;
        }
        packet.takeHop();
        return hop;
    }

    private boolean leadsOn(Packet packet, NextHop hop, long nowNs) {
        if (hop == null) {
            drop(packet, DropReason.NO_ROUTE);
            return false;
        }
        if (packet.hopsLeft() <= 1) {
            answers.timeExceeded(packet, nowNs);
            drop(packet, DropReason.TIME_EXCEEDED);
            return false;
        }
        return true;
    }

    private boolean fits(Packet packet, int mtu, boolean mayCut, long nowNs) {
        boolean mustFit = packet.isIpv6() || packet.mustNotBeCut() && !mayCut;
        if (packet.length() > mtu && mustFit && !packet.frame().isSegmented()) {
            answers.tooBig(packet, mtu, nowNs);
            drop(packet, DropReason.TOO_BIG);
            return false;
        }
        return true;
    }

    /// Sends the packet as it is now to a hop that [#way] found.
    void send(Packet packet, NextHop hop, long nowNs) {
        Frame frame = packet.frame();
        if (!packet.isIpv6() && packet.length() > hop.mtu() && !frame.isSegmented()) {
            fragmenter.send(packet.ipv4, frame, hop, nowNs);
        } else {
            transmitter.send(frame, hop, nowNs);
        }
    }

    /// Both at once, for a packet that needs no change.
    void forward(Packet packet, long nowNs) {
        NextHop hop = wayThrough(packet, false, nowNs);
        if (hop != null) {
            send(packet, hop, nowNs);
        }
    }

    void drop(Packet packet, Malformed reason) {
        drops.count(reason);
        packet.frame().release();
    }

    void drop(Packet packet, DropReason reason) {
        drops.count(reason);
        packet.frame().release();
    }
}
