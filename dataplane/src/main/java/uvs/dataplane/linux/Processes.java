package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Signals to groups of processes, which Java cannot send.
public final class Processes {

    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    // int kill(pid_t pid, int sig)
    private static final MethodHandle KILL =
        NativeCalls.find("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private Processes() {
    }

    /// Sends a signal to every process of a group. Answers false if there is none left.
    ///
    /// @param leader the group's number, which is the process id of its first process
    public static boolean signalGroup(long leader, int signal) throws SystemCallException {
        if (leader <= 1) {
            throw new IllegalArgumentException("leader=" + leader + " would mean every process");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) KILL.invokeExact(state, (int) -leader, signal);
            if (answer < 0 && NativeCalls.errno(state) == Errno.ESRCH) {
                return false;
            }
            if (answer < 0) {
                throw new SystemCallException("kill(" + -leader + ", " + signal + ")", NativeCalls.errno(state));
            }
            return true;
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }
}
