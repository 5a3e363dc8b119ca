package uvs.dataplane.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.linux.XskSocket;
import uvs.dataplane.netlink.Link;

/// What the workers share at one interface: the steering program, and the map in which it finds the socket of a receive
/// queue. It is there as long as one of them has a port.
final class XskInterface {

    private static final int MOST_QUEUES = 64;

    private final Link link;
    private final XskEngine.Programs programs;
    private final Descriptor sockets;
    private Descriptor attachment;
    private int mode;
    /// Guarded by [XskInterfaces].
    int users;

    XskInterface(Link link, XskEngine.Programs programs) throws SystemCallException {
        this.link = link;
        this.programs = programs;
        sockets = Bpf.createMap(Bpf.XSKMAP, "uvs_sockets", Integer.BYTES, Integer.BYTES, MOST_QUEUES, 0);
    }

    int linkIndex() {
        return link.index();
    }

    /// Gives the frames of a receive queue to a socket. The kernel takes it out of the map when it is closed.
    void add(int queue, XskSocket socket) throws SystemCallException {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(queue).array();
        Bpf.update(sockets, key, socket.descriptor().number());
    }

    static int mostQueues() {
        return MOST_QUEUES;
    }

    /// Lets the program run, where it does not yet: in the driver if that can, else in the stack.
    synchronized void attach() throws SystemCallException {
        if (attachment != null) {
            return;
        }
        try {
            attach(Bpf.NATIVE_MODE);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EPERM || e.errno() == Errno.EBUSY || e.errno() == Errno.EEXIST) {
                throw e;
            }
            attach(Bpf.GENERIC_MODE);
        }
    }

    private void attach(int wantedMode) throws SystemCallException {
        mode = wantedMode;
        try (Descriptor program = Bpf.loadXdp("uvs_steer",
                programs.program(link, sockets, PacketMemory.LONGEST, wantedMode == Bpf.NATIVE_MODE))) {
            attachment = Bpf.attachXdp(program, link.name(), link.index(), wantedMode);
        }
    }

    synchronized boolean isNative() {
        return mode == Bpf.NATIVE_MODE;
    }

    synchronized void close() {
        for (Descriptor held : new Descriptor[] {attachment, sockets}) {
            if (held != null) {
                held.close();
            }
        }
    }
}
