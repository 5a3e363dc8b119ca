package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file descriptor that this process owns. Closed once, by whichever thread comes first.
public final class Descriptor implements AutoCloseable {

    // int close(int fd)
    private static final MethodHandle CLOSE =
        NativeCalls.find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int number;
    private final String what;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param what for messages, as `packet socket on eth0`
    Descriptor(int number, String what) {
        this.number = number;
        this.what = what;
    }

    public int number() {
        return number;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            // Linux releases the descriptor whatever close answers, so there is nothing to do about an error.
            int ignored = (int) CLOSE.invokeExact(state, number);
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
