package uvs.dataplane.conn;


import java.lang.invoke.VarHandle;

/// The hash index: buckets of one cache line with seven slots each, shared by all workers without a lock.
///
/// A bucket:
///
/// ```
///  0  commit: version (22) | pending (10)      4  overflow     8, 16 … 56  seven slots
/// ```
///
/// A slot is 0 when it is free, or the fingerprint (16 bits of the hash, never 0), 16 bits of the line's
/// generation, the direction, whether it is tentative, and the number of the line plus one. What does not fit
/// into its home bucket goes into the next one with room, and every bucket passed by counts it in `overflow`:
/// a search goes on only past a bucket which counts any, and a deletion counts down instead of leaving a
/// tombstone.
///
/// Two workers may insert the same key at once. Each first takes a slot, tentatively: no search sees it. Then
/// it reads the commit word of the *home* bucket, which both keys share, searches for the key, and commits by
/// compare-and-set of that word, which names the slot as pending. So between the search and the commit no
/// other key of this home can have been committed. A pending slot is confirmed by whoever meets it first,
/// which keeps a sleeping worker from holding up the others.
///
/// A slot only suggests a line; the reader compares the whole tuple and the generation there.
final class ConnectionIndex {

    static final int BUCKET_SIZE = 64;
    static final int SLOTS = 7;

    /// The longest way from home, in buckets; what would go further is refused as if the table were full.
    static final int MAX_STEPS = 128;

    static final int FORWARD = 0;
    static final int REPLY = 1;

    /// Answers of [#insert].
    static final long INSERTED = 0;
    static final long FULL = -1;

    private static final int COMMIT = 0;
    private static final int OVERFLOW = 4;

    private static final int PENDING_BITS = 10;
    private static final int PENDING_MASK = (1 << PENDING_BITS) - 1;

    private static final long DIRECTION = 1L << 31;
    private static final long TENTATIVE = 1L << 30;
    private static final int LINE_MASK = (1 << 30) - 1;

    private final OffHeap buckets;
    private final OffHeap lines;
    private final long count;
    private final int steps;

    ConnectionIndex(OffHeap buckets, OffHeap lines) {
        this.buckets = buckets;
        this.lines = lines;
        this.count = buckets.size() / BUCKET_SIZE;
        this.steps = (int) Math.min(MAX_STEPS, count);
    }

    /// How many buckets hold `connections` with two slots each at seven tenths of the room.
    static long bucketsFor(long connections) {
        return Math.max(2, (connections * 2 * 10 + SLOTS * 7 - 1) / (SLOTS * 7));
    }

    static int line(long slot) {
        return ((int) slot & LINE_MASK) - 1;
    }

    static boolean isReply(long slot) {
        return (slot & DIRECTION) != 0;
    }

    private static long fingerprint(long hash) {
        long bits = hash & 0xffff;
        return bits == 0 ? 1 : bits;
    }

    private static long slot(long hash, int direction, int line, int generation) {
        return fingerprint(hash) << 48 | (generation & 0xffffL) << 32
            | (direction == REPLY ? DIRECTION : 0) | (line + 1);
    }

    private long home(long hash) {
        return Math.unsignedMultiplyHigh(hash, count) * BUCKET_SIZE;
    }

    private long next(long bucket) {
        long next = bucket + BUCKET_SIZE;
        return next == count * BUCKET_SIZE ? 0 : next;
    }

    private static long slotAt(long bucket, int index) {
        return bucket + 8 + 8L * index;
    }

    /// Brings the home bucket into the cache. The answer means nothing; it is there to be used by the caller,
    /// lest the load be dropped.
    long touch(long hash) {
        return buckets.getLongOpaque(home(hash));
    }

    /// Brings the line that a slot points to into the cache.
    long touchLine(long slot) {
        return slot == 0 ? 0 : lines.getLongOpaque(Line.offset(line(slot)));
    }

    /// The first slot of the home bucket which may be what is looked for, or 0.
    long candidate(long hash) {
        long bucket = home(hash);
        int hits = hits(bucket, fingerprint(hash));
        return hits == 0 ? 0 : buckets.getLongOpaque(slotAt(bucket, Integer.numberOfTrailingZeros(hits)));
    }

