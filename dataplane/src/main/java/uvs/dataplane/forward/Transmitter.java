package uvs.dataplane.forward;

import java.util.function.Consumer;
import uvs.dataplane.port.Frame;
import uvs.dataplane.wire.EthernetHeader;

/// Sends frames to their next hops, and keeps those whose next hop is not known yet while the kernel asks for it.
final class Transmitter {

    /// As many as the kernel's neighbour tables keep for all of a machine's next hops under pressure.
    private static final int WAITING_LIMIT = 256;
    private static final long WAITING_NS = 1_000_000_000L;
    /// How often a next hop that is stale, or not there, is asked for.
    private static final long ASK_AGAIN_NS = 1_000_000_000L;
    private static final int ASKED_PLACES = 256;

    private final NextHops nextHops;
    private final Drops drops;
    private final Consumer<WorkerReport> reports;
    private final EthernetHeader ethernet = new EthernetHeader();

    private final Frame[] waiting = new Frame[WAITING_LIMIT];
    private final NextHop[] waitingFor = new NextHop[WAITING_LIMIT];
    private final long[] waitingUntilNs = new long[WAITING_LIMIT];
    private int waitingCount;
    private final NextHop[] asked = new NextHop[ASKED_PLACES];
    private final long[] askedAtNs = new long[ASKED_PLACES];

    Transmitter(NextHops nextHops, Drops drops, Consumer<WorkerReport> reports) {
        this.nextHops = nextHops;
        this.drops = drops;
        this.reports = reports;
    }

    /// Sends a frame, or keeps it for a while, or drops it. Takes it over in any case.
    void send(Frame frame, NextHop hop, long nowNs) {
        if (hop.resolved()) {
            transmit(frame, hop);
            if (hop.stale()) {
                ask(hop, nowNs);
            }
        } else if (waitingCount < WAITING_LIMIT) {
            waiting[waitingCount] = frame;
            waitingFor[waitingCount] = hop;
            waitingUntilNs[waitingCount++] = nowNs + WAITING_NS;
            ask(hop, nowNs);
        } else {
            drops.count(DropReason.NEIGHBOUR_QUEUE_FULL);
            frame.release();
        }
    }

    private void transmit(Frame frame, NextHop hop) {
        ethernet.wrap(frame.memory(), frame.start(), frame.length()).addresses(hop.mac(), hop.sourceMac());
        hop.port().send(frame);
    }

    /// Asks the kernel, but not for the same neighbour again and again. It lets the conductor do so, and may
    /// therefore allocate: it happens once a second for a neighbour.
    void ask(NextHop hop, long nowNs) {
        int place = Long.hashCode(hop.address().low() * 0x9e37_79b9_7f4a_7c15L) & ASKED_PLACES - 1;
        NextHop before = asked[place];
        if (before != null && before.address().equals(hop.address()) && nowNs - askedAtNs[place] < ASK_AGAIN_NS) {
            return;
        }
        asked[place] = hop;
        askedAtNs[place] = nowNs;
        reports.accept(new WorkerReport.NeighbourWanted(hop.linkIndex(), hop.address()));
    }

    /// Sends what waited for next hops that are known now, and drops what has waited too long.
    int settle(long nowNs) {
        int kept = 0;
        int settled = 0;
        for (int i = 0; i < waitingCount; i++) {
            Frame frame = waiting[i];
            NextHop hop = nextHops.again(waitingFor[i]);
            if (hop != null && hop.resolved()) {
                transmit(frame, hop);
                settled++;
            } else if (hop == null || nowNs - waitingUntilNs[i] >= 0) {
                drops.count(DropReason.NEIGHBOUR_UNREACHABLE);
                frame.release();
                settled++;
            } else {
                waiting[kept] = frame;
                waitingFor[kept] = hop;
                waitingUntilNs[kept++] = waitingUntilNs[i];
            }
        }
        waitingCount = kept;
        return settled;
    }

    boolean isWaiting() {
        return waitingCount > 0;
    }
}
