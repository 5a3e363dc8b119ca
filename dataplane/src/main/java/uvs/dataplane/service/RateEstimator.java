package uvs.dataplane.service;

import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;

/// The rates of one server as IPVS estimates them (kernel file net/netfilter/ipvs/ip_vs_est.c): every two seconds a
/// quarter of the difference to the last two seconds is taken over. Fixed-point, so that the same traffic gives the same
/// figures as the kernel's. Used by the conductor alone.
final class RateEstimator {

    /// How often [#sample] is to be called.
    static final long INTERVAL_NS = 2_000_000_000L;

    /// Packets and connections have 10 binary digits behind the point, bytes 5; an interval is two seconds.
    private static final int COUNT_SHIFT = 9;
    private static final int BYTE_SHIFT = 4;

    private Counters last = new Counters(0, 0, 0, 0, 0);
    private long connections;
    private long inPackets;
    private long outPackets;
    private long inBytes;
    private long outBytes;

    /// Takes in what was counted in all up to now.
    void sample(Counters now) {
        connections += nearer(now.connections() - last.connections() << COUNT_SHIFT, connections);
        inPackets += nearer(now.inPackets() - last.inPackets() << COUNT_SHIFT, inPackets);
        outPackets += nearer(now.outPackets() - last.outPackets() << COUNT_SHIFT, outPackets);
        inBytes += nearer(now.inBytes() - last.inBytes() << BYTE_SHIFT, inBytes);
        outBytes += nearer(now.outBytes() - last.outBytes() << BYTE_SHIFT, outBytes);
        last = now;
    }

    private static long nearer(long sample, long estimate) {
        return sample - estimate >> 2;
    }

    /// A second, rounded up as the kernel does for its readers.
    Rates rates() {
        return new Rates(count(connections), count(inPackets), count(outPackets), bytes(inBytes), bytes(outBytes));
    }

    private static long count(long scaled) {
        return scaled + 0x1ff >> 10;
    }

    private static long bytes(long scaled) {
        return scaled + 0xf >> 5;
    }
}
