package uvs.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.PacketSocket;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.linux.XskRing;
import uvs.dataplane.linux.XskSocket;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.Frame;
import uvs.dataplane.port.Port;
import uvs.dataplane.wire.VnetHeader;

/// One interface of an [XskEngine]: an AF_XDP socket on each receive queue that is this worker's, and a packet socket for
/// frames that do not pass through them.
final class XskPort implements Port {

    private static final int SOCKET_BUFFER_BYTES = 16 * 1024 * 1024;
    /// As the kernel sends a limited number of frames in one call, it may need several.
    private static final int KICKS = 64;
    /// In a busy worker the packet socket is looked at once in so many cycles, as long as there is nothing.
    private static final int LEFTOVER_CYCLES = 8;
    private static final int LEFTOVERS_A_CYCLE = 32;

    private final XskEngine engine;
    private final PacketMemory memory;
    private final int ring;
    private Link link;
    private final List<Queue> queues = new ArrayList<>();
    private final XskInterfaces interfaces;
    private final XskInterface shared;
    private PacketSocket leftovers;
    private final boolean inDriver;
    /// By which frames leave; null where this worker has no queue.
    private final XskSocket first;

    private int share;
    /// Frames in the transmit ring, and those that the kernel has and has not completed.
    private int sending;
    private boolean unsent;
    private int leftoverCycle;
    private boolean expectLeftovers = true;
    private boolean closed;
    private long sendFailures;
    private long receiveFailures;
    /// What the kernel lost, as it was last asked.
    private long lost;

    /// A receive queue.
    private static final class Queue {

        private final XskSocket socket;
        private final XskRing received;
        private final XskRing fill;
        private int filled;

        Queue(XskSocket socket) {
            this.socket = socket;
            received = socket.receiveRing();
            fill = socket.fillRing();
        }
    }

    XskPort(XskEngine engine, Link link, int ring, int ringSize) throws SystemCallException {
        this.engine = engine;
        this.link = link;
        this.ring = ring;
        memory = engine.memory();
        interfaces = engine.interfaces();
        shared = interfaces.join(link);
        try {
            leftovers = new PacketSocket(link.name(), link.index(), SOCKET_BUFFER_BYTES,
                LeftoverFilter.of(PacketMemory.LONGEST), interfaces.fanout(), memory.all());
            openQueues(ringSize);
            shared.attach();
        } catch (SystemCallException e) {
            release();
            throw e;
        }
        inDriver = shared.isNative();
        first = queues.isEmpty() ? null : queues.getFirst().socket;
    }

