package uvs.dataplane.forward;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Counters of one writer that anybody reads, on cache lines of their own: another worker's, which may lie next to them, are not
/// slowed down by them.
final class PaddedCounters {

    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    /// Two cache lines: processors fetch them in pairs.
    private static final int PADDING = 16;

    private final long[] counters;

    PaddedCounters(int count) {
        counters = new long[PADDING + count + PADDING];
    }

    void add(int number, long difference) {
        set(number, get(number) + difference);
    }

    void set(int number, long value) {
        LONG.setOpaque(counters, PADDING + number, value);
    }

    long get(int number) {
        return (long) LONG.getOpaque(counters, PADDING + number);
    }
}
