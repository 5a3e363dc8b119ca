package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// The socket by which a service manager is told how its service is (sd_notify(3)): datagrams of `NAME=VALUE` lines to
/// a Unix socket, which is a file or, with `@` in front, a name without a file. The JDK has no Unix datagrams.
///
/// Any thread may send.
public final class NotifySocket implements AutoCloseable {

    /// Bytes of `sun_path`; a file's name ends with a zero in it.
    private static final int PATH = 108;

    private final Descriptor socket;

    private NotifySocket(Descriptor socket) {
        this.socket = socket;
    }

    /// Opens a socket to this address, the value of `NOTIFY_SOCKET`.
    ///
    /// @throws IllegalArgumentException when it is no address of a Unix socket
    public static NotifySocket connect(String address) throws SystemCallException {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = address.startsWith("@");
        if (!isAbstract && !address.startsWith("/") || name.length > (isAbstract ? PATH : PATH - 1)) {
            throw new IllegalArgumentException("NOTIFY_SOCKET=" + address
                + " is neither the path of a socket nor @ with a name, of at most " + (PATH - 1) + " bytes");
        }
        Descriptor socket = Sockets.open(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0, "notify socket " + address);
        try (Arena arena = Arena.ofConfined()) {
            // The length of an abstract name counts; behind a file's name comes a zero.
            MemorySegment socketAddress = arena.allocate(Short.BYTES + name.length + (isAbstract ? 0L : 1L));
            socketAddress.set(JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
            MemorySegment.copy(name, 0, socketAddress, JAVA_BYTE, Short.BYTES, name.length);
            if (isAbstract) {
                socketAddress.set(JAVA_BYTE, Short.BYTES, (byte) 0);
            }
            Sockets.connect(socket, socketAddress);
            return new NotifySocket(socket);
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /// Sends the lines as one datagram.
    public void send(String lines) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            Sockets.send(socket, arena.allocateFrom(JAVA_BYTE, bytes), MemorySegment.NULL);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
