package uvs.dataplane.conn;

import static uvs.dataplane.conn.Line.NONE;

import java.util.Arrays;

/// When to look at a connection again: a hierarchical timing wheel of one worker, its lists linked through
/// the lines.
///
/// Six levels of 64 slots; a slot of the lowest is 2^20 ns (about a millisecond), one of the next as long as
/// all of the level below. A packet stores the new deadline in the line and leaves the wheel alone: when the
/// slot comes round, a connection whose deadline is still to come is filed again. A deadline that moves
/// *nearer* has to be filed at once, since nothing would look in time.
///
/// A connection is due at the first look not before its deadline, and at most one slot of the lowest level
/// later.
final class ExpiryWheel {

    /// What becomes of the connections whose deadline has passed.
    interface OnDue {
        /// The line is in no list of the wheel now. May file it, or others, or remove others.
        void due(int line);
    }

    static final int TICK_SHIFT = 20;

    private static final long TICK_NS = 1L << TICK_SHIFT;
    private static final int LEVEL_SHIFT = 6;
    private static final int SLOTS = 1 << LEVEL_SHIFT;
    private static final int LEVELS = 6;
    private static final long SPAN = 1L << LEVEL_SHIFT * LEVELS;

    /// The list of a slot that has come round, taken off the wheel to be worked through.
    private static final int DRAIN = LEVELS * SLOTS;

    private final OffHeap lines;
    private final long startNs;
    private final int[] heads = new int[DRAIN + 1];
    private final long[] used = new long[LEVELS];

    /// The last tick which came round.
    private long tick;
    /// One bit for each level whose slot came round with `tick` and was not yet taken off.
    private int pending;

    ExpiryWheel(OffHeap lines, long nowNs) {
        this.lines = lines;
        this.startNs = nowNs;
        Arrays.fill(heads, NONE);
    }

    /// Files a line, which is in no list, by its deadline.
    void file(int line) {
        long untilNs = deadlineNs(line) - startNs;
        // Rounded up: at that tick the deadline has passed. What is further away than the wheel reaches is
        // looked at when it has gone round.
        long due = Math.clamp((untilNs + TICK_NS - 1) >> TICK_SHIFT, tick + 1, tick + SPAN - 1);
        int level = (63 - Long.numberOfLeadingZeros(due - tick)) / LEVEL_SHIFT;
        int slot = (int) (due >> level * LEVEL_SHIFT) & SLOTS - 1;
        used[level] |= 1L << slot;
        push(line, level * SLOTS + slot);
    }

    /// Takes a line off the wheel.
    void remove(int line) {
        int previous = previous(line);
        int next = next(line);
        if (next != NONE) {
            previous(next, previous);
        }
        if (previous >= 0) {
            next(previous, next);
        } else {
            int list = ~previous;
            heads[list] = next;
            if (next == NONE && list != DRAIN) {
                used[list >> LEVEL_SHIFT] &= ~(1L << list);
            }
        }
    }

    /// Looks at what has come round by now, at no more than `limit` connections. What is left over is first
    /// at the next call.
    ///
    /// @return how many were looked at
    int advance(long nowNs, int limit, OnDue onDue) {
        long nowTick = (nowNs - startNs) >> TICK_SHIFT;
        int looked = 0;
        while (true) {
            for (int line = heads[DRAIN]; line != NONE; line = heads[DRAIN]) {
                if (looked == limit) {
                    return looked;
                }
                looked++;
                remove(line);
                if (deadlineNs(line) - nowNs <= 0) {
                    onDue.due(line);
                } else {
                    file(line);
                }
            }
            if (pending != 0) {
                takeOff(Integer.numberOfTrailingZeros(pending));
                pending &= pending - 1;
            } else if (tick < nowTick) {
                tick = Math.min(nowTick, nextTick());
                pending = levelsAt(tick);
            } else {
                return looked;
            }
        }
    }

    /// The next tick at which a slot with connections comes round.
    private long nextTick() {
        long nearest = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            if (used[level] != 0) {
                long current = tick >> level * LEVEL_SHIFT;
                // Rotated so that bit 0 is the slot after the current one.
                long ahead = Long.rotateRight(used[level], (int) (current + 1));
                long due = current + 1 + Long.numberOfTrailingZeros(ahead) << level * LEVEL_SHIFT;
                nearest = Math.min(nearest, due);
            }
        }
        return nearest;
    }

    private static int levelsAt(long tick) {
        int levels = Math.min(LEVELS, Long.numberOfTrailingZeros(tick) / LEVEL_SHIFT + 1);
        return (1 << levels) - 1;
    }

    private void takeOff(int level) {
        int slot = (int) (tick >> level * LEVEL_SHIFT) & SLOTS - 1;
        int list = level * SLOTS + slot;
        int first = heads[list];
        if (first == NONE) {
            return;
        }
        heads[list] = NONE;
        used[level] &= ~(1L << slot);
        heads[DRAIN] = first;
        previous(first, ~DRAIN);
    }

    private void push(int line, int list) {
        int first = heads[list];
        next(line, first);
        previous(line, ~list);
        if (first != NONE) {
            previous(first, line);
        }
        heads[list] = line;
    }

    private long deadlineNs(int line) {
        return lines.getLongOpaque(Line.offset(line) + Line.DEADLINE);
    }

    private int next(int line) {
        return lines.getInt(Line.offset(line) + Line.WHEEL_NEXT);
    }

    private void next(int line, int next) {
        lines.setInt(Line.offset(line) + Line.WHEEL_NEXT, next);
    }

    private int previous(int line) {
        return lines.getInt(Line.offset(line) + Line.WHEEL_PREVIOUS);
    }

    private void previous(int line, int previous) {
        lines.setInt(Line.offset(line) + Line.WHEEL_PREVIOUS, previous);
    }
}
