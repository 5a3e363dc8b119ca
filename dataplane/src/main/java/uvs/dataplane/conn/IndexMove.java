package uvs.dataplane.conn;

import java.lang.invoke.VarHandle;

/// One worker's part in the growth of the index: it moves segments into their halves at the next level.
///
/// A segment is frozen, then each of its slots is entered below as if it were new, which does nothing when another worker has
/// done so already; then it counts as copied, and searches go below; then, when no copy can come late, it has moved, and is
/// changed below. A worker that wants to change something in a frozen segment moves all of it first, so nobody waits for
/// a worker that sleeps.
final class IndexMove {

    /// Lines fetched together, so that their cache misses overlap.
    private static final int BUCKETS_AT_ONCE = 8;

    private final ConnectionIndex index;
    private final SegmentWriter segments;
    private final OffHeap buckets;
    private final OffHeap lines;
    private final long[] secret;
    private final Connection view;
    private final Connection other;
    private final ConnectionKey key = new ConnectionKey();

    /// The segment that this worker moves bit by bit, or 0, and its next bucket; -1 while it is not frozen.
    private int current;
    private int bucket;

    /// What was fetched, added up: a load whose value is used nowhere could be left out.
    private long fetched;

    IndexMove(ConnectionTable table, SegmentWriter segments, long[] secret) {
        this.index = table.index();
        this.segments = segments;
        this.buckets = index.buckets();
        this.lines = table.lines();
        this.secret = secret;
        this.view = table.newView();
        this.other = table.newView();
    }

    /// Does a little, when the index grows: freezes a segment, or moves so many buckets of it.
    void advance(int limit) {
        if (current == 0) {
            int shape = index.shape();
            current = ConnectionIndex.isGrowing(shape) ? index.nextToMove(ConnectionIndex.level(shape)) : 0;
            bucket = -1;
        }
        if (current != 0) {
            step(limit);
        }
    }

    private void step(int limit) {
        if (index.state(current) >= Segment.COPIED) {
            settle(current);
            current = 0;
        } else if (bucket < 0) {
            freeze(current);
            bucket = 0;
        } else {
            int end = Math.min(bucket + limit, Segment.BUCKETS);
            copy(current, bucket, end);
            bucket = end;
            if (end == Segment.BUCKETS) {
                settle(current);
                current = 0;
            }
        }
    }

    /// Moves a segment now, whoever has begun to.
    void finish(int segment) {
        if (index.state(segment) < Segment.COPIED) {
            freeze(segment);
            for (int first = 0; first < Segment.BUCKETS; first += BUCKETS_AT_ONCE) {
                copy(segment, first, first + BUCKETS_AT_ONCE);
            }
        }
        settle(segment);
    }

    private void freeze(int segment) {
        if (index.state(segment) == Segment.OPEN) {
            segments.freeze(segment);
            boolean ignored = index.changeState(segment, Segment.OPEN, Segment.STILL);
        }
    }

    /// Only for who has copied all of it, or knows that another has.
    private void settle(int segment) {
        boolean ignored = index.changeState(segment, Segment.STILL, Segment.COPIED);
        segments.endCopying(2 * segment, segment);
        segments.endCopying(2 * segment + 1, segment);
        if (index.changeState(segment, Segment.COPIED, Segment.MOVED)) {
            index.countMoved(Segment.level(segment));
        }
    }

    private void copy(int segment, int from, int to) {
        long start = Segment.offset(segment) + (long) from * Segment.BUCKET_SIZE;
        long end = Segment.offset(segment) + (long) to * Segment.BUCKET_SIZE;
        long sum = 0;
        for (long at = start; at < end; at += Segment.BUCKET_SIZE) {
            for (int i = 0; i < Segment.SLOTS; i++) {
                sum += index.touchLine(plain(Segment.slotAt(at, i)));
            }
        }
        fetched += sum;
        for (long at = start; at < end; at += Segment.BUCKET_SIZE) {
            for (int i = 0; i < Segment.SLOTS; i++) {
                long slot = plain(Segment.slotAt(at, i));
                if (!Slot.isFree(slot)) {
                    copy(segment, slot);
                }
            }
        }
    }

    /// A frozen slot as it was before; 0 for one that was never committed.
    private long plain(long at) {
        long slot = buckets.getLongOpaque(at) & ~Slot.FROZEN;
        return Slot.isTentative(slot) ? 0 : slot;
    }

    /// A line that has ended since was taken out below, or was never to be found.
    ///
    /// There is room: the slots of both halves are twice as many, and only this segment's are copied there.
    private void copy(int segment, long slot) {
        int line = Slot.line(slot);
        long control = lines.getLongAcquire(Line.offset(line) + Line.CONTROL);
        if (!Slot.isFor(slot, control)) {
            return;
        }
        boolean reply = Slot.isReply(slot);
        view.wrap(line, Line.generation(control), reply);
        ConnectionKey under = reply ? view.replyKey(key) : view.forwardKey(key);
        VarHandle.loadLoadFence();
        if (view.isValid()) {
            long hash = under.hash(secret);
            long ignored = segments.enter(
                Segment.home(hash, Segment.level(segment) + 1), under, slot, segment, other);
        }
    }
}
