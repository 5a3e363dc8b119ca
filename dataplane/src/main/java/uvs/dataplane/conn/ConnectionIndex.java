package uvs.dataplane.conn;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import uvs.dataplane.linux.AnonymousMemory;
import uvs.dataplane.linux.SystemCallException;

/// The hash index: buckets of one cache line with seven slots each, shared by all workers without a lock, as large as the
/// connections need that there have been at one time. [Segment] and [Slot] say where things stand. Here is what all threads
/// may do, which is to search; [IndexWriter] changes.
///
/// A search goes on past a bucket only when its `overflow` counts any that passed by; a deletion counts down instead of leaving
/// a tombstone. A slot only suggests a line; the reader compares the whole tuple and the generation there.
///
/// **Growth.** When a level is seven tenths full the index grows to the next, which is twice as large, and every worker moves
/// segments a few buckets at a time, see [IndexMove]. Until the last has moved, a segment's state says whether a search goes
/// there or to its halves. What was not found is searched for again when that has changed meanwhile, so that nothing is
/// missed that is there. The memory of the level before is given back once no worker can look at it, see [#release].
final class ConnectionIndex {

    /// The first level is no larger than this, however many connections there may be: one huge page, 80,000 connections.
    private static final int FIRST_LEVEL = 9;

    private static final int GROWING = 1;
    /// Elements between what two workers have seen: they share no cache line.
    private static final int STRIDE = 16;

    private static final VarHandle SHAPE;

