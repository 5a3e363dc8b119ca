package uvs.dataplane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Looks functions of the C library up, with errno captured, and reads that errno.
@SuppressWarnings("restricted")
final class NativeCalls {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private NativeCalls() {
    }

    /// A handle whose first argument is the segment for errno, see [#stateIn].
    static MethodHandle find(String name, FunctionDescriptor descriptor) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"));
    }

    /// As [#find], for a function whose arguments from the one numbered `firstVariadic` on are `...` in C.
    static MethodHandle findVariadic(String name, FunctionDescriptor descriptor, int firstVariadic) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(firstVariadic));
    }

    static MemorySegment stateIn(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /// What `invokeExact` of a handle found here can throw is a bug of ours, never the call's failure.
    static IllegalStateException broken(Throwable thrown) {
        return new IllegalStateException("a native call was linked wrongly", thrown);
    }
}
