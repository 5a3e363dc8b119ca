package uvs.dataplane.port;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.PacketSockets;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;

/// One packet socket of a [UringEngine].
///
/// A send is a `sendmsg` of one prepared message header for each slot, so that the request objects can be
/// made once and nothing is allocated for a frame.
final class UringPort implements Port, IoUringIoHandle {

    static final int VNET_LENGTH = 10;

    private static final int SOCKET_BUFFER_BYTES = 16 * 1024 * 1024;

    /// `struct msghdr` (56 bytes) with its one `struct iovec` (16 bytes) behind it, rounded up to cache lines.
    private static final int MESSAGE_SIZE = 128;
    private static final int IOVEC = 64;

    private final UringEngine engine;
    private Link link;
    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages;
    private final IoUringIoOps[] sends;
    private final IoRegistration registration;
    private final Frame[] arrived;
    private int firstArrived;
    private int arrivedCount;

    private boolean receiving;
    private boolean closed;
    private boolean finished;
    private long receiveId;
    private long sendFailures;
    private long receiveFailures;
    private int sending;

    UringPort(UringEngine engine, Link link) throws SystemCallException {
        this.engine = engine;
        this.link = link;
        socket = PacketSockets.open(link.name(), link.index(), SOCKET_BUFFER_BYTES, engine.fanout());
        messages = arena.allocate((long) MESSAGE_SIZE * engine.slots(), 64);
        sends = new IoUringIoOps[engine.slots()];
        arrived = new Frame[engine.slots()];
        registration = engine.register(this);
        prepareMessages();
        keepReceiving();
    }

    private void prepareMessages() {
        for (int slot = 0; slot < sends.length; slot++) {
            long header = (long) slot * MESSAGE_SIZE;
            messages.set(ValueLayout.JAVA_LONG, header + 16, messages.address() + header + IOVEC);
            messages.set(ValueLayout.JAVA_LONG, header + 24, 1);
            sends[slot] = UringRequests.sendMessage(socket.number(), messages.address() + header, slot);
        }
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void link(Link newLink) {
        link = newLink;
    }

    /// Starts the receive again when it has ended: buffers had run out, or the link was down.
    void keepReceiving() {
        if (receiving || closed) {
            return;
        }
        receiveId = registration.submit(
            UringRequests.receiveMany(socket.number(), UringEngine.BUFFER_GROUP));
        receiving = true;
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
        var completion = (IoUringIoEvent) event;
        switch (completion.opcode()) {
            case UringRequests.RECV -> received(completion.res(), completion.flags());
            case UringRequests.SENDMSG -> sent(completion.res(), (int) completion.userData());
            default -> { } // A cancellation: its receive answers for itself.
        }
    }

    private void received(int result, int flags) {
        if ((flags & UringRequests.CQE_F_MORE) == 0) {
            receiving = false;
            finishWhenDone();
        }
        if (result < 0) {
            // Without buffers the receive just starts again once there are some.
            if (result != -Errno.ENOBUFS && !closed) {
                receiveFailures++;
            }
            return;
        }
        if ((flags & UringRequests.CQE_F_BUFFER) == 0) {
            return;
        }
        int slot = flags >>> UringRequests.CQE_BUFFER_SHIFT;
        Frame frame = engine.frame(slot)
            .received(this, UringEngine.bufferStart(slot) + VNET_LENGTH, result - VNET_LENGTH);
        if (closed || result < VNET_LENGTH || result > UringEngine.bufferLength()) {
            receiveFailures++;
            engine.taken(slot);
            frame.release();
            return;
        }
        int at = firstArrived + arrivedCount++;
        arrived[at < arrived.length ? at : at - arrived.length] = frame.readVnetHeader();
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
        int count = Math.min(limit, arrivedCount);
        for (int i = 0; i < count; i++) {
            Frame frame = arrived[firstArrived];
            firstArrived = firstArrived + 1 < arrived.length ? firstArrived + 1 : 0;
            arrivedCount--;
            engine.taken(frame.slot());
            handler.onFrame(frame);
        }
        return count;
    }

    @Override
    public void send(Frame frame) {
        if (closed) {
            sendFailures++;
            frame.release();
            return;
        }
        long iovec = (long) frame.slot() * MESSAGE_SIZE + IOVEC;
        messages.set(ValueLayout.JAVA_LONG, iovec, engine.memory().address() + frame.writeVnetHeader());
        messages.set(ValueLayout.JAVA_LONG, iovec + 8, VNET_LENGTH + frame.length());
        sending++;
        engine.sending(frame.slot());
        registration.submit(sends[frame.slot()]);
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    @Override
    public long receiveFailures() {
        return receiveFailures;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        receive(Frame::release, arrivedCount);
        engine.closed(this);
        if (receiving) {
            registration.submit(UringRequests.cancel(receiveId));
        }
        finishWhenDone();
    }

    /// The number of the socket stands in requests that the kernel has not seen yet: were it given to another socket
    /// before that, their frames would go out there.
    private void finishWhenDone() {
        if (closed && !receiving && sending == 0) {
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
        socket.close();
        engine.fanout().leave(link.index());
        arena.close();
    }
}
