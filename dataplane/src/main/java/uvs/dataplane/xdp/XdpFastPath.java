package uvs.dataplane.xdp;

import static uvs.dataplane.xdp.BpfAssembler.Register.R1;
import static uvs.dataplane.xdp.BpfAssembler.Register.R6;
import static uvs.dataplane.xdp.BpfAssembler.Register.R7;
import static uvs.dataplane.xdp.BpfAssembler.Register.R8;
import static uvs.dataplane.xdp.BpfAssembler.Size.WORD;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.GenericNetlink;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetlinkAttributes;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.service.OffloadedTraffic;
import uvs.dataplane.service.ServerCounters.Counter;

/// The fast path of all workers: established connections that the steering programs carry themselves.
///
/// It lives as long as the director; the maps go with the process, and no packet goes this way when the programs are gone.
public final class XdpFastPath implements OffloadedTraffic, AutoCloseable {

    /// Each direction of a connection counts. Memory is used as they come, 128 bytes each and 4 MiB of buckets: 38 MB at most.
    private static final int MOST = 1 << 18;

    private static final String NETDEV = "netdev";
    private static final int NETDEV_CMD_DEV_GET = 1;
    private static final int NETDEV_A_DEV_IFINDEX = 1;
    private static final int NETDEV_A_DEV_XDP_FEATURES = 3;
    private static final long NETDEV_XDP_ACT_NDO_XMIT = 4;

    private final FastPathMaps maps;
    private final GenericNetlink netdev;
    private final FastPathLane[] lanes;
    private final AtomicInteger stamps = new AtomicInteger();
    /// The numbers of the interfaces that take frames from an XDP program, in order.
    private volatile int[] takers = {};

    /// @param workers how many engines share it
    /// @throws SystemCallException when the kernel has not what it needs: Linux 6.3
    public XdpFastPath(int workers) throws SystemCallException {
        netdev = new GenericNetlink(NETDEV, 1);
        try {
            maps = new FastPathMaps(workers, MOST);
        } catch (SystemCallException e) {
            netdev.close();
            throw e;
        }
        lanes = new FastPathLane[workers];
        for (int worker = 0; worker < workers; worker++) {
            lanes[worker] = new FastPathLane(this, worker);
        }
        try {
            followLinks();
            var code = new BpfAssembler();
            code.move(R6, R1).load(WORD, R7, R6, 0).load(WORD, R8, R6, 4);
            writeProgram(code, new MacAddress(0));
            Bpf.loadXdp("uvs_check", code.exit(2).assemble()).close();
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    /// Asks which interfaces take frames from an XDP program. To be called by one thread, once a second or so, since a veth does
    /// while its other end has an XDP program or GRO.
    public void followLinks() throws SystemCallException {
        List<NetlinkAttributes> all = netdev.dump(NETDEV_CMD_DEV_GET, _ -> { }, "NETDEV_CMD_DEV_GET");
        int[] now = all.stream().filter(XdpFastPath::takesFrames)
            .mapToInt(link -> link.i32(NETDEV_A_DEV_IFINDEX).orElse(0)).sorted().toArray();
        takers(now);
    }

    /// @param now the numbers of the interfaces that take frames, in order
    void takers(int... now) {
        if (Arrays.equals(now, takers)) {
            return;
        }
        takers = now;
        // A worker that enters a next hop meanwhile looks again when it is there.
        IntStream.range(0, lanes.length * FastPathMaps.HOPS_OF_A_WORKER)
            .filter(hop -> maps.stamp(hop) != 0 && !takes(maps.linkOf(hop))).forEach(maps::dropHop);
    }

    private static boolean takesFrames(NetlinkAttributes link) {
        return (link.u32Or64(NETDEV_A_DEV_XDP_FEATURES).orElse(0) & NETDEV_XDP_ACT_NDO_XMIT) != 0;
    }

    boolean takes(int linkIndex) {
        return Arrays.binarySearch(takers, linkIndex) >= 0;
    }

    FastPathMaps maps() {
        return maps;
    }

    /// Never 0.
    int nextStamp() {
        return stamps.updateAndGet(stamp -> stamp == -1 ? 1 : stamp + 1);
    }

    FastPath lane(int worker) {
        return lanes[worker];
    }

    /// For a thread that is no worker: to look entries up.
    public FastPath reader() {
        return new FastPathLane(this, 0);
    }

    @Override
    public long virtualServer(int number, Counter counter) {
        return number < FastPathMaps.SERVERS ? count(number, counter) : 0;
    }

    @Override
    public long realServer(int number, Counter counter) {
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
    /// @param full    how often one could not be entered: each connection tries again after a while
    public record Status(long packets, long bytes, long entries, long most, long full) {
    }

    public Status status() {
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
        return new Status(packets, bytes, entries, MOST, full);
    }

    /// For the program of an interface.
    void writeProgram(BpfAssembler code, MacAddress own) {
        new FastPathProgram(code, maps).write(own);
    }

    @Override
    public void close() {
        netdev.close();
        maps.close();
    }
}
