package uvs.dataplane.forward;

import java.util.concurrent.TimeUnit;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.Port;

/// Lets fragments follow their first fragment, which alone has the ports: whichever comes first.
///
/// What is known of a first fragment stays for [#KNOWN_NS], for at most [#KNOWN] of them; a newer one takes the place of
/// an older one that falls on the same place. Fragments that come before their first wait for at most [#WAIT_NS],
/// at most [#WAITING] of them.
final class Fragments {

    /// As the kernel's `ipfrag_time`.
    private static final long KNOWN_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int KNOWN = 1024;
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int WAITING = 64;

    private final Drops drops;
    private final Known[] known = new Known[KNOWN];
    private final Frame[] waiting = new Frame[WAITING];
    private final long[] waitingUntilNs = new long[WAITING];
    private final Id[] waitingFor = new Id[WAITING];
    private int waitingCount;
    private final Id id = new Id();
    private final Id released = new Id();

    /// What tells the fragments of one packet from all others (RFC 791, section 3.2; RFC 8200, section 4.5).
    private static final class Id {
        private long sourceHigh;
        private long sourceLow;
        private long destinationHigh;
        private long destinationLow;
        private long rest;

        private void of(Packet packet) {
            sourceHigh = packet.sourceHigh();
            sourceLow = packet.sourceLow();
            destinationHigh = packet.destinationHigh();
            destinationLow = packet.destinationLow();
            rest = packet.fragmentIdentification() << 16 | packet.protocol() << 1 | (packet.isIpv6() ? 1 : 0);
        }

        private void of(Id other) {
            sourceHigh = other.sourceHigh;
            sourceLow = other.sourceLow;
            destinationHigh = other.destinationHigh;
            destinationLow = other.destinationLow;
            rest = other.rest;
        }

        private boolean is(Id other) {
            return rest == other.rest && sourceLow == other.sourceLow && destinationLow == other.destinationLow
                && sourceHigh == other.sourceHigh && destinationHigh == other.destinationHigh;
        }

        private int place() {
            long mixed = (sourceLow ^ sourceHigh) * 0x9e37_79b9_7f4a_7c15L
                ^ (destinationLow ^ destinationHigh) * 0xbf58_476d_1ce4_e5b9L ^ rest * 0x94d0_49bb_1331_11ebL;
            return (int) (mixed >>> 40) & KNOWN - 1;
        }
    }

    /// What a first fragment has shown.
    private static final class Known {
        private final Id id = new Id();
        private final ConnectionKey key = new ConnectionKey();
        private long untilNs;
    }

    Fragments(Drops drops) {
        this.drops = drops;
        for (int i = 0; i < KNOWN; i++) {
            known[i] = new Known();
        }
        for (int i = 0; i < WAITING; i++) {
            waitingFor[i] = new Id();
        }
    }

    /// Remembers the first fragment of a packet. The ones that wait for it are there for [#release].
    void first(Packet packet, long nowNs) {
        released.of(packet);
        Known slot = known[released.place()];
        slot.id.of(released);
        slot.key.copy(packet.key);
        slot.untilNs = nowNs + KNOWN_NS;
    }

    /// Fills the key of a later fragment with that of its first. Answers false when the first is not known.
    boolean follow(Packet packet, long nowNs) {
        id.of(packet);
        Known slot = known[id.place()];
        if (slot.untilNs == 0 || nowNs - slot.untilNs >= 0 || !slot.id.is(id)) {
            return false;
        }
        packet.key.copy(slot.key);
        return true;
    }

    /// Keeps a fragment until its first one comes.
    void await(Packet packet, long nowNs) {
        if (waitingCount == WAITING) {
            drops.count(DropReason.FRAGMENT_QUEUE_FULL);
            packet.frame().release();
            return;
        }
        waitingFor[waitingCount].of(packet);
        waiting[waitingCount] = packet.frame();
        waitingUntilNs[waitingCount++] = nowNs + WAIT_NS;
    }

    boolean anyWaiting() {
        return waitingCount > 0;
    }

    /// Hands out again what waits for the packet whose first fragment was remembered last.
    void release(Port.FrameHandler handler) {
        for (int i = 0; i < waitingCount; ) {
            if (waitingFor[i].is(released)) {
                Frame frame = waiting[i];
                remove(i);
                handler.onFrame(frame);
            } else {
                i++;
            }
        }
    }

    /// Drops what has waited too long.
    int expire(long nowNs) {
        int expired = 0;
        for (int i = 0; i < waitingCount; ) {
            if (nowNs - waitingUntilNs[i] >= 0) {
                drops.count(DropReason.FRAGMENT_WITHOUT_FIRST);
                waiting[i].release();
                remove(i);
                expired++;
            } else {
                i++;
            }
        }
        return expired;
    }

    /// The last one takes the place; the order among those of one packet does not matter.
    private void remove(int place) {
        waitingCount--;
        waiting[place] = waiting[waitingCount];
        waitingUntilNs[place] = waitingUntilNs[waitingCount];
        waitingFor[place].of(waitingFor[waitingCount]);
        waiting[waitingCount] = null;
    }
}
