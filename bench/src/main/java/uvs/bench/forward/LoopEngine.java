package uvs.bench.forward;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.FrameAccounting;
import uvs.dataplane.port.Port;

/// An engine whose frames arrive by being copied from prepared packets, and are gone when they are sent. Allocates nothing
/// while it runs.
final class LoopEngine implements Engine {

    static final int BURST = 32;
    /// As in the engine of io_uring, no power of two: else the first bytes of all frames fall into a few sets of the cache.
    private static final int SLOT = 2048 + 192;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate((long) SLOT * BURST * 2, 64);
    private final Frame[] free = new Frame[BURST * 2];
    private final List<LoopPort> ports = new ArrayList<>();
    private int freeCount;
    private long sent;

    LoopEngine() {
        for (int slot = 0; slot < free.length; slot++) {
            release(new Frame(this, memory, slot));
        }
    }

    /// Lets a packet arrive on a port: `length` bytes from `at` of `packets`.
    void arrive(int port, MemorySegment packets, long at, int length) {
        Frame frame = free[--freeCount];
        long start = (long) frame.slot() * SLOT + Frame.HEADROOM;
        MemorySegment.copy(packets, at, memory, start, length);
        LoopPort to = ports.get(port);
        to.arrived[to.count++] = frame.received(to, start, length);
    }

    /// Throws away what arrived, for measuring the arriving alone.
    void discard() {
        for (LoopPort port : ports) {
            port.receive(Frame::release, BURST);
        }
    }

    long sent() {
        return sent;
    }

    @Override
    public Port open(Link link) {
        var port = new LoopPort(link);
        ports.add(port);
        ports.sort((one, other) -> Integer.compare(one.link.index(), other.link.index()));
        return port;
    }

    @Override
    public void poll(long waitNs) {
        // Frames come and go without a kernel.
    }

    @Override
    public void wakeUp() {
        // Nothing ever sleeps.
    }

    @Override
    public Frame allocate() {
        return freeCount == 0 ? null
            : free[--freeCount].received(null, (long) free[freeCount].slot() * SLOT + Frame.HEADROOM, 0);
    }

    @Override
    public void release(Frame frame) {
        free[freeCount++] = frame;
    }

    @Override
    public FrameAccounting accounting() {
        return new FrameAccounting(free.length, freeCount, free.length - freeCount, 0, 0);
    }

    @Override
    public void close() {
        arena.close();
    }

    private final class LoopPort implements Port {

        private final Frame[] arrived = new Frame[BURST];
        private Link link;
        private int count;

        private LoopPort(Link link) {
            this.link = link;
        }

        @Override
        public Link link() {
            return link;
        }

        @Override
        public void link(Link newLink) {
            link = newLink;
        }

        @Override
        public int receive(FrameHandler handler, int limit) {
            int received = count;
            count = 0;
            for (int i = 0; i < received; i++) {
                handler.onFrame(arrived[i]);
            }
            return received;
        }

        @Override
        public void send(Frame frame) {
            sent++;
            release(frame);
        }

        @Override
        public long sendFailures() {
            return 0;
        }

        @Override
        public long receiveFailures() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
