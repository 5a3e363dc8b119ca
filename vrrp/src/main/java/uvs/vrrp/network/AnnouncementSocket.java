package uvs.vrrp.network;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Sockets;
import uvs.dataplane.linux.SystemCallException;

/// A packet socket that gratuitous ARP requests and neighbour advertisements leave by. It receives nothing.
public final class AnnouncementSocket implements AutoCloseable {

    private static final int SOCKADDR_LL_SIZE = 20;

    private final Descriptor socket;

    public AnnouncementSocket() throws SystemCallException {
        socket = Sockets.open(Sockets.AF_PACKET, Sockets.SOCK_RAW, 0, "packet socket for announcements");
    }

    /// Sends an Ethernet frame by an interface.
    public void send(byte[] frame, int interfaceIndex) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_LL_SIZE, 4);
            address.set(JAVA_SHORT, 0, (short) Sockets.AF_PACKET);
            address.set(JAVA_INT, 4, interfaceIndex);
            Sockets.send(socket, arena.allocateFrom(JAVA_BYTE, frame), address);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
