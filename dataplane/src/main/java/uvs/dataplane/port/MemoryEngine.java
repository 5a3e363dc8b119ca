package uvs.dataplane.port;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import uvs.dataplane.netlink.Link;

/// Ports without a kernel: frames arrive from whoever holds the engine, and what is sent goes back to it. Recorded
/// traffic passes through the packet path this way, and so do tests.
///
/// The worker opens and polls it as any other engine; [#arrive] is called on the same thread, between two cycles.
public final class MemoryEngine implements Engine {

    private static final int MAX_FRAME = 65_536 + 64;
    private static final int SLOT_SIZE = (Frame.HEADROOM + MAX_FRAME + 63) & ~63;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Frame[] frames;
    private final FreeBuffers free;
    private final Map<Integer, MemoryPort> ports = new HashMap<>();
    private final Sink sink;
    private Optional<FastPath> fastPath = Optional.empty();

    /// Takes the frames that are sent.
    @FunctionalInterface
    public interface Sink {

        /// @param link  the interface that it leaves by
        /// @param frame a copy, from the Ethernet header on
        void sent(Link link, byte[] frame);
    }

    /// @param slots how many frames may be on their way at one time
    public MemoryEngine(int slots, Sink sink) {
        this.sink = sink;
        memory = arena.allocate((long) SLOT_SIZE * slots, 64);
        frames = new Frame[slots];
        for (int slot = 0; slot < slots; slot++) {
            frames[slot] = new Frame(this, memory, slot);
        }
        free = new FreeBuffers(slots);
    }

    /// Has a fast path beside the worker. To be called before the worker starts.
    public MemoryEngine fastPath(FastPath path) {
        fastPath = Optional.of(path);
        return this;
    }

    @Override
    public Optional<FastPath> fastPath() {
        return fastPath;
    }

    @Override
    public Port open(Link link) {
        var port = new MemoryPort(this, link);
        ports.put(link.index(), port);
        return port;
    }

    /// Lets a frame arrive on an interface. It is lost when the worker has no port there, when packet memory is used
    /// up, and when it is longer than the longest that a kernel hands out whole; then this answers false.
    public boolean arrive(int linkIndex, byte[] bytes) {
        MemoryPort port = ports.get(linkIndex);
        if (port == null || free.isEmpty() || bytes.length > MAX_FRAME) {
            return false;
        }
        Frame frame = frames[free.takeOne()];
        frame.received(port, frameStart(frame), bytes.length);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, frame.start(), bytes.length);
        port.arrived(frame);
        return true;
    }

    private static long frameStart(Frame frame) {
        return (long) frame.slot() * SLOT_SIZE + Frame.HEADROOM;
    }

    void sent(Link link, Frame frame) {
        byte[] bytes = new byte[frame.length()];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, frame.start(), bytes, 0, bytes.length);
        release(frame);
        sink.sent(link, bytes);
    }

    void closed(MemoryPort port) {
        ports.remove(port.link().index(), port);
    }

    /// The frames that are neither free nor sent: what the worker keeps.
    public int framesHeld() {
        return frames.length - free.size();
    }

    @Override
    public FrameAccounting accounting() {
        int arrived = ports.values().stream().mapToInt(MemoryPort::waiting).sum();
        return new FrameAccounting(frames.length, free.size(), framesHeld() - arrived, arrived, 0);
    }

    /// Never waits: what arrives, arrives between two cycles.
    @Override
    public void poll(long waitNs) {
        // Frames are handed over as they come and go.
    }

    @Override
    public void wakeUp() {
        // The worker never sleeps here.
    }

    @Override
    public Frame allocate() {
        if (free.isEmpty()) {
            return null;
        }
        Frame frame = frames[free.takeOne()];
        return frame.received(null, frameStart(frame), 0);
    }

    @Override
    public void release(Frame frame) {
        free.add(frame.slot());
    }

    @Override
    public void close() {
        ports.clear();
        arena.close();
    }
}
