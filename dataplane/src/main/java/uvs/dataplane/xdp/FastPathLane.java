package uvs.dataplane.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import uvs.dataplane.linux.BpfElements;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.FastPathFlow;
import uvs.dataplane.wire.Layouts;

/// The fast path as one worker uses it.
final class FastPathLane implements FastPath {

    /// How many places are tried for a next hop.
    private static final int PROBES = 8;
    private static final int MASK = FastPathMaps.HOPS_OF_A_WORKER - 1;
    /// What one hop less does to the sum of the header: the time to live is the first byte of its 16 bits.
    static final int HOP_LESS = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0xfffe : 0xfeff;

    private final KernelFastPath shared;
    private final FastPathMaps maps;
    private final BpfElements elements;
    private final MemorySegment key;
    private final MemorySegment value;
    private final int firstHop;
    /// Of next hops, by place less the first.
    private final long[] macs = new long[FastPathMaps.HOPS_OF_A_WORKER];
    private final long[] sourceMacs = new long[FastPathMaps.HOPS_OF_A_WORKER];
    private final int[] links = new int[FastPathMaps.HOPS_OF_A_WORKER];
    private final int[] mtus = new int[FastPathMaps.HOPS_OF_A_WORKER];
    /// Both are written by the worker alone. What one enters another may remove, so of entries only the sum means anything.
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong full = new AtomicLong();

    FastPathLane(KernelFastPath shared, int worker) {
        this.shared = shared;
        maps = shared.maps();
        elements = new BpfElements(maps.connections(), FastPathMaps.KEY_SIZE, FastPathMaps.CONNECTION_SIZE);
        key = elements.key();
        value = elements.value();
        firstHop = worker * FastPathMaps.HOPS_OF_A_WORKER;
    }

    long entries() {
        return entries.getOpaque();
    }

    long full() {
        return full.getOpaque();
    }

    @Override
    public int servers() {
        return FastPathMaps.SERVERS;
    }

    @Override
    public boolean takesPartialChecksums() {
        return shared.takesPartialChecksums();
    }

    @Override
    public int hops() {
        return FastPathMaps.HOPS_OF_A_WORKER;
    }

    @Override
    public int hop(int linkIndex, long mac, long sourceMac, int mtu) {
        if (!shared.takes(linkIndex)) {
            return NONE;
        }
        int start = (int) ((mac * 31 + linkIndex) * 0x9e37_79b9_7f4a_7c15L >>> 40);
        int free = NONE;
        for (int i = 0; i < PROBES; i++) {
            int place = start + i & MASK;
            if (maps.stamp(firstHop + place) == 0) {
                free = free == NONE ? place : free;
            } else if (macs[place] == mac && sourceMacs[place] == sourceMac && links[place] == linkIndex && mtus[place] == mtu) {
                return place;
            }
        }
        return free == NONE ? NONE : enterHop(free, linkIndex, mac, sourceMac, mtu);
    }

    private int enterHop(int place, int linkIndex, long mac, long sourceMac, int mtu) {
        macs[place] = mac;
        sourceMacs[place] = sourceMac;
        links[place] = linkIndex;
        mtus[place] = mtu;
        maps.hop(firstHop + place, shared.nextStamp(), mtu, mac, sourceMac, linkIndex);
        if (!shared.takes(linkIndex)) {
            maps.dropHop(firstHop + place);
            return NONE;
        }
        return place;
    }

    @Override
    public void dropHop(int hop) {
        maps.dropHop(firstHop + hop);
    }

    @Override
    public boolean hopHolds(int hop) {
        return maps.stamp(firstHop + hop) != 0;
    }

    @Override
    public boolean wasUsed(int hop) {
        return maps.wasUsed(firstHop + hop);
    }

