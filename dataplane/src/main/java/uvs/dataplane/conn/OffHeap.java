package uvs.dataplane.conn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import uvs.dataplane.linux.AnonymousMemory;
import uvs.dataplane.linux.SystemCallException;

/// A piece of memory outside the heap, read and written at offsets, in the modes of [VarHandle].
///
/// Every access of the packet path goes through here. Checking the bounds of each, and whether the memory is
/// still there, makes a search a third longer; so this is done only with `-Duvs.checked=true`, as in all
/// tests, and otherwise one segment that spans all memory stands in for every piece.
final class OffHeap {

    private static final boolean CHECKED = Boolean.getBoolean("uvs.checked");
    private static final MemorySegment EVERYTHING =
        CHECKED ? MemorySegment.NULL : AnonymousMemory.everything();

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

    private final MemorySegment piece;
    private final long origin;

    OffHeap(MemorySegment piece) {
        this.piece = piece;
        this.origin = CHECKED ? 0 : piece.address();
    }

    private MemorySegment memory() {
        return CHECKED ? piece : EVERYTHING;
    }

    long size() {
        return piece.byteSize();
    }

    /// Makes a part zeroes again, which takes no memory. Both numbers are multiples of 4096.
    void discard(long offset, long bytes) throws SystemCallException {
        AnonymousMemory.discard(piece.asSlice(offset, bytes));
    }

    /// Copies bytes to the start of another piece, in no particular order.
    void copyTo(OffHeap target, long offset, long bytes) {
        MemorySegment.copy(piece, offset, target.piece, 0, bytes);
    }

    long getLong(long offset) {
        return (long) LONG.get(memory(), origin + offset);
    }

    long getLongOpaque(long offset) {
        return (long) LONG.getOpaque(memory(), origin + offset);
    }

    long getLongAcquire(long offset) {
        return (long) LONG.getAcquire(memory(), origin + offset);
    }

    long getLongVolatile(long offset) {
        return (long) LONG.getVolatile(memory(), origin + offset);
    }

    void setLong(long offset, long value) {
        LONG.set(memory(), origin + offset, value);
    }

    void setLongOpaque(long offset, long value) {
        LONG.setOpaque(memory(), origin + offset, value);
    }

    void setLongRelease(long offset, long value) {
        LONG.setRelease(memory(), origin + offset, value);
    }

    void setLongVolatile(long offset, long value) {
        LONG.setVolatile(memory(), origin + offset, value);
    }

    boolean compareAndSetLong(long offset, long expected, long value) {
        return LONG.compareAndSet(memory(), origin + offset, expected, value);
    }

    int getInt(long offset) {
        return (int) INT.get(memory(), origin + offset);
    }

    int getIntOpaque(long offset) {
        return (int) INT.getOpaque(memory(), origin + offset);
    }

    int getIntVolatile(long offset) {
        return (int) INT.getVolatile(memory(), origin + offset);
    }

    void setInt(long offset, int value) {
        INT.set(memory(), origin + offset, value);
    }

    void setIntOpaque(long offset, int value) {
        INT.setOpaque(memory(), origin + offset, value);
    }

    boolean compareAndSetInt(long offset, int expected, int value) {
        return INT.compareAndSet(memory(), origin + offset, expected, value);
    }

    void addInt(long offset, int change) {
        int ignored = (int) INT.getAndAdd(memory(), origin + offset, change);
    }
}
