package uvs.healthcheck;

import uvs.config.HealthChecker.FileCheck;

/// What the number in a track file means for a real server.
///
/// @param weight what it adds to the server's weight
record FileVerdict(boolean up, long weight) {

    /// The number times the check's weight is added to the server's weight. With a weight of 0 any number but 0
    /// takes the server down; so does a product at or below the least number that a weight can have.
    static FileVerdict of(FileCheck check, int value) {
        if (check.weight() == 0) {
            return new FileVerdict((value == 0) != check.reverse(), 0);
        }
        long product = (long) value * check.weight() * (check.reverse() ? -1 : 1);
        return new FileVerdict(
            product > Integer.MIN_VALUE, Math.clamp(product, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
}