    @Override
    public Entered enter(FastPathFlow flow, boolean again, long nowNs) {
        int stamp = maps.stamp(firstHop + flow.hop);
        if (stamp == 0) {
            return Entered.REFUSED;
        }
        key(flow.protocol, flow.source, flow.sourcePort, flow.destination, flow.destinationPort);
        value.set(Layouts.U32, FastPathMaps.NEW_SOURCE, flow.newSource);
        value.set(Layouts.U32, FastPathMaps.NEW_DESTINATION, flow.newDestination);
        value.set(Layouts.U32, FastPathMaps.NEW_PORTS, flow.newSourcePort << 16 | flow.newDestinationPort);
        int addresses = difference(0, FastPathMaps.NEW_SOURCE, 8);
        value.set(JAVA_INT, FastPathMaps.IP_DIFFERENCE, addresses + HOP_LESS);
        value.set(JAVA_INT, FastPathMaps.TRANSPORT_DIFFERENCE,
            addresses + difference(FastPathMaps.KEY_PORTS, FastPathMaps.NEW_PORTS, 4));
        value.set(JAVA_INT, FastPathMaps.REAL_SERVER, flow.realServer);
        value.set(JAVA_INT, FastPathMaps.EPOCH, maps.epoch(flow.realServer));
        value.set(JAVA_INT, FastPathMaps.VIRTUAL_SERVER, flow.virtualServer);
        value.set(JAVA_INT, FastPathMaps.HOP, firstHop + flow.hop);
        value.set(JAVA_INT, FastPathMaps.HOP_STAMP, stamp);
        value.set(JAVA_INT, FastPathMaps.DIRECTION, flow.fromRealServer ? FastPathMaps.OUT : 0);
        value.set(JAVA_LONG, FastPathMaps.LAST_SEEN, nowNs);
        int errno = again ? elements.update(BpfElements.THERE) : Errno.ENOENT;
        if (errno == Errno.ENOENT) {
            errno = elements.update(BpfElements.NEW);
            entries.setOpaque(entries.getPlain() + (errno == 0 ? 1 : 0));
        }
        return switch (errno) {
            case 0 -> Entered.DONE;
            case Errno.EEXIST -> Entered.REFUSED;
            default -> {
                full.setOpaque(full.getPlain() + 1);
                yield Entered.FULL;
            }
        };
    }

    /// RFC 1624, section 3: the complements of what was, and what is instead, as 16-bit numbers of this machine's byte order.
    private int difference(int inKey, int inValue, int bytes) {
        int sum = 0;
        for (int at = 0; at < bytes; at += 2) {
            sum += ~key.get(JAVA_SHORT, inKey + at) & 0xffff;
            sum += value.get(JAVA_SHORT, inValue + at) & 0xffff;
        }
        return sum;
    }

    private void key(int protocol, int source, int sourcePort, int destination, int destinationPort) {
        key.set(Layouts.U32, 0, source);
        key.set(Layouts.U32, FastPathMaps.KEY_DESTINATION, destination);
        key.set(Layouts.U32, FastPathMaps.KEY_PORTS, sourcePort << 16 | destinationPort);
        key.set(JAVA_INT, FastPathMaps.KEY_PROTOCOL, protocol);
    }

    @Override
    public void remove(int protocol, int source, int sourcePort, int destination, int destinationPort) {
        key(protocol, source, sourcePort, destination, destinationPort);
        if (elements.delete() == 0) {
            entries.setOpaque(entries.getPlain() - 1);
        }
    }

    @Override
    public long lastSeenNs(int protocol, int source, int sourcePort, int destination, int destinationPort, long otherwise) {
        key(protocol, source, sourcePort, destination, destinationPort);
        return elements.lookUp() == 0 ? value.get(JAVA_LONG, FastPathMaps.LAST_SEEN) : otherwise;
    }

    @Override
    public void serverChanged(int realServer) {
        if (realServer < FastPathMaps.SERVERS) {
            maps.nextEpoch(realServer);
        }
    }

    @Override
    public void everythingChanged() {
        for (int realServer = 0; realServer < FastPathMaps.SERVERS; realServer++) {
            maps.nextEpoch(realServer);
        }
    }
}
