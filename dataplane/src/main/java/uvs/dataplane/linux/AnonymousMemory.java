package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory of zeroes that costs nothing until it is touched (mmap(2)); an arena would write the zeroes at
/// once.
public final class AnonymousMemory {

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 0x1;
    private static final int MAP_PRIVATE = 0x2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MAP_POPULATE = 0x8000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;

    private static final long HUGE_PAGE = 2 << 20;

    // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
    private static final MethodHandle MMAP = NativeCalls.find("mmap",
        FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    // int munmap(void *addr, size_t length)
    private static final MethodHandle MUNMAP =
        NativeCalls.find("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    // int madvise(void *addr, size_t length, int advice)
    private static final MethodHandle MADVISE =
        NativeCalls.find("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private AnonymousMemory() {
    }

    /// Reserves memory which starts at a multiple of 2 MiB and is given back when the arena closes.
    ///
    /// @param hugePages asks for pages of 2 MiB, which spares most misses of the address cache and makes the
    ///                  first touch cost 2 MiB; a kernel that has none goes on with small pages
    @SuppressWarnings("restricted")
    public static MemorySegment reserve(long bytes, boolean hugePages, Arena arena)
        throws SystemCallException {
        long mapped = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE + HUGE_PAGE;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(call);
            MemorySegment start = (MemorySegment) MMAP.invokeExact(state, MemorySegment.NULL, mapped,
                PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);
            if (start.address() == -1) {
                throw new SystemCallException("mmap(" + mapped + " bytes)", NativeCalls.errno(state));
            }
            MemorySegment all = start.reinterpret(mapped, arena, AnonymousMemory::release);
            long skip = -all.address() & HUGE_PAGE - 1;
            MemorySegment aligned = all.asSlice(skip, bytes);
            if (hugePages) {
                // Advice: what it answers changes nothing.
                int ignored = (int) MADVISE.invokeExact(state, aligned, bytes, MADV_HUGEPAGE);
            }
            return aligned;
        } catch (SystemCallException | RuntimeException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Gives the pages of reserved memory back to the kernel; it is zeroes again.
    ///
    /// @param memory whole pages of what [#reserve] answered
    public static void discard(MemorySegment memory) throws SystemCallException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(call);
            if ((int) MADVISE.invokeExact(state, memory, memory.byteSize(), MADV_DONTNEED) != 0) {
                throw new SystemCallException(
                    "madvise(" + memory.byteSize() + " bytes, MADV_DONTNEED)", NativeCalls.errno(state));
            }
        } catch (SystemCallException | RuntimeException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// All memory there is, as one segment without bounds that mean anything: for readers of reserved memory
    /// who know where they are. An offset is an address.
    @SuppressWarnings("restricted")
    public static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /// Maps a part of what a descriptor stands for, shared with the kernel, until the arena closes.
    @SuppressWarnings("restricted")
    static MemorySegment map(Descriptor descriptor, long bytes, long offset, Arena arena) throws SystemCallException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(call);
            MemorySegment start = (MemorySegment) MMAP.invokeExact(state, MemorySegment.NULL, bytes,
                PROT_READ_WRITE, MAP_SHARED | MAP_POPULATE, descriptor.number(), offset);
            if (start.address() == -1) {
                throw new SystemCallException("mmap(" + descriptor + ", " + bytes + " bytes)", NativeCalls.errno(state));
            }
            return start.reinterpret(bytes, arena, AnonymousMemory::release);
        } catch (SystemCallException | RuntimeException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    private static void release(MemorySegment mapped) {
        try (Arena call = Arena.ofConfined()) {
            int ignored = (int) MUNMAP.invokeExact(NativeCalls.stateIn(call), mapped, mapped.byteSize());
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }
}
