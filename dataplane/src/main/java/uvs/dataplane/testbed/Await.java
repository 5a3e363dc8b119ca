package uvs.dataplane.testbed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for something that announces itself by nothing but being so.
public final class Await {

    private static final long LOOK_EVERY_NS = Duration.ofMillis(5).toNanos();

    private Await() {
    }

    /// Returns as soon as the condition holds.
    ///
    /// @param what what is awaited, for the message: "the real server is back in the table"
    /// @throws TestbedException if it does not hold within `limit`
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        until(() -> what, limit, condition);
    }

    /// As the other, with a message made only when it is needed: so it can tell the state that was found.
    public static void until(Supplier<String> what, Duration limit, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new TestbedException("waited " + limit.toMillis() + " ms in vain: " + what.get());
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new TestbedException("interrupted while waiting: " + what.get());
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }
}
