package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Waits until one of a few descriptors can be read, or until another thread calls [#wake].
///
/// One thread awaits; any thread may wake it.
public final class Poller implements AutoCloseable {

    private static final int POLLFD_SIZE = 8;
    private static final short POLLIN = 1;
    private static final int EFD_NONBLOCK_AND_CLOEXEC = 0x80800;

    private static final int TIMESPEC_SIZE = 16;
    private static final long SECOND_NS = 1_000_000_000;

    // int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const sigset_t *sigmask)
    private static final MethodHandle PPOLL =
        NativeCalls.find("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    // int eventfd(unsigned int initval, int flags)
    private static final MethodHandle EVENTFD =
        NativeCalls.find("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    // ssize_t read(int fd, void *buf, size_t count)
    private static final MethodHandle READ =
        NativeCalls.find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    // ssize_t write(int fd, const void *buf, size_t count)
    private static final MethodHandle WRITE =
        NativeCalls.find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final Arena arena = Arena.ofShared();
    private final Descriptor wakeUp;
    private final MemorySegment timeout = arena.allocate(TIMESPEC_SIZE, 8);
    private MemorySegment polled;
    private int count;
    private final MemorySegment state = NativeCalls.stateIn(arena);
    private final MemorySegment eight = arena.allocate(JAVA_LONG);

    public Poller(Descriptor... readable) throws SystemCallException {
        wakeUp = openEventFd();
        watch(List.of(readable));
    }

    /// Watches these descriptors from now on, and no others. For the thread that awaits; seldom, since the memory of
    /// the former list is kept until the end.
    public void watch(List<Descriptor> readable) {
        count = readable.size() + 1;
        polled = arena.allocate((long) POLLFD_SIZE * count, JAVA_INT.byteAlignment());
        watch(0, wakeUp);
        for (int i = 0; i < readable.size(); i++) {
            watch(i + 1, readable.get(i));
        }
    }

    private void watch(int index, Descriptor descriptor) {
        polled.set(JAVA_INT, (long) index * POLLFD_SIZE, descriptor.number());
        polled.set(JAVA_SHORT, (long) index * POLLFD_SIZE + 4, POLLIN);
    }

    /// Waits for at most `timeoutMs` milliseconds; -1 waits without end, 0 not at all.
    public void await(int timeoutMs) throws SystemCallException {
        if (timeoutMs < 0) {
            await(MemorySegment.NULL);
        } else {
            awaitNs(timeoutMs * 1_000_000L);
        }
    }

    /// Waits for at most `timeoutNs` nanoseconds, as exactly as the kernel's timers are.
    public void awaitNs(long timeoutNs) throws SystemCallException {
        timeout.set(JAVA_LONG, 0, Math.max(0, timeoutNs) / SECOND_NS);
        timeout.set(JAVA_LONG, 8, Math.max(0, timeoutNs) % SECOND_NS);
        await(timeout);
    }

    private void await(MemorySegment timespec) throws SystemCallException {
        try {
            int ready =
                (int) PPOLL.invokeExact(state, polled, (long) count, timespec, MemorySegment.NULL);
            if (ready < 0 && NativeCalls.errno(state) != Errno.EINTR) {
                throw new SystemCallException("ppoll(" + count + " descriptors)", NativeCalls.errno(state));
            }
            if (ready > 0 && polled.get(JAVA_SHORT, 6) != 0) {
                long ignored = (long) READ.invokeExact(state, wakeUp.number(), eight, 8L);
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Makes the present or the next [#await] return. May be called by any thread.
    public void wake() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment one = own.allocateFrom(JAVA_LONG, 1L);
            // It fails only when the counter is at its maximum, and then the wake-up is pending anyway.
            long ignored = (long) WRITE.invokeExact(NativeCalls.stateIn(own), wakeUp.number(), one, 8L);
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    @Override
    public void close() {
        wakeUp.close();
        arena.close();
    }

    private static Descriptor openEventFd() throws SystemCallException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(own);
            int number = (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK_AND_CLOEXEC);
            if (number < 0) {
                throw new SystemCallException("eventfd(0)", NativeCalls.errno(state));
            }
            return new Descriptor(number, "event descriptor");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }
}
