package uvs.dataplane.conn;

/// One worker's way of changing the index; nobody else may use it. Whatever it does, it finds the segment that is in force,
/// and has one that is about to move moved first.
final class IndexWriter {

    /// How many buckets are moved for each entry while the index grows. It is seven tenths full when it begins to, and eight
    /// when all has moved, though nothing comes but new connections.
    private static final int BUCKETS_AN_ENTRY = 1;
    /// How many in each cycle.
    private static final int BUCKETS_A_CYCLE = 8;

    private final ConnectionIndex index;
    private final int worker;
    private final SegmentWriter segments;
    private final IndexMove move;

    IndexWriter(ConnectionTable table, int worker, long[] secret) {
        this.index = table.index();
        this.worker = worker;
        this.segments = new SegmentWriter(index);
        this.move = new IndexMove(table, segments, secret);
    }

    /// Once in a cycle, while no place in the index is remembered.
    void cycle() {
        move.advance(BUCKETS_A_CYCLE);
        index.look(worker);
    }

    /// Has the index grow when it is too small for so many connections.
    void fit(long connections) {
        if (connections > ConnectionIndex.connectionsAt(ConnectionIndex.level(index.shape()))) {
            index.grow();
        }
    }

    /// Puts a filled line in under a key that may be there already.
    ///
    /// @param other laid over the connection that has the key already
    /// @return [SegmentWriter#INSERTED], [SegmentWriter#FULL], or the slot of that connection
    long insert(ConnectionKey key, long hash, int direction, int line, int generation, Connection other) {
        move.advance(BUCKETS_AN_ENTRY);
        long slot = Slot.of(hash, direction, line, generation);
        while (true) {
            long home = home(hash);
            long answer = segments.enter(home, key, slot, SegmentWriter.NOWHERE, other);
            if (answer == SegmentWriter.AWAY) {
                help(hash);
            } else if (answer != SegmentWriter.FULL || !makeRoom(hash, home)) {
                return answer;
            }
        }
    }

    /// Puts a filled line in under a key; the newest connection has it, as in IPVS, should two real ones
    /// share it.
    ///
    /// @return [SegmentWriter#INSERTED], [SegmentWriter#FULL], or the slot which was displaced
    long insertNewest(
        ConnectionKey key, long hash, int direction, int line, int generation, Connection other) {
        long slot = Slot.of(hash, direction, line, generation);
        while (true) {
            long existing = insert(key, hash, direction, line, generation, other);
            if (existing == SegmentWriter.INSERTED || existing == SegmentWriter.FULL
                || segments.replace(home(hash), existing, slot)) {
                return existing;
            }
        }
    }

    /// Takes a line out. Answers whether it was there: a displaced one is not.
    boolean remove(long hash, int direction, int line, int generation) {
        long slot = Slot.of(hash, direction, line, generation);
        while (true) {
            long home = home(hash);
            if (segments.remove(home, slot)) {
                return true;
            }
            if (!segments.isFrozen(home)) {
                return false;
            }
            help(hash);
        }
    }

    /// The home of a hash where it may be written.
    private long home(long hash) {
        int shape = index.shape();
        int level = ConnectionIndex.level(shape);
        if (!ConnectionIndex.isGrowing(shape)) {
            return Segment.home(hash, level);
        }
        int segment = Segment.of(hash, level);
        int state = index.state(segment);
        if (state == Segment.OPEN) {
            return Segment.home(hash, level);
        }
        if (state != Segment.MOVED) {
            move.finish(segment);
        }
        return Segment.home(hash, level + 1);
    }

    /// The home of a hash was frozen: has its segment moved, if that is not over.
    private void help(long hash) {
        int shape = index.shape();
        if (ConnectionIndex.isGrowing(shape)) {
            int segment = Segment.of(hash, ConnectionIndex.level(shape));
            if (index.state(segment) != Segment.MOVED) {
                move.finish(segment);
            }
        }
    }

    /// A segment is full, as only one of very many can be: the index grows, beginning with that one.
    ///
    /// @return whether there is room now
    private boolean makeRoom(long hash, long full) {
        index.grow();
        if (home(hash) != full) {
            return true;
        }
        if (!ConnectionIndex.isGrowing(index.shape())) {
            return false;
        }
        help(hash);
        return home(hash) != full;
    }
}
