package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// How the kernel schedules the calling thread (sched(7)). Each call is about that thread alone.
public final class Scheduling {

    private static final int SCHED_RR = 2;
    /// Children, and what they run, do not inherit the priority.
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
    private static final int PRIO_PROCESS = 0;
    private static final int CPU_SET_SIZE = 128;
    private static final int THIS_THREAD = 0;

    // int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
    private static final MethodHandle SCHED_SETSCHEDULER =
        NativeCalls.find("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    // int setpriority(int which, id_t who, int prio)
    private static final MethodHandle SETPRIORITY =
        NativeCalls.find("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    // int sched_setaffinity(pid_t pid, size_t cpusetsize, const cpu_set_t *mask)
    private static final MethodHandle SCHED_SETAFFINITY =
        NativeCalls.find("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

    private Scheduling() {
    }

    /// `SCHED_RR`: before every ordinary thread, however busy those are.
    ///
    /// @param priority 1 to 99
    public static void realTime(int priority) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
            int answer =
                (int) SCHED_SETSCHEDULER.invokeExact(state, THIS_THREAD, SCHED_RR | SCHED_RESET_ON_FORK, parameter);
            check(answer, state, "sched_setscheduler(SCHED_RR, " + priority + ")");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// @param niceness -20, the most time, to 19
    public static void niceness(int niceness) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) SETPRIORITY.invokeExact(state, PRIO_PROCESS, THIS_THREAD, niceness);
            check(answer, state, "setpriority(" + niceness + ")");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// @param cpus by number, less than 1024
    public static void affinity(List<Integer> cpus) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment set = arena.allocate(CPU_SET_SIZE, 8);
            for (int cpu : cpus) {
                set.set(JAVA_BYTE, cpu / 8, (byte) (set.get(JAVA_BYTE, cpu / 8) | 1 << cpu % 8));
            }
            int answer = (int) SCHED_SETAFFINITY.invokeExact(state, THIS_THREAD, (long) CPU_SET_SIZE, set);
            check(answer, state, "sched_setaffinity(" + cpus + ")");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    private static void check(int answer, MemorySegment state, String call) throws SystemCallException {
        if (answer < 0) {
            throw new SystemCallException(call, NativeCalls.errno(state));
        }
    }
}
