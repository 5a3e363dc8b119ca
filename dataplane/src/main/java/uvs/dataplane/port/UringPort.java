package uvs.dataplane.port;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uvs.dataplane.linux.PacketReceiveRing;
import uvs.dataplane.linux.PacketTransmitRing;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.wire.VnetHeader;

/// One packet socket of a [UringEngine].
///
/// Frames arrive in a mapped ring. io_uring is asked to tell of the next one before the worker sleeps, and not while it is
/// busy: then the kernel would have to tell of every frame.
///
/// Small frames leave by another ring, all those of a cycle by one system call. Those that stand for several packets, and those
/// that are too long for it, leave by requests of io_uring: a `sendmsg` of one prepared message header for each slot, so that
/// the request objects can be made once and nothing is allocated for a frame.
final class UringPort implements Port, IoUringIoHandle {

    private static final int ETHERNET_LENGTH = 14;

    private static final int SOCKET_BUFFER_BYTES = 16 * 1024 * 1024;

    /// `struct msghdr` (56 bytes) with its one `struct iovec` (16 bytes) behind it, rounded up to cache lines.
    private static final int MESSAGE_SIZE = 128;
    private static final int IOVEC = 64;

    private final UringEngine engine;
    private Link link;
    /// The longest frame that goes by the ring.
    private int longest;
    private final PacketReceiveRing received;
    private final PacketTransmitRing transmitted;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages;
    private final IoUringIoOps[] sends;
    private final IoUringIoOps watch;
    private final IoRegistration registration;

    private boolean watching;
    private boolean closed;
    private boolean finished;
    private long watchId;
    /// Whether there was a frame since [#receiveFailures].
    private boolean anyReceived;
    private long sendFailures;
    private long receiveFailures;
    private int sending;

    UringPort(UringEngine engine, Link link) throws SystemCallException {
        this.engine = engine;
        this.link = link;
        received = new PacketReceiveRing(
            link.name(), link.index(), SOCKET_BUFFER_BYTES, engine.fanout(), engine.memory());
        try {
            transmitted = new PacketTransmitRing(link.name(), link.index(), SOCKET_BUFFER_BYTES, engine.memory());
        } catch (SystemCallException e) {
            received.close();
            throw e;
        }
        joinFastPath();
        link(link);
        messages = arena.allocate((long) MESSAGE_SIZE * engine.slots(), 64);
        sends = new IoUringIoOps[engine.slots()];
        watch = UringRequests.poll(received.descriptor().number());
        registration = engine.register(this);
        prepareMessages();
    }

    private void joinFastPath() throws SystemCallException {
        if (engine.socketFastPath().isPresent()) {
            try {
                engine.socketFastPath().get().join(link, received.descriptor());
            } catch (SystemCallException e) {
                received.close();
                transmitted.close();
                throw e;
            }
        }
    }

