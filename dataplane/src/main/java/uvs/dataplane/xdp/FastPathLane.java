package uvs.dataplane.xdp;

import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.FastPathFlow;

/// The fast path as one worker uses it.
final class FastPathLane implements FastPath {

    /// How many places are tried for a next hop.
    private static final int PROBES = 8;
    private static final int MASK = FastPathMaps.HOPS_OF_A_WORKER - 1;
    /// What one hop less does to the sum of the header: the time to live is the first byte of its 16 bits.
    static final int HOP_LESS = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0xfffe : 0xfeff;

    private final KernelFastPath shared;
    private final FastPathMaps maps;
    private final FastPathTable table;
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
        table = maps.table();
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
    public boolean enter(FastPathFlow flow, boolean again, long nowNs) {
        int stamp = maps.stamp(firstHop + flow.hop);
        if (stamp == 0) {
            return false;
        }
        long addresses = FastPathTable.addresses(flow.source, flow.destination);
        int ports = FastPathTable.ports(flow.sourcePort, flow.destinationPort);
        int place = place(flow.protocol, addresses, ports, again);
        if (place == FastPathTable.NONE) {
            return false;
        }
        rewriting(place, addresses, ports, flow);
        fill(place, flow, stamp, nowNs);
        table.show(place, shared.nextStamp());
        return true;
    }

    private int place(int protocol, long addresses, int ports, boolean again) {
        int place = table.find(protocol, addresses, ports);
        if (place != FastPathTable.NONE) {
            return again && table.take(place, protocol, addresses, ports) ? place : FastPathTable.NONE;
        }
        place = table.claim(protocol, addresses, ports);
        AtomicLong count = place == FastPathTable.NONE ? full : entries;
        count.setOpaque(count.getPlain() + 1);
        return place;
    }

    private void rewriting(int place, long addresses, int ports, FastPathFlow flow) {
        long newAddresses = FastPathTable.addresses(flow.newSource, flow.newDestination);
        int newPorts = FastPathTable.ports(flow.newSourcePort, flow.newDestinationPort);
        int ofAddresses = difference((int) addresses, (int) newAddresses)
            + difference((int) (addresses >>> 32), (int) (newAddresses >>> 32));
        table.set64(place, FastPathTable.NEW_SOURCE, newAddresses);
        table.set32(place, FastPathTable.NEW_PORTS, newPorts);
        table.set32(place, FastPathTable.IP_DIFFERENCE, ofAddresses + HOP_LESS);
        table.set32(place, FastPathTable.TRANSPORT_DIFFERENCE, ofAddresses + difference(ports, newPorts));
    }

    private void fill(int place, FastPathFlow flow, int hopStamp, long nowNs) {
        table.set16(place, FastPathTable.REAL_SERVER, flow.realServer);
        table.set32(place, FastPathTable.EPOCH, maps.epoch(flow.realServer));
        table.set16(place, FastPathTable.VIRTUAL_SERVER, flow.virtualServer);
        table.set32(place, FastPathTable.HOP, firstHop + flow.hop);
        table.set32(place, FastPathTable.HOP_STAMP, hopStamp);
        table.set8(place, FastPathTable.DIRECTION, flow.fromRealServer ? FastPathMaps.OUT : 0);
        table.set64(place, FastPathTable.LAST_SEEN, nowNs);
    }

    /// RFC 1624, section 3: the complements of what was, and what is instead, as 16-bit numbers of this machine's byte order.
    private static int difference(int before, int after) {
        return (~before & 0xffff) + (~before >>> 16) + (after & 0xffff) + (after >>> 16);
    }

    @Override
    public void remove(int protocol, int source, int sourcePort, int destination, int destinationPort) {
        int removed = table.remove(
            protocol, FastPathTable.addresses(source, destination), FastPathTable.ports(sourcePort, destinationPort));
        entries.setOpaque(entries.getPlain() - removed);
    }

    @Override
    public long lastSeenNs(int protocol, int source, int sourcePort, int destination, int destinationPort, long otherwise) {
        int place = table.find(
            protocol, FastPathTable.addresses(source, destination), FastPathTable.ports(sourcePort, destinationPort));
        return place == FastPathTable.NONE ? otherwise : table.lastSeenNs(place);
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
