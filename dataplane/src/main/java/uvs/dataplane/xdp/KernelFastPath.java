package uvs.dataplane.xdp;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.service.OffloadedTraffic;
import uvs.dataplane.service.ServerCounters.Counter;

/// The fast path of all workers: established connections that programs in the kernel carry themselves.
///
/// It lives as long as the director; the maps go with the process, and no packet goes this way when the programs are gone.
public abstract sealed class KernelFastPath implements OffloadedTraffic, AutoCloseable permits XdpFastPath, TcFastPath {

    private final FastPathMaps maps;
    private final FastPathLane[] lanes;
    private final AtomicInteger stamps = new AtomicInteger(FastPathTable.TAKEN);

    /// @param workers how many engines share it
    KernelFastPath(int workers) throws SystemCallException {
        maps = new FastPathMaps(workers);
        lanes = new FastPathLane[workers];
        for (int worker = 0; worker < workers; worker++) {
            lanes[worker] = new FastPathLane(this, worker);
        }
    }

    /// Asks again what interfaces can do, where that changes of itself. To be called by one thread, once a second or so.
    public abstract void followLinks() throws SystemCallException;

    /// Whether packets can leave by an interface.
    abstract boolean takes(int linkIndex);

    /// Whether a packet may have a checksum that its sender has left to the network card.
    abstract boolean takesPartialChecksums();

    /// Packets come to the workers that would leave by interfaces which do not take them any more.
    final void dropHops() {
        IntStream.range(0, lanes.length * FastPathMaps.HOPS_OF_A_WORKER)
            .filter(hop -> maps.stamp(hop) != 0 && !takes(maps.linkOf(hop))).forEach(maps::dropHop);
    }

    final FastPathMaps maps() {
        return maps;
    }

    /// Of next hops and of places in the table: not one that has been before.
    final int nextStamp() {
        return stamps.updateAndGet(stamp -> stamp == Integer.MAX_VALUE ? FastPathTable.TAKEN + 1 : stamp + 1);
    }

    final FastPath lane(int worker) {
        return lanes[worker];
    }

    /// For a thread that is no worker: to look entries up.
    public final FastPath reader() {
        return new FastPathLane(this, 0);
    }

    @Override
    public final long virtualServer(int number, Counter counter) {
        return number < FastPathMaps.SERVERS ? count(number, counter) : 0;
    }

    @Override
    public final long realServer(int number, Counter counter) {
        return number < FastPathMaps.SERVERS ? count(FastPathMaps.SERVERS + number, counter) : 0;
    }

    private long count(int number, Counter counter) {
        return switch (counter) {
            case IN_PACKETS -> maps.count(number, 0);
            case IN_BYTES -> maps.count(number, FastPathMaps.BYTES);
            case OUT_PACKETS -> maps.count(number, FastPathMaps.OUT);
            case OUT_BYTES -> maps.count(number, FastPathMaps.OUT + FastPathMaps.BYTES);
            case CONNECTIONS, ACTIVE, INACTIVE, PERSISTENT -> 0;
        };
    }

    /// What it has done. Anybody may ask.
    ///
    /// @param packets that never came to a worker
    /// @param entries there are now: one for each direction of a connection
    /// @param most    there may be
    /// @param full    how often one could not be entered, since its place was taken: each connection tries again after a while
    public record Status(long packets, long bytes, long entries, long most, long full) {
    }

    public final Status status() {
        long packets = 0;
        long bytes = 0;
        for (int number = 0; number < FastPathMaps.SERVERS; number++) {
            packets += maps.count(number, 0) + maps.count(number, FastPathMaps.OUT);
            bytes += maps.count(number, FastPathMaps.BYTES) + maps.count(number, FastPathMaps.OUT + FastPathMaps.BYTES);
        }
        long entries = 0;
        long full = 0;
        for (FastPathLane lane : lanes) {
            entries += lane.entries();
            full += lane.full();
        }
        return new Status(packets, bytes, entries, FastPathTable.CAPACITY, full);
    }

    @Override
    public void close() {
        maps.close();
    }
}