    private void prepareMessages() {
        for (int slot = 0; slot < sends.length; slot++) {
            long header = (long) slot * MESSAGE_SIZE;
            messages.set(ValueLayout.JAVA_LONG, header + 16, messages.address() + header + IOVEC);
            messages.set(ValueLayout.JAVA_LONG, header + 24, 1);
            sends[slot] = UringRequests.sendMessage(
                received.descriptor().number(), messages.address() + header, slot);
        }
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void link(Link newLink) {
        link = newLink;
        // Of longer ones the kernel decides, which looks at lengths only when they come by a request.
        longest = Math.min(PacketTransmitRing.LONGEST, newLink.mtu() + ETHERNET_LENGTH);
    }

    boolean hasArrived() {
        return received.hasArrived();
    }

    /// Lets the next frame, or an error of the interface, end the wait of the engine.
    void watch() {
        if (!watching) {
            watchId = registration.submit(watch);
            watching = true;
        }
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
        var completion = (IoUringIoEvent) event;
        switch (completion.opcode()) {
            case UringRequests.POLL_ADD -> watched(completion.res());
            case UringRequests.SENDMSG -> sent(completion.res(), (int) completion.userData());
            default -> { } // A cancellation: what it cancels answers for itself.
        }
    }

    private void watched(int result) {
        watching = false;
        if (closed) {
            finishWhenDone();
        } else if (result < 0) {
            receiveFailures++;
        } else if ((result & UringRequests.POLLERR) != 0) {
            receiveFailures++;
            takeError();
        }
    }

    /// The link is down, or gone: what follows is told by its changes.
    private void takeError() {
        try {
            received.takeError();
        } catch (SystemCallException e) {
            throw new IllegalStateException("the socket cannot be asked for its error", e);
        }
    }

    private void sent(int result, int slot) {
        sending--;
        if (result < 0) {
            sendFailures++;
        }
        engine.sent(slot);
        finishWhenDone();
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        int count = 0;
        while (count < limit && !closed && received.hasArrived()) {
            Frame frame = engine.takeToReceive();
            if (frame == null) {
                break;
            }
            anyReceived = true;
            int length = received.receive(
                frame.start() - VnetHeader.LENGTH, UringEngine.MAX_FRAME + VnetHeader.LENGTH) - VnetHeader.LENGTH;
            count++;
            if (length <= 0 || length > UringEngine.MAX_FRAME) {
                receiveFailures++;
                frame.release();
            } else {
                handler.onFrame(frame.received(this, frame.start(), length).readVnetHeader());
            }
        }
        return count;
    }

    @Override
    public void send(Frame frame) {
        if (closed) {
            sendFailures++;
            frame.release();
        } else if (sending == 0 && !frame.isSegmented() && frame.length() <= longest) {
            sendByRing(frame);
        } else {
            flush();
            sendByRequest(frame);
        }
    }

    private void sendByRing(Frame frame) {
        long start = frame.writeVnetHeader();
        if (!transmitted.put(start, frame.length())) {
            flush();
            if (!transmitted.put(start, frame.length())) {
                sendFailures++;
            }
        }
        frame.release();
    }

    /// Sends what is in the ring.
    void flush() {
        if (transmitted.hasUnsent()) {
            sendFailures += transmitted.flush();
        }
    }

    /// It comes after what is in the ring. What follows before the request is complete is sent by requests too, so that frames stay
    /// in order.
    private void sendByRequest(Frame frame) {
        long iovec = (long) frame.slot() * MESSAGE_SIZE + IOVEC;
        messages.set(ValueLayout.JAVA_LONG, iovec, engine.memory().address() + frame.writeVnetHeader());
        messages.set(ValueLayout.JAVA_LONG, iovec + 8, VnetHeader.LENGTH + frame.length());
        sending++;
        engine.sending(frame.slot());
        registration.submit(sends[frame.slot()]);
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    /// Asks the kernel what it lost: not for every cycle. Where all is lost the ring has stopped, and is begun anew.
    @Override
    public long receiveFailures() {
        if (closed) {
            return receiveFailures;
        }
        try {
            long lost = received.takeLost();
            receiveFailures += lost;
            if (lost > 0 && !anyReceived && !received.hasArrived()) {
                received.restart();
            }
            anyReceived = false;
        } catch (SystemCallException e) {
            throw new IllegalStateException("the ring of " + link.name() + " cannot be looked after", e);
        }
        return receiveFailures;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        flush();
        closed = true;
        engine.closed(this);
        if (watching) {
            registration.submit(UringRequests.cancel(watchId));
        }
        finishWhenDone();
    }

    /// The number of the socket stands in requests that the kernel has not seen yet: were it given to another socket
    /// before that, their frames would go out there.
    private void finishWhenDone() {
        if (closed && !watching && sending == 0) {
            finish();
        }
    }

    /// Gives back what the port holds, whether or not something is still on its way.
    void finish() {
        if (finished) {
            return;
        }
        finished = true;
        engine.finished(this);
        registration.cancel();
        received.close();
        transmitted.close();
        engine.socketFastPath().ifPresent(path -> path.leave(link.index()));
        arena.close();
    }
}
