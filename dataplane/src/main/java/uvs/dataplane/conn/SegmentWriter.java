package uvs.dataplane.conn;

import java.lang.invoke.VarHandle;

/// How a segment of the index is changed, by any worker at any time.
///
/// Two workers may insert the same key at once. Each first takes a slot, tentatively: no search sees it. Then
/// it reads the commit word of the *home* bucket, which both keys share, searches for the key, and commits by
/// compare-and-set of that word, which names the slot as pending. So between the search and the commit no
/// other key of this home can have been committed. A pending slot is confirmed by whoever meets it first,
/// which keeps a sleeping worker from holding up the others.
///
/// A segment that is to move is frozen: first its commit words, so that nothing is committed any more, then its slots, so
/// that nothing goes. Whoever meets that is told to have it moved first, by [#AWAY].
final class SegmentWriter {

    /// Answers of [#enter], beside the slot that is in the way.
    static final long INSERTED = 0;
    static final long FULL = -1;
    static final long AWAY = -2;

    /// No segment that is being copied: see [#enter].
    static final int NOWHERE = 0;

    private final ConnectionIndex index;
    private final OffHeap buckets;

    SegmentWriter(ConnectionIndex index) {
        this.index = index;
        this.buckets = index.buckets();
    }

    /// Puts a slot in under a key that may be there already.
    ///
    /// @param source a segment that this is copied from: it goes in only while that is still being copied. Or [#NOWHERE]
    /// @param other  laid over the connection that has the key already
    /// @return [#INSERTED], [#FULL], [#AWAY], or the slot of that connection
    long enter(long home, ConnectionKey key, long slot, int source, Connection other) {
        long tentative = slot | Slot.TENTATIVE;
        int place = claim(home, tentative);
        if (place < 0) {
            return isFrozen(home) ? AWAY : FULL;
        }
        while (true) {
            int commit = commit(home);
            // The state is read after the commit word: with COPIED every commit word is changed before others write here.
            if ((commit & Segment.FROZEN) != 0 || source != NOWHERE && index.state(source) >= Segment.COPIED) {
                boolean ignored = release(home, place, tentative);
                return AWAY;
            }
            if ((commit & Segment.PENDING_MASK) != 0) {
                confirm(home, commit);
                continue;
            }
            long existing = index.search(home, Slot.fingerprint(slot), key, other);
            if (existing != 0) {
                boolean ignored = release(home, place, tentative);
                return existing & ~Slot.FROZEN;
            }
            int committed = (commit & -Segment.VERSION) + Segment.VERSION | place + 1;
            if (buckets.compareAndSetInt(home + Segment.COMMIT, commit, committed)) {
                confirm(home, committed);
                return INSERTED;
            }
        }
    }

    /// Takes a slot out. Answers whether it was there: a displaced one is not.
    boolean remove(long home, long slot) {
        int place = find(home, slot);
        return place >= 0 && release(home, place, slot);
    }

    /// Puts a slot in another one's place. Answers whether that was there.
    boolean replace(long home, long old, long slot) {
        int place = find(home, old);
        return place >= 0 && buckets.compareAndSetLong(Segment.at(home, place), old, slot);
    }

    /// Whether nothing is inserted any more under this home: then what was not found, or not changed, may be frozen.
    boolean isFrozen(long home) {
        VarHandle.loadLoadFence();
        return (commit(home) & Segment.FROZEN) != 0;
    }

    /// Freezes a whole segment. Others may do so at the same time.
    void freeze(int segment) {
        long start = Segment.offset(segment);
        long end = start + Segment.SIZE;
        for (long bucket = start; bucket < end; bucket += Segment.BUCKET_SIZE) {
            freezeCommit(bucket);
        }
        for (long bucket = start; bucket < end; bucket += Segment.BUCKET_SIZE) {
            for (int i = 0; i < Segment.SLOTS; i++) {
                freezeSlot(Segment.slotAt(bucket, i));
            }
        }
    }

