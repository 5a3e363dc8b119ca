package uvs.dataplane.conn;

import static uvs.dataplane.conn.Line.NONE;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The lines that no worker has: those never used yet, and chains which workers gave back.
///
/// How many may be used starts at the capacity and doubles up to the maximum as they run out.
final class SharedLines {

    private static final int LARGEST_CHUNK = 256;

    private final OffHeap lines;
    private final int maximum;
    private final int chunk;

    private final AtomicInteger fresh = new AtomicInteger();
    private final AtomicInteger allowed;

    /// A stack of chains: how often it changed (32 bits), then the first line of the first chain plus one.
    /// Chains are linked through `wheel: previous` of their first lines.
    private final AtomicLong chains = new AtomicLong();

    SharedLines(OffHeap lines, int capacity, int maximum, int workers) {
        this.lines = lines;
        this.maximum = maximum;
        this.allowed = new AtomicInteger(capacity);
        this.chunk = Math.clamp(capacity / (workers * 8L), 1, LARGEST_CHUNK);
    }

    int chunk() {
        return chunk;
    }

    /// How many lines may be used now.
    int allowed() {
        return allowed.get();
    }

    /// How many lines from the first were ever handed out: none above needs a look.
    int everUsed() {
        return fresh.get();
    }

    /// The next lines never used: the first in the upper 32 bits, the one after the last in the lower. Both
    /// are the same when there are no more.
    long takeFresh() {
        while (true) {
            int first = fresh.get();
            int limit = allowed.get();
            if (first == limit) {
                if (limit == maximum) {
                    return range(first, first);
                }
                boolean ignored = allowed.compareAndSet(limit, (int) Math.min(maximum, limit * 2L));
                continue;
            }
            int end = Math.min(first + chunk, limit);
            if (fresh.compareAndSet(first, end)) {
                return range(first, end);
            }
        }
    }

    private static long range(int first, int end) {
        return (long) first << 32 | end;
    }

    void giveChain(int first) {
        while (true) {
            long old = chains.get();
            lines.setIntOpaque(Line.offset(first) + Line.WHEEL_PREVIOUS, (int) old - 1);
            if (chains.compareAndSet(old, changed(old, first))) {
                return;
            }
        }
    }

    /// The first line of a chain, or [Line#NONE].
    int takeChain() {
        while (true) {
            long old = chains.get();
            int first = (int) old - 1;
            if (first == NONE) {
                return NONE;
            }
            int next = lines.getIntOpaque(Line.offset(first) + Line.WHEEL_PREVIOUS);
            if (chains.compareAndSet(old, changed(old, next))) {
                return first;
            }
        }
    }

    private static long changed(long old, int first) {
        return ((old >>> 32) + 1 << 32) | (first + 1);
    }
}
