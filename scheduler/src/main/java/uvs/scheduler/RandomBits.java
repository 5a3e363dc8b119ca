package uvs.scheduler;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;

/// Where `twos` gets its random numbers when nobody gives it others.
final class RandomBits {

    /// A generator for each thread, so that forwarders do not meet.
    static final IntSupplier PER_THREAD = () -> ThreadLocalRandom.current().nextInt();

    private RandomBits() {
    }
}
