package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// A named pipe that is written to without ever waiting for its reader.
///
/// It is open for reading too, so that it can be opened before there is a reader and keeps what was written while
/// one is replaced. One thread writes.
public final class Fifo implements AutoCloseable {

    private static final int MODE = 0644;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOFOLLOW = 0x20000;
    private static final int O_CLOEXEC = 0x80000;

    // int mkfifo(const char *pathname, mode_t mode)
    private static final MethodHandle MKFIFO =
        NativeCalls.find("mkfifo", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    // int open(const char *pathname, int flags, ...)
    private static final MethodHandle OPEN =
        NativeCalls.find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    // ssize_t write(int fd, const void *buf, size_t count)
    private static final MethodHandle WRITE =
        NativeCalls.find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final Descriptor descriptor;

    private Fifo(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /// Opens the pipe of this name, which is made if there is none. A symbolic link is not followed.
    public static Fifo open(Path path) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment name = arena.allocateFrom(path.toString());
            int made = (int) MKFIFO.invokeExact(state, name, MODE);
            if (made < 0 && NativeCalls.errno(state) != Errno.EEXIST) {
                throw new SystemCallException("mkfifo(" + path + ")", NativeCalls.errno(state));
            }
            int number = (int) OPEN.invokeExact(state, name, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
            if (number < 0) {
                throw new SystemCallException("open(" + path + ")", NativeCalls.errno(state));
            }
            return new Fifo(new Descriptor(number, "fifo " + path));
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Writes all of it, or nothing and answers false because the pipe is full.
    ///
    /// @param bytes at most 4096, which Linux writes whole or not at all
    public boolean write(byte[] bytes) throws SystemCallException {
        if (bytes.length > 4096) {
            throw new IllegalArgumentException("length=" + bytes.length + " is more than is written whole");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment copy = arena.allocateFrom(JAVA_BYTE, bytes);
            long written = (long) WRITE.invokeExact(state, descriptor.number(), copy, (long) bytes.length);
            if (written < 0 && NativeCalls.errno(state) == Errno.EAGAIN) {
                return false;
            }
            if (written < 0) {
                throw new SystemCallException("write(" + descriptor + ")", NativeCalls.errno(state));
            }
            return true;
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
