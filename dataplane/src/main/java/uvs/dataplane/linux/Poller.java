package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Waits until one of a few descriptors can be read, or until another thread calls [#wake].
///
/// One thread awaits; any thread may wake it.
public final class Poller implements AutoCloseable {

    private static final int POLLFD_SIZE = 8;
    private static final short POLLIN = 1;
    private static final int EFD_NONBLOCK_AND_CLOEXEC = 0x80800;

    // int poll(struct pollfd *fds, nfds_t nfds, int timeout)
    private static final MethodHandle POLL =
        NativeCalls.find("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
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
    private final MemorySegment polled;
    private final int count;
    private final MemorySegment state = NativeCalls.stateIn(arena);
    private final MemorySegment eight = arena.allocate(JAVA_LONG);

    public Poller(Descriptor... readable) throws SystemCallException {
        wakeUp = openEventFd();
        count = readable.length + 1;
        polled = arena.allocate((long) POLLFD_SIZE * count, JAVA_INT.byteAlignment());
        watch(0, wakeUp);
        for (int i = 0; i < readable.length; i++) {
            watch(i + 1, readable[i]);
        }
    }

    private void watch(int index, Descriptor descriptor) {
        polled.set(JAVA_INT, (long) index * POLLFD_SIZE, descriptor.number());
        polled.set(JAVA_SHORT, (long) index * POLLFD_SIZE + 4, POLLIN);
    }

    /// Waits for at most `timeoutMs` milliseconds; -1 waits without end, 0 not at all.
    public void await(int timeoutMs) throws SystemCallException {
        try {
            int ready = (int) POLL.invokeExact(state, polled, (long) count, timeoutMs);
            if (ready < 0 && NativeCalls.errno(state) != Errno.EINTR) {
                throw new SystemCallException("poll(" + count + " descriptors)", NativeCalls.errno(state));
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
