package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A `struct msghdr` with one buffer, as sendmsg(2) and recvmsg(2) take it.
final class MessageHeader {

    static final long NAME_LENGTH = 8;
    static final long CONTROL_LENGTH = 40;

    private static final int SIZE = 56;
    private static final int NAME = 0;
    private static final int BUFFERS = 16;
    private static final int BUFFER_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int IOVEC_SIZE = 16;

    private MessageHeader() {
    }

    static MemorySegment allocate(Arena arena, MemorySegment name, MemorySegment buffer, MemorySegment control) {
        MemorySegment vector = arena.allocate(IOVEC_SIZE, 8);
        vector.set(ADDRESS, 0, buffer);
        vector.set(JAVA_LONG, 8, buffer.byteSize());
        MemorySegment header = arena.allocate(SIZE, 8);
        header.set(ADDRESS, NAME, name);
        header.set(JAVA_INT, NAME_LENGTH, (int) name.byteSize());
        header.set(ADDRESS, BUFFERS, vector);
        header.set(JAVA_LONG, BUFFER_COUNT, 1);
        header.set(ADDRESS, CONTROL, control);
        header.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
        return header;
    }
}
