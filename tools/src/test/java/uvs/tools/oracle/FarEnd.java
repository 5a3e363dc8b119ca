package uvs.tools.oracle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.PacketSockets;
import uvs.dataplane.linux.Sockets;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.VnetHeader;

/// The other end of one of a director's links: puts frames on it and takes off what the director sends.
final class FarEnd implements AutoCloseable {

    private static final int LARGEST = 65_536 + 64;
    private static final int BUFFER_BYTES = 4 << 20;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(LARGEST + VnetHeader.LENGTH, 64);
    private final VnetHeader vnet = new VnetHeader();
    private final Descriptor socket;

    FarEnd(String device, int index) throws SystemCallException {
        socket = PacketSockets.open(device, index, BUFFER_BYTES);
    }

    void send(byte[] frame) throws SystemCallException {
        memory.asSlice(0, VnetHeader.LENGTH).fill((byte) 0);
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, VnetHeader.LENGTH, frame.length);
        Sockets.send(socket, memory.asSlice(0, VnetHeader.LENGTH + frame.length), MemorySegment.NULL);
    }

    /// Takes off what is there now. Checksums which the director left to the link are completed.
    void receive(Consumer<byte[]> frames) throws SystemCallException {
        for (int length = take(); length >= 0; length = take()) {
            int frame = length - VnetHeader.LENGTH;
            vnet.wrap(memory, 0, length);
            if (vnet.needsChecksum()) {
                InternetChecksum.complete(memory, (long) VnetHeader.LENGTH + vnet.checksumStart(),
                    (long) frame - vnet.checksumStart(), vnet.checksumOffset());
            }
            byte[] bytes = new byte[frame];
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, VnetHeader.LENGTH, bytes, 0, frame);
            frames.accept(bytes);
        }
    }

    private int take() throws SystemCallException {
        return Sockets.receive(socket, memory, 0, MemorySegment.NULL);
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
