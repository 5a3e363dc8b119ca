package uvs.dataplane.conn;

/// Where things stand in the index.
///
/// The index has levels. Level *n* has 2^*n* segments of 64 buckets, and a bucket is a cache line:
///
/// ```
///  0  commit: version (21) | frozen (1) | pending (10)      4  overflow     8, 16 … 56  seven slots
/// ```
///
/// Segments are numbered through all levels, as the nodes of a heap: 1 is all of level 0, 2 and 3 are level 1, and what is in a
/// segment moves to its halves, of twice its number and one more. A segment's number is its place in memory. The high end of
/// a hash tells the segment and in it the home bucket; what does not fit there goes into the next one with room, after the
/// last into the first of the same segment, and every bucket passed by counts it in `overflow`.
final class Segment {

    static final int BUCKET_SIZE = 64;
    static final int BUCKETS = 64;
    static final int SIZE = BUCKETS * BUCKET_SIZE;
    /// In a bucket.
    static final int SLOTS = 7;

    static final int COMMIT = 0;
    static final int OVERFLOW = 4;

    /// In a commit word: the place of the slot that is being inserted plus one, or 0.
    static final int PENDING_MASK = (1 << 10) - 1;
    /// In a commit word: nothing is inserted here any more.
    static final int FROZEN = 1 << 10;
    static final int VERSION = 1 << 11;

    /// What has become of a segment: at first nothing.
    static final int OPEN = 0;
    /// Nothing in it changes any more; searches go on here, and what is to be changed is moved first.
    static final int STILL = 1;
    /// All of it is in its halves; searches go on there, nothing is changed yet.
    static final int COPIED = 2;
    /// The halves have taken its place.
    static final int MOVED = 3;

    private static final int BUCKET_BITS = 6;
    private static final int SEGMENT_MASK = SIZE - 1;

    private Segment() {
    }

    /// The segment in which a hash stands at a level.
    static int of(long hash, int level) {
        return (int) (heap(hash) >>> Long.SIZE - 1 - level);
    }

    /// The bucket of a hash at a level.
    static long home(long hash, int level) {
        return heap(hash) >>> Long.SIZE - 1 - BUCKET_BITS - level << BUCKET_BITS;
    }

    private static long heap(long hash) {
        return hash >>> 1 | Long.MIN_VALUE;
    }

    static int level(int segment) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(segment);
    }

    static long offset(int segment) {
        return (long) segment * SIZE;
    }

    /// The bucket after one, in the same segment.
    static long next(long bucket) {
        return bucket & ~SEGMENT_MASK | bucket + BUCKET_SIZE & SEGMENT_MASK;
    }

    static long slotAt(long bucket, int index) {
        return bucket + 8 + 8L * index;
    }

    /// Where a place is: the steps from home times seven plus the index in the bucket.
    static long at(long home, int place) {
        long bucket = home & ~SEGMENT_MASK | home + (long) (place / SLOTS) * BUCKET_SIZE & SEGMENT_MASK;
        return slotAt(bucket, place % SLOTS);
    }
}
