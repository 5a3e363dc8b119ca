package uvs.dataplane.conn;

/// What a slot of the index says: which line may be looked for, and under which hash.
///
/// ```
///  fingerprint (16) | generation (16) | direction (1) | tentative (1) | frozen (1) | line + 1 (29)
/// ```
///
/// A free slot is 0, or nothing but frozen. The fingerprint is the low end of the hash and never 0; the high end is the place.
final class Slot {

    static final int FORWARD = 0;
    static final int REPLY = 1;

    /// Claimed by an inserter that has not committed: no search sees it.
    static final long TENTATIVE = 1L << 30;
    /// Never changes again: its segment moves, or has moved.
    static final long FROZEN = 1L << 29;

    private static final long DIRECTION = 1L << 31;
    private static final int LINE_MASK = (1 << 29) - 1;
    private static final int FINGERPRINT_SHIFT = 48;
    private static final int GENERATION_SHIFT = 32;
    private static final int MASK = 0xffff;

    private Slot() {
    }

    static long of(long hash, int direction, int line, int generation) {
        return fingerprintOf(hash) << FINGERPRINT_SHIFT | (long) (generation & MASK) << GENERATION_SHIFT
            | (direction == REPLY ? DIRECTION : 0) | (line + 1);
    }

    static long fingerprintOf(long hash) {
        long bits = hash & MASK;
        return bits == 0 ? 1 : bits;
    }

    static long fingerprint(long slot) {
        return slot >>> FINGERPRINT_SHIFT;
    }

    static boolean isFree(long slot) {
        return ((int) slot & LINE_MASK) == 0;
    }

    static int line(long slot) {
        return ((int) slot & LINE_MASK) - 1;
    }

    static boolean isReply(long slot) {
        return (slot & DIRECTION) != 0;
    }

    static boolean isTentative(long slot) {
        return (slot & TENTATIVE) != 0;
    }

    /// Whether a line's control word is of the generation that the slot is for.
    static boolean isFor(long slot, long control) {
        return ((control ^ slot) >>> GENERATION_SHIFT & MASK) == 0;
    }
}
