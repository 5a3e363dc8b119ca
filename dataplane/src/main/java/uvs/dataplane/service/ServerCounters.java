package uvs.dataplane.service;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What one worker counts for virtual or real servers, by their numbers.
///
/// The worker alone adds; anybody may read, and sees each counter as it was a moment ago. The memory for a number
/// must be there before the worker hears of it: see [#reserve].
public final class ServerCounters {

    /// The counters of each server.
    public enum Counter { CONNECTIONS, IN_PACKETS, OUT_PACKETS, IN_BYTES, OUT_BYTES, ACTIVE, INACTIVE, PERSISTENT }

    /// The most servers that there can be.
    public static final int LIMIT = 1 << 20;

    private static final int FIELDS = 8;
    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK = 1 << CHUNK_SHIFT;
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] chunks = new long[LIMIT >>> CHUNK_SHIFT][];

    /// Makes room for a number, before any worker is told of it.
    public void reserve(int number) {
        int chunk = number >>> CHUNK_SHIFT;
        if (chunks[chunk] == null) {
            chunks[chunk] = new long[CHUNK * FIELDS];
        }
    }

    /// Adds to a counter. Only the worker whose counters these are may call this.
    public void add(int number, Counter counter, long difference) {
        add(chunks[number >>> CHUNK_SHIFT], at(number, counter), difference);
    }

    /// Counts a packet of `length` bytes, as [#add].
    public void add(int number, Counter packets, Counter bytes, int length) {
        long[] chunk = chunks[number >>> CHUNK_SHIFT];
        add(chunk, at(number, packets), 1);
        add(chunk, at(number, bytes), length);
    }

    private static void add(long[] chunk, int at, long difference) {
        LONG.setOpaque(chunk, at, (long) LONG.getOpaque(chunk, at) + difference);
    }

    public long get(int number, Counter counter) {
        return (long) LONG.getOpaque(chunks[number >>> CHUNK_SHIFT], at(number, counter));
    }

    private static int at(int number, Counter counter) {
        return (number & CHUNK - 1) * FIELDS + counter.ordinal();
    }
}