    static {
        try {
            SHAPE = MethodHandles.lookup().findVarHandle(ConnectionIndex.class, "shape", int.class)
                .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final OffHeap buckets;
    /// Four bytes for each segment.
    private final OffHeap states;
    private final OffHeap lines;
    private final int highest;

    /// The level times two, plus one while the next one is being filled. It never goes back.
    private int shape;

    /// For each level: how many of its segments a worker has begun to move, and how many have moved.
    private final AtomicIntegerArray begun;
    private final AtomicIntegerArray moved;

    /// For each worker the shape when it last held nothing of the index.
    private final AtomicIntegerArray seen;
    /// The lowest level whose memory has not been given back.
    private int kept;

    ConnectionIndex(ConnectionLimits limits, int workers, OffHeap lines, Arena arena) throws SystemCallException {
        this.lines = lines;
        highest = levelFor(limits.maximum());
        int first = Math.min(FIRST_LEVEL, levelFor(limits.capacity()));
        buckets = new OffHeap(AnonymousMemory.reserve(Segment.offset(2 << highest), true, arena));
        states = new OffHeap(AnonymousMemory.reserve((2L << highest) * Integer.BYTES, false, arena));
        begun = new AtomicIntegerArray(highest + 1);
        moved = new AtomicIntegerArray(highest + 1);
        seen = new AtomicIntegerArray(workers * STRIDE);
        shape = first << 1;
        kept = first;
        for (int worker = 0; worker < workers; worker++) {
            seen.set(worker * STRIDE, shape);
        }
    }

    /// How many connections a level is for: with two slots each they take seven tenths of it.
    static long connectionsAt(int level) {
        return ((long) Segment.BUCKETS * Segment.SLOTS << level) * 7 / 20;
    }

    private static int levelFor(int connections) {
        int level = 0;
        while (connectionsAt(level) < connections) {
            level++;
        }
        return level;
    }

    int shape() {
        return (int) SHAPE.getAcquire(this);
    }

    static boolean isGrowing(int shape) {
        return (shape & GROWING) != 0;
    }

    static int level(int shape) {
        return shape >> 1;
    }

    /// The level that a search has to look at: the next one when what it looks for has been copied there.
    private int levelOf(long hash, int shape) {
        int level = level(shape);
        return isGrowing(shape) && state(Segment.of(hash, level)) >= Segment.COPIED ? level + 1 : level;
    }

    /// Brings the home bucket into the cache. The answer means nothing; it is there to be used by the caller,
    /// lest the load be dropped.
    long touch(long hash) {
        return buckets.getLongOpaque(Segment.home(hash, levelOf(hash, shape())));
    }

    /// Brings the line that a slot points to into the cache.
    long touchLine(long slot) {
        return Slot.isFree(slot) ? 0 : lines.getLongOpaque(Line.offset(Slot.line(slot)));
    }

    /// The first slot of the home bucket which may be what is looked for, or 0.
    long candidate(long hash) {
        long bucket = Segment.home(hash, levelOf(hash, shape()));
        int hits = hits(bucket, Slot.fingerprintOf(hash));
        return hits == 0 ? 0
            : buckets.getLongOpaque(Segment.slotAt(bucket, Integer.numberOfTrailingZeros(hits)));
    }

    /// Finds the connection which `key` belongs to, lays `view` over it and answers its slot; or answers 0.
    long find(ConnectionKey key, long hash, Connection view) {
        while (true) {
            int at = shape();
            int level = levelOf(hash, at);
            long slot = search(Segment.home(hash, level), Slot.fingerprintOf(hash), key, view);
            if (slot != 0) {
                return slot;
            }
            VarHandle.loadLoadFence();
            if (shape() == at && levelOf(hash, at) == level) {
                return 0;
            }
        }
    }

    /// The same, in one segment.
    long search(long home, long fingerprint, ConnectionKey key, Connection view) {
        long bucket = home;
        for (int step = 0; step < Segment.BUCKETS; step++) {
            for (int hits = hits(bucket, fingerprint); hits != 0; hits &= hits - 1) {
                long slot = buckets.getLongOpaque(Segment.slotAt(bucket, Integer.numberOfTrailingZeros(hits)));
                if (matches(slot, key, view)) {
                    return slot;
                }
            }
            if (buckets.getIntOpaque(bucket + Segment.OVERFLOW) == 0) {
                return 0;
            }
            bucket = Segment.next(bucket);
        }
        return 0;
    }

    /// One bit for each slot with the fingerprint. Seven comparisons without a branch take less time than one
    /// branch that is guessed wrong.
    private int hits(long bucket, long wanted) {
        return hit(bucket, 0, wanted) | hit(bucket, 1, wanted) | hit(bucket, 2, wanted)
            | hit(bucket, 3, wanted) | hit(bucket, 4, wanted) | hit(bucket, 5, wanted) | hit(bucket, 6, wanted);
    }

    private int hit(long bucket, int index, long wanted) {
        long difference = Slot.fingerprint(buckets.getLongOpaque(Segment.slotAt(bucket, index))) ^ wanted;
        return (int) (difference - 1 >>> 63) << index;
    }

    /// Whether the line that a slot points to holds the key's connection now; lays the view over it if so.
    ///
    /// The generation is read before and after the tuple: a line that was freed or filled in between does not
    /// match. A slot that was freed since it was looked at has no line.
    boolean matches(long slot, ConnectionKey key, Connection view) {
        if (Slot.isFree(slot)) {
            return false;
        }
        int line = Slot.line(slot);
        long at = Line.offset(line);
        long control = lines.getLongAcquire(at + Line.CONTROL);
        boolean reply = Slot.isReply(slot);
        if (!Slot.isFor(slot, control) || Slot.isTentative(slot)
            || !(reply ? matchesReply(at, key) : matchesForward(at, key))) {
            return false;
        }
        VarHandle.loadLoadFence();
        long after = lines.getLongOpaque(at + Line.CONTROL);
        if ((control ^ after) >>> 32 != 0) {
            return false;
        }
        view.wrap(line, Line.generation(control), reply);
        return true;
    }

    private boolean matchesForward(long at, ConnectionKey key) {
        long ports = lines.getLong(at + Line.PORTS);
        return lines.getLong(at + Line.CLIENT_LOW) == key.sourceLow()
            && lines.getLong(at + Line.VIRTUAL_LOW) == key.destinationLow()
            && (ports & 0xffff_ffff_ffffL) == key.word()
            && (!key.isIpv6()
                || lines.getLong(at + Line.CLIENT_HIGH) == key.sourceHigh()
                && lines.getLong(at + Line.VIRTUAL_HIGH) == key.destinationHigh());
    }

    private boolean matchesReply(long at, ConnectionKey key) {
        long ports = lines.getLong(at + Line.PORTS);
        return lines.getLong(at + Line.REAL_LOW) == key.sourceLow()
            && lines.getLong(at + Line.CLIENT_LOW) == key.destinationLow()
            && ports >>> 32 == key.word() >>> 16
            && ((ports ^ key.word()) & 0xffff) == 0
            && (!key.isIpv6()
                || lines.getLong(at + Line.REAL_HIGH) == key.sourceHigh()
                && lines.getLong(at + Line.CLIENT_HIGH) == key.destinationHigh());
    }

    /// Begins to grow, unless the index does already or has its largest size.
    void grow() {
        int at = shape();
        if (!isGrowing(at) && level(at) < highest) {
            boolean ignored = SHAPE.compareAndSet(this, at, at | GROWING);
        }
    }

    int state(int segment) {
        return states.getIntVolatile((long) segment * Integer.BYTES);
    }

    boolean changeState(int segment, int from, int to) {
        return states.compareAndSetInt((long) segment * Integer.BYTES, from, to);
    }

    /// The next segment of a level that nobody has begun to move, or 0.
    int nextToMove(int level) {
        int segments = 1 << level;
        if (begun.get(level) >= segments) {
            return 0;
        }
        int number = begun.getAndIncrement(level);
        return number < segments ? segments + number : 0;
    }

    /// One more segment of a level has moved; with the last one the next level takes its place.
    void countMoved(int level) {
        if (moved.incrementAndGet(level) == 1 << level) {
            SHAPE.setVolatile(this, level + 1 << 1);
        }
    }

    /// A worker holds no place in the index now: what it looks for next it looks for in the shape as it is.
    void look(int worker) {
        seen.setRelease(worker * STRIDE, shape());
    }

    /// Gives the memory of levels back that all workers have left. One thread at a time, and no worker: it can take a while.
    ///
    /// @param workers how many there are
    void release(int workers) throws SystemCallException {
        int lowest = level(shape());
        for (int worker = 0; worker < workers; worker++) {
            lowest = Math.min(lowest, level(seen.getAcquire(worker * STRIDE)));
        }
        for (; kept < lowest; kept++) {
            buckets.discard(Segment.offset(1 << kept), Segment.offset(1 << kept));
        }
    }

    /// The bytes of the levels that are in use: of one, or of two while it grows.
    long bytes() {
        int at = shape();
        return Segment.offset((isGrowing(at) ? 3 : 1) << level(at));
    }

    long reservedBytes() {
        return buckets.size() + states.size();
    }

    OffHeap buckets() {
        return buckets;
    }

    /// The slots that are not free and the entries counted as passing by, in the whole index: 0 when it is
    /// empty.
    long occupied() {
        int at = shape();
        int first = 1 << level(at);
        long occupied = 0;
        for (int segment = first; segment < 2 * first; segment++) {
            occupied += isGrowing(at) && state(segment) >= Segment.COPIED
                ? occupied(2 * segment) + occupied(2 * segment + 1) : occupied(segment);
        }
        return occupied;
    }

    private long occupied(int segment) {
        long occupied = 0;
        long end = Segment.offset(segment + 1);
        for (long bucket = Segment.offset(segment); bucket < end; bucket += Segment.BUCKET_SIZE) {
            occupied += buckets.getIntOpaque(bucket + Segment.OVERFLOW);
            for (int index = 0; index < Segment.SLOTS; index++) {
                long slot = buckets.getLongOpaque(Segment.slotAt(bucket, index));
                occupied += Slot.isFree(slot) ? 0 : 1;
            }
        }
        return occupied;
    }
}
