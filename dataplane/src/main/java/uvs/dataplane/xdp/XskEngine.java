package uvs.dataplane.xdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Poller;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.linux.XskSocket;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.FrameAccounting;
import uvs.dataplane.port.Port;
import uvs.dataplane.xdp.BpfAssembler.Register;

/// AF_XDP sockets over packet memory that all ports of a worker share: a frame goes out from where it came in.
///
/// [#poll] hands the kernel what was sent, by one system call for each port that sends, takes back what
/// has left, and gives every port frames to receive into. Each port gets a like part of the memory to receive into and to
/// send from, so that one that does not get rid of its frames leaves the others theirs.
public final class XskEngine implements Engine {

    /// A part of the frames is kept for what the worker holds and writes itself: one in so many.
    private static final int RESERVED_PART = 4;
    /// How long a worker without work looks at the rings before it sleeps: waking up costs about as much.
    private static final long SPIN_NS = 20_000;

    private final PacketMemory memory;
    private final XskInterfaces interfaces;
    private final int worker;
    private final int ringSize;
    private final Poller poller;
    private final List<XskPort> ports = new ArrayList<>();
    private int nextRing;
    private boolean largeFrames;

    /// Where the program of an interface comes from. Called on the worker's thread.
    @FunctionalInterface
    public interface Programs {

        /// @param sockets  the BPF map of the sockets, by receive queue
        /// @param longest  the longest frame that they take
        /// @param inDriver whether it is to run there, and not in the stack
        /// @return the instructions of an XDP program
        long[] program(Link link, Descriptor sockets, int longest, boolean inDriver);

        /// What the programs carry themselves, as this worker says, if they do.
        default Optional<FastPath> fastPath(int worker) {
            return Optional.empty();
        }
    }

    /// @param interfaces what this engine shares with those of other workers
    /// @param worker     the number of the worker, from 0
    /// @param frames     how many frames may be on their way at one time
    /// @param ringSize   the entries of each ring, a power of two
    public XskEngine(XskInterfaces interfaces, int worker, int frames, int ringSize) throws SystemCallException {
        if (Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("ringSize=" + ringSize + " is not a power of two");
        }
        if (worker < 0 || worker >= interfaces.workers()) {
            throw new IllegalArgumentException("worker=" + worker + " is not in 0.." + (interfaces.workers() - 1));
        }
        this.interfaces = interfaces;
        this.worker = worker;
        this.ringSize = ringSize;
        memory = new PacketMemory(this, frames);
        poller = new Poller();
    }

    /// Finds out whether this process may use AF_XDP and BPF.
    ///
    /// @throws SystemCallException with the cure, when it may not
    public static void check() throws SystemCallException {
        XskSocket.check();
        try (Descriptor map = Bpf.createMap(Bpf.XSKMAP, "uvs_check", Integer.BYTES, Integer.BYTES, 1, 0)) {
            Bpf.loadXdp("uvs_check", new BpfAssembler()
                .loadMap(Register.R1, map).move(Register.R2, 0).move(Register.R3, 2)
                .call(BpfAssembler.REDIRECT_MAP).exit().assemble()).close();
        }
    }

    /// Finds out whether this process may use AF_XDP on these interfaces too.
    ///
    /// @throws SystemCallException with the cure, when it may not
    public static void check(Collection<Link> links) throws SystemCallException {
        check();
        try (Descriptor program = Bpf.loadXdp("uvs_check", new BpfAssembler().exit(2).assemble())) {
            for (Link link : links) {
                Bpf.attachXdp(program, link.name(), link.index(), Bpf.GENERIC_MODE).close();
            }
        }
    }

    @Override
    public Port open(Link link) throws SystemCallException {
        var port = new XskPort(this, link, nextRing, ringSize);
        nextRing += 2;
        ports.add(port);
        changed();
        return port;
    }

    void closed(XskPort port) {
        ports.remove(port);
        changed();
    }

    /// How much of the memory a port may have, and what the engine waits for, follow from the ports there are.
    void changed() {
        var watched = new ArrayList<Descriptor>();
        int sockets = 0;
        largeFrames = false;
        for (XskPort port : ports) {
            port.watch(watched);
            sockets += port.queues();
            largeFrames |= port.link().mtu() + 18 > PacketMemory.LONGEST;
        }
        int share = (memory.chunks() - memory.chunks() / RESERVED_PART) / Math.max(1, sockets + ports.size());
        for (XskPort port : ports) {
            port.share(Math.min(share, ringSize));
        }
        poller.watch(watched);
    }

    XskInterfaces interfaces() {
        return interfaces;
    }

    int worker() {
        return worker;
    }

    PacketMemory memory() {
        return memory;
    }

    @Override
    public void poll(long waitNs) {
        boolean arrived = false;
        for (int i = 0; i < ports.size(); i++) {
            arrived |= ports.get(i).exchange();
        }
        if (waitNs > 0 && !arrived && !spin()) {
            sleep(waitNs);
        }
    }

    private boolean spin() {
        long startNs = System.nanoTime();
        do {
            for (int i = 0; i < ports.size(); i++) {
                if (ports.get(i).hasArrived()) {
                    return true;
                }
            }
            Thread.onSpinWait();
        } while (System.nanoTime() - startNs < SPIN_NS);
        return false;
    }

    private void sleep(long waitNs) {
        try {
            poller.awaitNs(waitNs);
        } catch (SystemCallException e) {
            throw new IllegalStateException("the sockets cannot be waited for", e);
        }
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).wokenUp();
        }
    }

    @Override
    public Optional<FastPath> fastPath() {
        return interfaces.fastPath(worker);
    }

    @Override
    public void wakeUp() {
        poller.wake();
    }

    @Override
    public Frame allocate() {
        return largeFrames ? memory.takeLarge() : memory.takeSmall();
    }

    @Override
    public void release(Frame frame) {
        memory.release(frame);
    }

    @Override
    public FrameAccounting accounting() {
        return memory.accounting();
    }

    @Override
    public void close() {
        fastPath().ifPresent(FastPath::everythingChanged);
        List.copyOf(ports).forEach(XskPort::close);
        poller.close();
        memory.close();
    }
}
