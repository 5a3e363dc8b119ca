package uvs.scheduler;

/// Whether a real server takes new connections at all.
final class Availability {

    private Availability() {
    }

    /// Not quiesced, and below its thresholds.
    static boolean takes(Pool pool, int position) {
        return pool.weight(position) > 0 && !pool.overloaded(position);
    }
}