    private void freezeCommit(long home) {
        while (true) {
            int commit = commit(home);
            if ((commit & Segment.FROZEN) != 0) {
                return;
            }
            if ((commit & Segment.PENDING_MASK) != 0) {
                confirm(home, commit);
            } else if (buckets.compareAndSetInt(home + Segment.COMMIT, commit, commit | Segment.FROZEN)) {
                return;
            }
        }
    }

    private void freezeSlot(long at) {
        while (true) {
            long slot = buckets.getLongVolatile(at);
            if ((slot & Slot.FROZEN) != 0 || buckets.compareAndSetLong(at, slot, slot | Slot.FROZEN)) {
                return;
            }
        }
    }

    /// Makes every copy into a segment fail that read the commit word before its source was copied.
    void endCopying(int segment, int source) {
        long end = Segment.offset(segment + 1);
        for (long home = Segment.offset(segment); home < end; home += Segment.BUCKET_SIZE) {
            while (true) {
                int commit = commit(home);
                if (index.state(source) != Segment.COPIED) {
                    // Somebody else has been through, and now the segment is written to.
                    return;
                }
                if ((commit & Segment.PENDING_MASK) != 0) {
                    confirm(home, commit);
                } else if (buckets.compareAndSetInt(home + Segment.COMMIT, commit, commit + Segment.VERSION)) {
                    break;
                }
            }
        }
    }

    private int commit(long home) {
        return buckets.getIntVolatile(home + Segment.COMMIT);
    }

    /// The place of a slot, or -1.
    private int find(long home, long slot) {
        long bucket = home;
        for (int step = 0; step < Segment.BUCKETS; step++) {
            for (int i = 0; i < Segment.SLOTS; i++) {
                if (buckets.getLongOpaque(Segment.slotAt(bucket, i)) == slot) {
                    return step * Segment.SLOTS + i;
                }
            }
            if (buckets.getIntOpaque(bucket + Segment.OVERFLOW) == 0) {
                return -1;
            }
            bucket = Segment.next(bucket);
        }
        return -1;
    }

    /// Takes the first free slot on the way from home, and counts itself at every bucket passed by. Answers
    /// the place, or -1.
    private int claim(long home, long tentative) {
        long bucket = home;
        for (int step = 0; step < Segment.BUCKETS; step++) {
            for (int i = 0; i < Segment.SLOTS; i++) {
                long at = Segment.slotAt(bucket, i);
                if (buckets.getLongOpaque(at) == 0 && buckets.compareAndSetLong(at, 0L, tentative)) {
                    return step * Segment.SLOTS + i;
                }
            }
            buckets.addInt(bucket + Segment.OVERFLOW, 1);
            bucket = Segment.next(bucket);
        }
        countDown(home, Segment.BUCKETS);
        return -1;
    }

    /// Frees a slot that holds `expected`, and counts it down at the buckets on the way there.
    private boolean release(long home, int place, long expected) {
        if (!buckets.compareAndSetLong(Segment.at(home, place), expected, 0L)) {
            return false;
        }
        countDown(home, place / Segment.SLOTS);
        return true;
    }

    private void countDown(long home, int passed) {
        long bucket = home;
        for (int step = 0; step < passed; step++) {
            buckets.addInt(bucket + Segment.OVERFLOW, -1);
            bucket = Segment.next(bucket);
        }
    }

    /// Finishes the insertion that a commit word names: its slot becomes visible, then the word is free
    /// again.
    ///
    /// The slot is read between two looks at the word. While the word is the same, the inserter has not
    /// returned, so the slot cannot be another's.
    private void confirm(long home, int commit) {
        long at = Segment.at(home, (commit & Segment.PENDING_MASK) - 1);
        long slot = buckets.getLongVolatile(at);
        if (Slot.isTentative(slot) && commit(home) == commit) {
            boolean ignored = buckets.compareAndSetLong(at, slot, slot & ~Slot.TENTATIVE);
        }
        boolean ignored = buckets.compareAndSetInt(home + Segment.COMMIT, commit, commit & ~Segment.PENDING_MASK);
    }
}
