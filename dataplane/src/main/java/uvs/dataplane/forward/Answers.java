package uvs.dataplane.forward;

import java.util.function.Supplier;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EtherType;
import uvs.dataplane.wire.EthernetHeader;
import uvs.dataplane.wire.IcmpErrors;
import uvs.dataplane.wire.IcmpHeader;
import uvs.dataplane.wire.Icmpv6Header;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.Ipv4Options;
import uvs.dataplane.wire.TcpReset;

/// What the director answers itself: ICMP errors about a packet that cannot go on, and resets.
///
/// The kernel would send these for a packet of its own IPVS; here it never sees the packet. No more than
/// [#A_SECOND] are sent in a second, in bursts of at most [#BURST], as the kernel's `icmp_msgs_per_sec` has it.
final class Answers {

    private static final int A_SECOND = 1000;
    private static final int BURST = 50;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Supplier<Frame> frames;
    private final NextHops nextHops;
    private final Transmitter transmitter;
    private final IcmpErrors errors;
    private final TcpReset reset = new TcpReset();
    private final EthernetHeader ethernet = new EthernetHeader();
    private long tokens = BURST;
    private long filledNs;

    /// @param frames gives an empty frame, or null when packet memory is used up
    /// @param options those of the packet in hand, if it has any
    Answers(Supplier<Frame> frames, NextHops nextHops, Transmitter transmitter, Ipv4Options options) {
        this.frames = frames;
        this.errors = new IcmpErrors(options);
        this.nextHops = nextHops;
        this.transmitter = transmitter;
    }

    /// Nobody listens there: what IPVS says when no real server can take a connection.
    void portUnreachable(Packet about, long nowNs) {
        Frame frame = begin(about, false, nowNs);
        if (frame != null) {
            long at = frame.start() + EthernetHeader.LENGTH;
            finish(frame, about, about.isIpv6()
                ? errors.unreachable(about.ipv6, Icmpv6Header.PORT_UNREACHABLE, sourceHigh(about), sourceLow(about),
                    frame.memory(), at)
                : errors.unreachable(about.ipv4, IcmpHeader.PORT_UNREACHABLE, (int) sourceLow(about),
                    frame.memory(), at), nowNs);
        }
    }

    /// Nobody takes this protocol: what a kernel without SCTP says.
    void protocolUnreachable(Packet about, long nowNs) {
        Frame frame = begin(about, false, nowNs);
        if (frame != null) {
            long at = frame.start() + EthernetHeader.LENGTH;
            finish(frame, about, about.isIpv6()
                ? errors.unknownNextHeader(about.ipv6, about.ipv6.protocolPosition(), sourceHigh(about), sourceLow(about),
                    frame.memory(), at)
                : errors.unreachable(about.ipv4, IcmpHeader.PROTOCOL_UNREACHABLE, (int) sourceLow(about),
                    frame.memory(), at), nowNs);
        }
    }

    /// @param pointer to the byte of the IPv4 header that is wrong
    void parameterProblem(Packet about, int pointer, long nowNs) {
        Frame frame = begin(about, false, nowNs);
        if (frame != null) {
            finish(frame, about, errors.parameterProblem(about.ipv4, pointer, (int) sourceLow(about), frame.memory(),
                frame.start() + EthernetHeader.LENGTH), nowNs);
        }
    }

    /// Tells a client of an error that somebody behind the director found, about a packet of the client to the director.
    ///
    /// @param rest the second word of the ICMP header
    /// @return the length of the IP packet that tells; 0 when there is none
    int passOn(Ipv4Header about, int type, int code, int rest, long nowNs) {
        Frame frame = errors.mayAnswer(about) && withinRate(nowNs) ? frames.get() : null;
        if (frame == null) {
            return 0;
        }
        int length = errors.error(about, type, code, rest, about.destination(), frame.memory(),
            frame.start() + EthernetHeader.LENGTH);
        finish(frame, false, 0, Integer.toUnsignedLong(about.source()), length, nowNs);
        return length;
    }

    void timeExceeded(Packet about, long nowNs) {
        Frame frame = begin(about, false, nowNs);
        if (frame != null) {
            long at = frame.start() + EthernetHeader.LENGTH;
            finish(frame, about, about.isIpv6()
                ? errors.timeExceeded(about.ipv6, sourceHigh(about), sourceLow(about), frame.memory(), at)
                : errors.timeExceeded(about.ipv4, (int) sourceLow(about), frame.memory(), at), nowNs);
        }
    }

    /// @param mtu what would fit
    void tooBig(Packet about, int mtu, long nowNs) {
        Frame frame = begin(about, true, nowNs);
        if (frame != null) {
            long at = frame.start() + EthernetHeader.LENGTH;
            finish(frame, about, about.isIpv6()
                ? errors.packetTooBig(about.ipv6, mtu, sourceHigh(about), sourceLow(about), frame.memory(), at)
                : errors.fragmentationNeeded(about.ipv4, mtu, (int) sourceLow(about), frame.memory(), at), nowNs);
        }
    }

    /// Answers a TCP segment of no connection, unless it is a reset itself or damaged.
    void reset(Packet about, long nowNs) {
        if (about.tcp.isRst() || !about.transportIsSound()) {
            return;
        }
        Frame frame = frames.get();
        if (frame != null) {
            long at = frame.start() + EthernetHeader.LENGTH;
            finish(frame, about, about.isIpv6()
                ? reset.write(about.ipv6, about.tcp, frame.memory(), at)
                : reset.write(about.ipv4, about.tcp, frame.memory(), at), nowNs);
        }
    }

    private Frame begin(Packet about, boolean tooBig, long nowNs) {
        boolean may = about.isIpv6() ? errors.mayAnswer(about.ipv6, tooBig) : errors.mayAnswer(about.ipv4);
        return may && withinRate(nowNs) ? frames.get() : null;
    }

    private boolean withinRate(long nowNs) {
        long earned = (nowNs - filledNs) * A_SECOND / SECOND_NS;
        if (earned > 0) {
            tokens = Math.min(BURST, tokens + Math.min(BURST, earned));
            filledNs = nowNs;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    private void finish(Frame frame, Packet about, int length, long nowNs) {
        finish(frame, about.isIpv6(), about.sourceHigh(), about.sourceLow(), length, nowNs);
    }

    private void finish(Frame frame, boolean ipv6, long toHigh, long toLow, int length, long nowNs) {
        frame.complete().length(EthernetHeader.LENGTH + length);
        ethernet.wrap(frame.memory(), frame.start(), frame.length()).etherType(ipv6 ? EtherType.IPV6 : EtherType.IPV4);
        NextHop hop = nextHops.find(ipv6, toHigh, toLow);
        if (hop == null) {
            frame.release();
        } else {
            transmitter.send(frame, hop, nowNs);
        }
    }

    /// The address that the packet went to, if it is the director's; else the director's on the way back.
    private long sourceHigh(Packet about) {
        return isToDirector(about) ? about.destinationHigh()
            : nextHops.sourceHigh(about.isIpv6(), about.sourceHigh(), about.sourceLow());
    }

    private long sourceLow(Packet about) {
        return isToDirector(about) ? about.destinationLow()
            : nextHops.sourceLow(about.isIpv6(), about.sourceHigh(), about.sourceLow());
    }

    private boolean isToDirector(Packet about) {
        return nextHops.view().isLocal(about.isIpv6(), about.destinationHigh(), about.destinationLow());
    }
}
