package uvs.dataplane.port;

import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.linux.AnonymousMemory;
import uvs.dataplane.linux.PacketFanout;
import uvs.dataplane.linux.PacketSockets;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.wire.VnetHeader;

/// Packet sockets driven by Netty's io_uring event loop, which the worker runs by hand.
///
/// Each port takes what arrives from a ring that the kernel fills, into a slot of memory that all ports share, so that a frame
/// which has to wait holds up no other; small ones leave by another ring, large ones from the slot itself, by a request of
/// io_uring. [#poll] has the rings sent, by a system call for each port that sends, submits the requests and collects what was
/// completed, by one `io_uring_enter`, and waits there for a frame when there is nothing to do.
///
/// A slot holds a GSO frame of 64 KiB whole.
public final class UringEngine implements Engine {

    /// The longest frame: the 64 KiB of classic GSO, and its headers.
    static final int MAX_FRAME = 65_536 + 64;

    /// A slot is a little more than 17 pages, so that the headers of many frames do not all fall into the same sets of
    /// the processor's cache.
    private static final int SLOT_SIZE = (Frame.HEADROOM + VnetHeader.LENGTH + MAX_FRAME + 4095 & ~4095) + 192;
    /// One slot in so many is for frames that are written here: answers, fragments, segments.
    private static final int RESERVED_PART = 5;
    private static final int SUBMISSION_ENTRIES = 2048;
    private static final int COMPLETION_ENTRIES = 8192;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Frame[] frames;
    private final PacketFanout fanout;
    private final Optional<SocketFastPath> fastPath;
    private final ManualIoEventLoop loop;
    private final FreeBuffers free;
    private final FramePlaces places;
    private final List<UringPort> ports = new ArrayList<>();
    /// Those that are closed, but have requests under way.
    private final List<UringPort> closing = new ArrayList<>();
    /// How many slots are not received into.
    private final int reserve;
    /// How many frames are given to the kernel by requests.
    private int sending;

    /// @param thread the worker's thread, which must make all other calls
    /// @param slots  how many frames may be on their way at one time, at most 32,768
    /// @param fanout whom the ports share their frames with
    /// @param fastPath what the kernel carries of itself, if it does
    public UringEngine(Thread thread, int slots, PacketFanout fanout, Optional<SocketFastPath> fastPath) {
        this.fanout = fanout;
        this.fastPath = fastPath;
        if (slots < 1 || slots > 32_768) {
            throw new IllegalArgumentException("slots=" + slots + " is not in 1..32768");
        }
        IoUring.ensureAvailability();
        memory = reserve((long) SLOT_SIZE * slots + Frame.HEADROOM, arena);
        frames = new Frame[slots];
        for (int slot = 0; slot < slots; slot++) {
            frames[slot] = new Frame(this, memory, slot);
        }
        free = new FreeBuffers(slots);
        places = new FramePlaces(slots);
        reserve = slots / RESERVED_PART;
        loop = new ManualIoEventLoop(thread, IoUringIoHandler.newFactory(new IoUringIoHandlerConfig()
            .setRingSize(SUBMISSION_ENTRIES).setCqSize(COMPLETION_ENTRIES)));
    }

    /// Of 64 KiB for each frame, small ones never touch but the first page.
    private static MemorySegment reserve(long bytes, Arena arena) {
        try {
            return AnonymousMemory.reserve(bytes, false, arena);
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Finds out whether there can be such an engine.
    ///
    /// @throws IOException when the kernel, or the library for this processor, does not have it, or when this process may
    ///                     not open packet sockets
    public static void check() throws IOException {
        PacketSockets.check();
        if (!IoUring.isAvailable()) {
            throw new IOException("io_uring is not available: " + IoUring.unavailabilityCause().getMessage()
                + "; use Linux 6.1 or newer on x86-64, with sysctl kernel.io_uring_disabled=0");
        }
    }

    IoRegistration register(IoUringIoHandle handle) {
        var future = loop.register(handle);
        while (!future.isDone()) {
            loop.runNow();
        }
        return future.getNow();
    }

    PacketFanout fanout() {
        return fanout;
    }

    Optional<SocketFastPath> socketFastPath() {
        return fastPath;
    }

    @Override
    public Optional<FastPath> fastPath() {
        return fastPath.map(SocketFastPath::path);
    }

    MemorySegment memory() {
        return memory;
    }

    int slots() {
        return frames.length;
    }

    /// A port gives a frame to the kernel.
    void sending(int slot) {
        places.move(slot, FramePlaces.HELD, FramePlaces.SENDING);
        sending++;
    }

    /// The kernel has done with a frame.
    void sent(int slot) {
        places.move(slot, FramePlaces.SENDING, FramePlaces.FREE);
        sending--;
        free.add(slot);
    }

    @Override
    public Port open(Link link) throws SystemCallException {
        var port = new UringPort(this, link);
        ports.add(port);
        return port;
    }

    void closed(UringPort port) {
        ports.remove(port);
        closing.add(port);
    }

    void finished(UringPort port) {
        closing.remove(port);
    }

    @Override
    public void poll(long waitNs) {
        boolean arrived = false;
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).flush();
            arrived |= ports.get(i).hasArrived();
        }
        if (waitNs > 0 && !arrived) {
            for (int i = 0; i < ports.size(); i++) {
                ports.get(i).watch();
            }
            loop.run(waitNs);
        } else if (sending > 0 || !closing.isEmpty()) {
            loop.runNow();
        }
    }

    @Override
    public void wakeUp() {
        loop.wakeup();
    }

    @Override
    public Frame allocate() {
        return take(0);
    }

    /// An empty frame to be received into, or null. Some are kept back for [#allocate].
    Frame takeToReceive() {
        return take(reserve);
    }

    private Frame take(int left) {
        if (free.size() <= left) {
            return null;
        }
        int slot = free.takeOne();
        places.move(slot, FramePlaces.FREE, FramePlaces.HELD);
        return frames[slot].received(
            null, (long) slot * SLOT_SIZE + Frame.HEADROOM + VnetHeader.LENGTH, 0);
    }

    @Override
    public void release(Frame frame) {
        places.move(frame.slot(), FramePlaces.HELD, FramePlaces.FREE);
        free.add(frame.slot());
    }

    @Override
    public FrameAccounting accounting() {
        return places.accounting();
    }

    @Override
    public void close() {
        fastPath().ifPresent(FastPath::everythingChanged);
        List.copyOf(ports).forEach(UringPort::close);
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
        List.copyOf(closing).forEach(UringPort::finish);
        arena.close();
    }
}
