package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Sends signals (kill(2)).
public final class Signals {

    public static final int KILL = 9;
    public static final int TERMINATE = 15;

    // int kill(pid_t pid, int sig)
    private static final MethodHandle KILL_CALL =
        NativeCalls.find("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private Signals() {
    }

    /// Signals a process and all others of its process group, of which it must be the leader. One that has ended is no
    /// error.
    public static void toGroup(long leader, int signal) throws SystemCallException {
        if (leader <= 1 || leader > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("leader=" + leader + " is not in 2..2147483647");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) KILL_CALL.invokeExact(state, (int) -leader, signal);
            if (answer < 0 && NativeCalls.errno(state) != Errno.ESRCH) {
                throw new SystemCallException("kill(-" + leader + ", " + signal + ")", NativeCalls.errno(state));
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }
}
