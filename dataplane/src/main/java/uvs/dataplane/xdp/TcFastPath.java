package uvs.dataplane.xdp;

import java.util.HashMap;
import java.util.Map;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.SocketFastPath;

/// The fast path of packet sockets: a filter of the sockets leaves out what the kernel is to carry, and a program at the
/// interface, which has the same frame next, carries it. GSO frames stay whole, and are not copied.
///
/// Any worker may open and close ports; none does for a packet.
public final class TcFastPath extends KernelFastPath {

    /// There in every network namespace.
    private static final int LOOPBACK_INDEX = 1;

    private final DescriptorGroup descriptors = new DescriptorGroup();
    private final Descriptor filter;
    private final Descriptor carrier;
    private final Map<Integer, Interface> interfaces = new HashMap<>();

    /// Where the carrier is attached, for the sockets of all workers.
    private static final class Interface {
        private Descriptor link;
        private int sockets;
    }

    /// @param workers how many engines share it
    /// @throws SystemCallException when the kernel has not what it needs: Linux 6.6, and BPF
    public TcFastPath(int workers) throws SystemCallException {
        super(workers);
        try {
            Bpf.checkTcIngress(LOOPBACK_INDEX);
            Descriptor plan = descriptors.add(FastPathPlan.createMap());
            filter = descriptors.add(Bpf.load(Bpf.Kind.SOCKET_FILTER, "uvs_filter",
                new FastPathFilter(new BpfAssembler(), maps(), plan).assemble()));
            carrier = descriptors.add(Bpf.load(Bpf.Kind.TC_INGRESS, "uvs_carrier",
                new FastPathCarrier(new BpfAssembler(), plan).assemble()));
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    /// What the engine of a worker has of it.
    public SocketFastPath worker(int worker) {
        FastPath lane = lane(worker);
        return new SocketFastPath() {

            @Override
            public FastPath path() {
                return lane;
            }

            @Override
            public void join(Link link, Descriptor socket) throws SystemCallException {
                TcFastPath.this.join(link, socket);
            }

            @Override
            public void leave(int linkIndex) {
                TcFastPath.this.leave(linkIndex);
            }
        };
    }

    private synchronized void join(Link link, Descriptor socket) throws SystemCallException {
        Interface there = interfaces.get(link.index());
        if (there == null) {
            there = new Interface();
            there.link = Bpf.attachTcIngress(carrier, link.name(), link.index());
            interfaces.put(link.index(), there);
        }
        there.sockets++;
        try {
            Bpf.filter(socket, filter);
        } catch (SystemCallException e) {
            leave(link.index());
            throw e;
        }
    }

    private synchronized void leave(int linkIndex) {
        Interface there = interfaces.get(linkIndex);
        if (--there.sockets == 0) {
            interfaces.remove(linkIndex);
            there.link.close();
        }
    }

    /// The stack sends by every interface.
    @Override
    boolean takes(int linkIndex) {
        return true;
    }

    /// The kernel knows of each frame what its sender has left to the network card.
    @Override
    boolean takesPartialChecksums() {
        return true;
    }

    @Override
    public void followLinks() {
        // No interface changes in what it can do for this.
    }

    @Override
    public synchronized void close() {
        interfaces.values().forEach(there -> there.link.close());
        interfaces.clear();
        descriptors.close();
        super.close();
    }
}
