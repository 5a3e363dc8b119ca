package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How the kernel schedules threads (sched(7)): the calling one, where nothing else is said.
public final class Scheduling {

    private static final int SCHED_RR = 2;
    /// Children, and what they run, do not inherit the priority.
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
    private static final int PRIO_PROCESS = 0;
    private static final int CPU_SET_SIZE = 128;
    private static final int THIS_THREAD = 0;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String SAFEPOINT_THREAD = "VM Thread";

    // int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
    private static final MethodHandle SCHED_SETSCHEDULER =
        NativeCalls.find("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    // int setpriority(int which, id_t who, int prio)
    private static final MethodHandle SETPRIORITY =
        NativeCalls.find("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    // int sched_setaffinity(pid_t pid, size_t cpusetsize, const cpu_set_t *mask)
    private static final MethodHandle SCHED_SETAFFINITY =
        NativeCalls.find("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

    // int mlockall(int flags)
    private static final MethodHandle MLOCKALL =
        NativeCalls.find("mlockall", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Scheduling() {
    }

    /// `SCHED_RR`: before every ordinary thread, however busy those are.
    ///
    /// @param priority 1 to 99
    public static void realTime(int priority) throws SystemCallException {
        realTime(THIS_THREAD, priority);
    }

    /// `SCHED_RR` for the thread of the JVM itself that stops all others, at a safepoint, and collects garbage. While it
    /// waits for a processor, a thread that came back from a system call waits for it.
    ///
    /// @param priority 1 to 99
    /// @throws SystemCallException if there is no such thread: `ENOENT`; and as for the calling thread
    public static void realTimeSafepoints(int priority) throws SystemCallException {
        realTime(safepointThread(), priority);
    }

    private static int safepointThread() throws SystemCallException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(SAFEPOINT_THREAD)) {
                    return Integer.parseInt(thread.getFileName().toString());
                }
            }
        } catch (IOException _) {
            // A thread ended meanwhile, or there is no /proc.
        }
        throw new SystemCallException("a thread named '" + SAFEPOINT_THREAD + "' in " + THREADS, Errno.ENOENT);
    }

    /// Keeps what this process has in memory there, once it has been there (mlockall(2)): nothing waits for a disk later.
    /// Memory that is only reserved stays so.
    public static void lockMemory() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            check((int) MLOCKALL.invokeExact(state, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT), state, "mlockall()");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    private static void realTime(int thread, int priority) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
            int answer =
                (int) SCHED_SETSCHEDULER.invokeExact(state, thread, SCHED_RR | SCHED_RESET_ON_FORK, parameter);
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
