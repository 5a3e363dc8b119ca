package uvs.dataplane.port;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.linux.AnonymousMemory;
import uvs.dataplane.linux.PacketFanout;
import uvs.dataplane.linux.PacketSockets;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;

/// Packet sockets driven by Netty's io_uring event loop, which the worker runs by hand.
///
/// Each port keeps one multishot receive pending. The kernel fills buffers of one group that all ports share, and
/// answers one completion for each frame; a frame goes out from the buffer that it came in, by a send of one
/// message. Buffers that are free again are provided anew, neighbours in one request. [#poll] submits all
/// of it and collects what was completed, by one `io_uring_enter`.
///
/// A buffer holds a GSO frame of 64 KiB whole.
public final class UringEngine implements Engine {

    /// The id of the buffer group.
    static final short BUFFER_GROUP = 1;

    private static final int MAX_FRAME = 65_536 + 64;
    /// A slot is a little more than 17 pages, so that the headers of many frames do not all fall into the same sets of
    /// the processor's cache.
    private static final int SLOT_SIZE = (Frame.HEADROOM + MAX_FRAME + 4095 & ~4095) + 192;
    /// One slot in so many is for frames that are written here: answers, fragments, segments.
    private static final int RESERVED_PART = 5;
    private static final int SUBMISSION_ENTRIES = 2048;
    private static final int COMPLETION_ENTRIES = 8192;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Frame[] frames;
    private final PacketFanout fanout;
    private final ManualIoEventLoop loop;
    private final IoRegistration registration;
    private final FreeBuffers free;
    private final FramePlaces places;
    private final List<UringPort> ports = new ArrayList<>();
    /// Those that are closed, but have requests under way.
    private final List<UringPort> closing = new ArrayList<>();
    /// How many slots the kernel does not get to receive into.
    private final int reserve;
    private long provideFailures;

    /// @param thread the worker's thread, which must make all other calls
    /// @param slots  how many frames may be on their way at one time, at most 32,768
    /// @param fanout whom the ports share their frames with
    public UringEngine(Thread thread, int slots, PacketFanout fanout) {
        this.fanout = fanout;
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
        registration = register(new Provider());
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

    MemorySegment memory() {
        return memory;
    }

    int slots() {
        return frames.length;
    }

    Frame frame(int slot) {
        return frames[slot];
    }

    /// A port hands out what it has received, or throws it away.
    void taken(int slot) {
        places.move(slot, FramePlaces.RECEIVING, FramePlaces.HELD);
    }

    /// A port gives a frame to the kernel.
    void sending(int slot) {
        places.move(slot, FramePlaces.HELD, FramePlaces.SENDING);
    }

    /// The kernel has done with a frame.
    void sent(int slot) {
        places.move(slot, FramePlaces.SENDING, FramePlaces.FREE);
        free.add(slot);
    }

    /// Where the kernel puts what it receives into a slot: the virtio_net_hdr, then the frame.
    static long bufferStart(int slot) {
        return (long) slot * SLOT_SIZE + Frame.HEADROOM;
    }

    /// The largest frame that a slot takes, with its virtio_net_hdr. The kernel is told of the whole distance to the
    /// next buffer, since it wants buffers without gaps between them; what is longer than this is a
    /// frame larger than the 64 KiB of classic GSO, and is dropped.
    static int bufferLength() {
        return SLOT_SIZE - Frame.HEADROOM;
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
        provideFreeBuffers();
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).keepReceiving();
        }
        if (waitNs > 0) {
            loop.run(waitNs);
        } else {
            loop.runNow();
        }
    }

    /// Some are kept back: else the kernel would have all while nothing arrives, and [#allocate] none.
    ///
    /// Free buffers with neighbouring numbers go back in one request. The kernel takes them from the other end, so
    /// that in the steady state they come back in order and one request is enough.
    private void provideFreeBuffers() {
        while (free.size() > reserve) {
            int first = free.first();
            int count = free.takeRun(free.size() - reserve);
            for (int slot = first; slot < first + count; slot++) {
                places.move(slot, FramePlaces.FREE, FramePlaces.RECEIVING);
            }
            registration.submit(UringRequests.provideBuffers(
                BUFFER_GROUP, first, count, memory.address() + bufferStart(first), SLOT_SIZE));
        }
    }

    @Override
    public void wakeUp() {
        loop.wakeup();
    }

    @Override
    public Frame allocate() {
        if (free.isEmpty()) {
            return null;
        }
        int slot = free.takeOne();
        places.move(slot, FramePlaces.FREE, FramePlaces.HELD);
        return frames[slot].received(null, bufferStart(slot) + UringPort.VNET_LENGTH, 0);
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

    /// Requests to provide buffers that the kernel refused: a bug here, or no memory in the kernel.
    public long provideFailures() {
        return provideFailures;
    }

    @Override
    public void close() {
        List.copyOf(ports).forEach(UringPort::close);
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
        List.copyOf(closing).forEach(UringPort::finish);
        arena.close();
    }

    private final class Provider implements IoUringIoHandle {

        @Override
        public void handle(IoRegistration ignored, IoEvent event) {
            if (((IoUringIoEvent) event).res() < 0) {
                provideFailures++;
            }
        }

        @Override
        public void close() {
            // Nothing is held for providing.
        }
    }
}