    /// Finds the connection which `key` belongs to, lays `view` over it and answers its slot; or answers 0.
    long find(ConnectionKey key, long hash, Connection view) {
        long bucket = home(hash);
        long wanted = fingerprint(hash);
        for (int step = 0; step < steps; step++) {
            for (int hits = hits(bucket, wanted); hits != 0; hits &= hits - 1) {
                long slot = buckets.getLongOpaque(slotAt(bucket, Integer.numberOfTrailingZeros(hits)));
                if (matches(slot, key, view)) {
                    return slot;
                }
            }
            if (buckets.getIntOpaque(bucket + OVERFLOW) == 0) {
                return 0;
            }
            bucket = next(bucket);
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
        long difference = buckets.getLongOpaque(slotAt(bucket, index)) >>> 48 ^ wanted;
        return (int) (difference - 1 >>> 63) << index;
    }

    /// Whether the line that a slot points to holds the key's connection now; lays the view over it if so.
    ///
    /// The generation is read before and after the tuple: a line that was freed or filled in between does not
    /// match. A slot that was freed since it was looked at is 0, and has no line.
    boolean matches(long slot, ConnectionKey key, Connection view) {
        if (slot == 0) {
            return false;
        }
        int line = line(slot);
        long at = Line.offset(line);
        long control = lines.getLongAcquire(at + Line.CONTROL);
        boolean reply = isReply(slot);
        if (((control ^ slot) >>> 32 & 0xffff) != 0 || (slot & TENTATIVE) != 0
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

    /// Puts a filled line in under a key that may be there already.
    ///
    /// @param other laid over the connection that has the key already
    /// @return [#INSERTED], [#FULL], or the slot of that connection
    long insert(ConnectionKey key, long hash, int direction, int line, int generation, Connection other) {
        long home = home(hash);
        long confirmed = slot(hash, direction, line, generation);
        long tentative = confirmed | TENTATIVE;
        int place = claim(home, tentative);
        if (place < 0) {
            return FULL;
        }
        int pending = place + 1;
        while (true) {
            int commit = buckets.getIntVolatile(home + COMMIT);
            if ((commit & PENDING_MASK) != 0) {
                confirm(home, commit);
                continue;
            }
            long existing = find(key, hash, other);
            if (existing != 0) {
                release(home, place, tentative);
                return existing;
            }
            int committed = (commit & ~PENDING_MASK) + (1 << PENDING_BITS) | pending;
            if (buckets.compareAndSetInt(home + COMMIT, commit, committed)) {
                confirm(home, committed);
                return INSERTED;
            }
        }
    }

    /// Puts a filled line in under a key; the newest connection has it, as in IPVS, should two real ones
    /// share it.
    ///
    /// @return [#INSERTED], [#FULL], or the slot which was displaced
    long insertNewest(
        ConnectionKey key, long hash, int direction, int line, int generation, Connection other) {
        long slot = slot(hash, direction, line, generation);
        while (true) {
            long existing = insert(key, hash, direction, line, generation, other);
            if (existing == INSERTED || existing == FULL || replace(home(hash), existing, slot)) {
                return existing;
            }
        }
    }

    /// Takes a line out. Answers whether it was there: a displaced one is not.
    boolean remove(long hash, int direction, int line, int generation) {
        long home = home(hash);
        long wanted = slot(hash, direction, line, generation);
        long bucket = home;
        for (int step = 0; step < steps; step++) {
            for (int index = 0; index < SLOTS; index++) {
                if (buckets.getLongOpaque(slotAt(bucket, index)) == wanted) {
                    return release(home, step * SLOTS + index, wanted);
                }
            }
            if (buckets.getIntOpaque(bucket + OVERFLOW) == 0) {
                return false;
            }
            bucket = next(bucket);
        }
        return false;
    }

    /// The slots that are not free and the entries counted as passing by, in the whole index: 0 when it is
    /// empty.
    long occupied() {
        long occupied = 0;
        for (long bucket = 0; bucket < count * BUCKET_SIZE; bucket += BUCKET_SIZE) {
            occupied += buckets.getIntOpaque(bucket + OVERFLOW);
            for (int index = 0; index < SLOTS; index++) {
                occupied += buckets.getLongOpaque(slotAt(bucket, index)) == 0 ? 0 : 1;
            }
        }
        return occupied;
    }

    private boolean replace(long home, long old, long slot) {
        long bucket = home;
        for (int step = 0; step < steps; step++) {
            for (int index = 0; index < SLOTS; index++) {
                if (buckets.getLongOpaque(slotAt(bucket, index)) == old) {
                    return buckets.compareAndSetLong(slotAt(bucket, index), old, slot);
                }
            }
            bucket = next(bucket);
        }
        return false;
    }

    /// Takes the first free slot on the way from home, and counts itself at every bucket passed by. Answers
    /// the place: steps times seven plus the index; or -1.
    private int claim(long home, long tentative) {
        long bucket = home;
        for (int step = 0; step < steps; step++) {
            for (int index = 0; index < SLOTS; index++) {
                long at = slotAt(bucket, index);
                if (buckets.getLongOpaque(at) == 0 && buckets.compareAndSetLong(at, 0L, tentative)) {
                    return step * SLOTS + index;
                }
            }
            buckets.addInt(bucket + OVERFLOW, 1);
            bucket = next(bucket);
        }
        countDown(home, steps);
        return -1;
    }

    /// Frees a slot that holds `expected`, and counts it down at the buckets on the way there.
    private boolean release(long home, int place, long expected) {
        long at = at(home, place);
        if (!buckets.compareAndSetLong(at, expected, 0L)) {
            return false;
        }
        countDown(home, place / SLOTS);
        return true;
    }

    private void countDown(long home, int passed) {
        long bucket = home;
        for (int step = 0; step < passed; step++) {
            buckets.addInt(bucket + OVERFLOW, -1);
            bucket = next(bucket);
        }
    }

    private long at(long home, int place) {
        long bucket = home + (long) (place / SLOTS) * BUCKET_SIZE;
        long size = count * BUCKET_SIZE;
        return slotAt(bucket < size ? bucket : bucket - size, place % SLOTS);
    }

    /// Finishes the insertion that a commit word names: its slot becomes visible, then the word is free
    /// again.
    ///
    /// The slot is read between two looks at the word. While the word is the same, the inserter has not
    /// returned, so the slot cannot be another's.
    private void confirm(long home, int commit) {
        long at = at(home, (commit & PENDING_MASK) - 1);
        long slot = buckets.getLongVolatile(at);
        if ((slot & TENTATIVE) != 0 && buckets.getIntVolatile(home + COMMIT) == commit) {
            boolean ignored = buckets.compareAndSetLong(at, slot, slot & ~TENTATIVE);
        }
        boolean ignored = buckets.compareAndSetInt(home + COMMIT, commit, commit & ~PENDING_MASK);
    }
}
