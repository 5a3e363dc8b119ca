package uvs.scheduler;

import java.util.function.IntSupplier;

/// `twos`: two servers are drawn at random, by weight and with replacement, and the one with less overhead for its
/// weight is chosen; the first one drawn when they are equal.
///
/// A number is drawn from 0 to the sum of the weights, both included, and each available server takes its weight
/// of them; 0 falls to the first. So of a sum of W the first has (weight + 1) chances in W + 1.
///
/// M. Mitzenmacher, A. Richa, R. Sitaraman: The Power of Two Random Choices (2001).
final class TwoRandomChoices extends MemorylessScheduler {

    private final IntSupplier random;

    TwoRandomChoices(IntSupplier random) {
        this.random = random;
    }

    @Override
    int pick(Pool servers) {
        long sum = 0;
        int size = servers.size();
        for (int position = 0; position < size; position++) {
            if (Availability.takes(servers, position)) {
                sum += servers.weight(position);
            }
        }
        if (sum == 0) {
            return NONE;
        }

        int one = drawn(servers, upTo(sum));
        int other = drawn(servers, upTo(sum));
        if (one == NONE || other == NONE) {
            return Math.max(one, other);
        }
        // In 32 bits, which may wrap: so the kernel compares here, unlike wlc.
        int overheadOfOne = servers.weight(other) * LeastLoad.overhead(servers, one);
        int overheadOfOther = servers.weight(one) * LeastLoad.overhead(servers, other);
        return overheadOfOne > overheadOfOther ? other : one;
    }

    /// A number from 0 to `greatest`, both included: 32 random bits, scaled.
    private long upTo(long greatest) {
        return Math.unsignedMultiplyHigh(Integer.toUnsignedLong(random.getAsInt()) << 32, greatest + 1);
    }

    /// The server that a number falls to. [#NONE] only when servers became overloaded since the weights were summed.
    private static int drawn(Pool servers, long number) {
        long left = number;
        int size = servers.size();
        for (int position = 0; position < size; position++) {
            if (Availability.takes(servers, position)) {
                left -= servers.weight(position);
                if (left <= 0) {
                    return position;
                }
            }
        }
        return NONE;
    }
}
