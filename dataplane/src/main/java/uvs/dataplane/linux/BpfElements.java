package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Elements of one BPF map, for a caller that comes often: key and value stand in memory of its own, and no call allocates
/// or throws.
///
/// One thread uses it.
public final class BpfElements {

    /// To be entered only where there is none yet (`BPF_NOEXIST`).
    public static final int NEW = 1;
    /// To be replaced only where there is one (`BPF_EXIST`).
    public static final int THERE = 2;

    private static final int VALUE = 16;
    private static final int OPTIONS = 24;

    private final MemorySegment attributes;
    private final MemorySegment key;
    private final MemorySegment value;
    private final MemorySegment state;

    public BpfElements(Descriptor map, int keySize, int valueSize) {
        Arena arena = Arena.ofAuto();
        attributes = arena.allocate(Bpf.ATTRIBUTES_SIZE, 8);
        key = arena.allocate(keySize, 8);
        value = arena.allocate(valueSize, 8);
        state = NativeCalls.stateIn(arena);
        attributes.set(JAVA_INT, 0, map.number());
        attributes.set(JAVA_LONG, 8, key.address());
    }

    /// The key that the calls are about: to be filled before.
    public MemorySegment key() {
        return key;
    }

    /// What [#update] writes, and what [#lookUp] has read.
    public MemorySegment value() {
        return value;
    }

    /// @param options [#NEW] or [#THERE]
    /// @return 0, or the errno: [Errno#EEXIST], [Errno#ENOENT], or another when there is no room
    public int update(int options) {
        return call(Bpf.MAP_UPDATE_ELEM, value.address(), options);
    }

    /// @return 0, or the errno: [Errno#ENOENT] when there is none
    public int lookUp() {
        return call(Bpf.MAP_LOOKUP_ELEM, value.address(), 0);
    }

    /// @return 0, or the errno: [Errno#ENOENT] when there is none
    public int delete() {
        return call(Bpf.MAP_DELETE_ELEM, 0, 0);
    }

    /// The kernel wants what a command does not know to be 0.
    private int call(int command, long valueAddress, int options) {
        attributes.set(JAVA_LONG, VALUE, valueAddress);
        attributes.set(JAVA_LONG, OPTIONS, options);
        try {
            long answer = (long) Bpf.SYSCALL.invokeExact(
                state, Bpf.CALL_NUMBER, command, attributes, (int) attributes.byteSize());
            return answer < 0 ? NativeCalls.errno(state) : 0;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }
}
