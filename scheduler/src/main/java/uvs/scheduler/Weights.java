package uvs.scheduler;

import java.util.function.IntUnaryOperator;

/// What the weights of all real servers have in common. Quiesced servers have no say.
final class Weights {

    private Weights() {
    }

    /// The greatest common divisor, or 0 when all weights are 0.
    static int greatestCommonDivisor(int size, IntUnaryOperator weight) {
        int divisor = 0;
        for (int position = 0; position < size; position++) {
            divisor = greatestCommonDivisor(divisor, weight.applyAsInt(position));
        }
        return divisor;
    }

    static int greatest(int size, IntUnaryOperator weight) {
        int greatest = 0;
        for (int position = 0; position < size; position++) {
            greatest = Math.max(greatest, weight.applyAsInt(position));
        }
        return greatest;
    }

    /// Euclid's; 0 divides nothing and so does not count.
    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