    /// The kernel refuses queues that an interface does not have.
    private void openQueues(int ringSize) throws SystemCallException {
        for (int number = engine.worker(); number < XskInterface.mostQueues(); number += interfaces.workers()) {
            XskSocket socket;
            try {
                socket = new XskSocket(link.name(), link.index(), number, memory.umem(), PacketMemory.CHUNK,
                    ringSize, SOCKET_BUFFER_BYTES);
            } catch (SystemCallException e) {
                if (number > 0 && e.errno() == Errno.EINVAL) {
                    return;
                }
                throw e;
            }
            queues.add(new Queue(socket));
            shared.add(number, socket);
        }
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void link(Link newLink) {
        boolean otherMtu = newLink.mtu() != link.mtu();
        link = newLink;
        if (otherMtu) {
            engine.changed();
        }
    }

    /// How frames come in, for the log: `native, zero-copy, 4 queues`.
    public String mode() {
        if (first == null) {
            return "no queue";
        }
        return (inDriver ? "native" : "generic") + (first.zeroCopy() ? ", zero-copy" : ", copy")
            + (queues.size() > 1 ? ", " + queues.size() + " queues" : "");
    }

    int queues() {
        return queues.size();
    }

    void watch(List<Descriptor> watched) {
        queues.forEach(queue -> watched.add(queue.socket.descriptor()));
        watched.add(leftovers.descriptor());
    }

    /// How many frames each queue may have to receive into, and how many may be on their way out.
    void share(int frames) {
        share = frames;
    }

    /// Lets the kernel send, takes back what it has sent, and gives it frames to receive into. Answers whether there is
    /// something to be received.
    boolean exchange() {
        transmit();
        takeBack();
        for (int i = 0; i < queues.size(); i++) {
            refill(queues.get(i));
        }
        return hasArrived() || expectLeftovers;
    }

    boolean hasArrived() {
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).received.available() > 0) {
                return true;
            }
        }
        return false;
    }

    void wokenUp() {
        expectLeftovers = true;
    }

    private void refill(Queue queue) {
        int count = Math.min(share - queue.filled, queue.fill.space());
        if (count <= 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            long address = memory.fill(ring);
            if (address < 0) {
                break;
            }
            queue.fill.put(address);
            queue.filled++;
        }
        queue.fill.publish();
        if (queue.fill.wantsWakeUp()) {
            queue.socket.kickReceive();
        }
    }

    private void transmit() {
        if (!unsent) {
            return;
        }
        XskRing transmit = first.transmitRing();
        transmit.publish();
        unsent = false;
        if (!transmit.wantsWakeUp()) {
            return;
        }
        // The kernel sends a limited number in one call. When it sends none, the driver is busy, or frames of before are still
        // on their way: the next cycle tries again, and until then the other ports go on.
        int left = Integer.MAX_VALUE;
        for (int i = 0; i < KICKS; i++) {
            int errno = first.kickTransmit();
            int pending = transmit.pending();
            if (errno != Errno.EAGAIN || pending >= left) {
                unsent = errno != 0 && pending > 0;
                return;
            }
            left = pending;
            takeBack();
        }
        unsent = transmit.pending() > 0;
    }

    private void takeBack() {
        if (first == null) {
            return;
        }
        XskRing completion = first.completionRing();
        int count = completion.available();
        if (count == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            memory.sent(completion.address());
            completion.next();
        }
        completion.giveBack();
        sending -= count;
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        int count = 0;
        for (int i = 0; i < queues.size() && count < limit; i++) {
            count += receive(queues.get(i), handler, limit - count);
        }
        if (expectLeftovers || ++leftoverCycle >= LEFTOVER_CYCLES) {
            count += receiveLeftovers(handler);
        }
        return count;
    }

    private int receive(Queue queue, FrameHandler handler, int limit) {
        XskRing received = queue.received;
        int count = Math.min(limit, received.available());
        for (int i = 0; i < count; i++) {
            long address = received.address();
            Frame frame = memory.received(address).received(this, address, received.length());
            received.next();
            ReceivedChecksum.examine(frame);
            if (inDriver) {
                // As the program does it for the packets that come after: else they would seem to be none for it.
                frame.completeChecksum();
            }
            handler.onFrame(frame);
        }
        if (count > 0) {
            queue.filled -= count;
            received.giveBack();
        }
        return count;
    }

    private int receiveLeftovers(FrameHandler handler) {
        leftoverCycle = 0;
        expectLeftovers = false;
        for (int count = 0; count < LEFTOVERS_A_CYCLE; count++) {
            Frame frame = memory.takeLarge();
            if (frame == null) {
                return count;
            }
            int length = leftovers.receive(frame.start() - VnetHeader.LENGTH, PacketMemory.LONGEST_LARGE + VnetHeader.LENGTH)
                - VnetHeader.LENGTH;
            if (length <= 0 || length > PacketMemory.LONGEST_LARGE) {
                frame.release();
                if (length > 0) {
                    receiveFailures++;
                }
                return count;
            }
            expectLeftovers = true;
            handler.onFrame(frame.received(this, frame.start(), length).readVnetHeader());
        }
        return LEFTOVERS_A_CYCLE;
    }

    @Override
    public void send(Frame frame) {
        if (closed) {
            sendFailures++;
            frame.release();
        } else if (first == null || memory.isLarge(frame) || frame.isSegmented()) {
            sendByPacketSocket(frame);
        } else {
            frame.completeChecksum();
            sendSmall(frame);
        }
    }

    private void sendSmall(Frame frame) {
        if (sending >= share) {
            transmit();
            takeBack();
        }
        XskRing transmit = first.transmitRing();
        if (!link.up() || sending >= share || transmit.space() == 0) {
            sendFailures++;
            frame.release();
            return;
        }
        transmit.put(frame.start(), frame.length());
        memory.giveToKernel(frame, ring | PacketMemory.SEND);
        sending++;
        unsent = true;
    }

    private void sendByPacketSocket(Frame frame) {
        if (!leftovers.send(frame.writeVnetHeader(), VnetHeader.LENGTH + frame.length())) {
            sendFailures++;
        }
        frame.release();
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    /// Asks the kernel what it lost: not for every cycle.
    @Override
    public long receiveFailures() {
        long sum = 0;
        for (int i = 0; i < queues.size(); i++) {
            try {
                XskSocket.Lost each = queues.get(i).socket.lost();
                sum += each.received() + each.receiveFull() + each.fillEmpty();
            } catch (SystemCallException _) {
                // The interface is gone, and its counters with it.
            }
        }
        lost = Math.max(lost, sum);
        return receiveFailures + lost;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        // Those on their way out go. What comes in is lost; the last worker here takes the program away.
        transmit();
        closed = true;
        release();
        memory.reclaim(ring);
        memory.reclaim(ring | PacketMemory.SEND);
        engine.closed(this);
    }

    private void release() {
        queues.forEach(queue -> queue.socket.close());
        if (leftovers != null) {
            leftovers.close();
        }
        interfaces.leave(shared);
    }
}
