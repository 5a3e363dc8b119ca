package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// bpf(2): maps, programs, and the links that hold programs at interfaces.
///
/// All that is made here lives as long as its descriptor: when this process ends, however it does, it is gone.
public final class Bpf {

    /// `BPF_MAP_TYPE_HASH`.
    public static final int HASH = 1;
    /// `BPF_MAP_TYPE_ARRAY`.
    public static final int ARRAY = 2;
    /// `BPF_MAP_TYPE_PERCPU_ARRAY`: a value for each processor under each key.
    public static final int PER_PROCESSOR_ARRAY = 6;
    /// `BPF_MAP_TYPE_XSKMAP`: AF_XDP sockets by receive queue.
    public static final int XSKMAP = 17;
    /// `BPF_F_NO_PREALLOC`: memory for entries as they come.
    public static final int NO_PREALLOC = 1;
    /// `BPF_F_MMAPABLE`: an array that this process reads and writes as memory, see [#memory].
    public static final int MAPPABLE = 1 << 10;
    /// `XDP_FLAGS_SKB_MODE`: in the stack, which every driver has.
    public static final int GENERIC_MODE = 2;
    /// `XDP_FLAGS_DRV_MODE`: in the driver.
    public static final int NATIVE_MODE = 4;

    private static final int MAP_CREATE = 0;
    private static final int MAP_LOOKUP_ELEM = 1;
    private static final int MAP_UPDATE_ELEM = 2;
    private static final int MAP_DELETE_ELEM = 3;
    private static final int PROG_LOAD = 5;
    private static final int PROG_TEST_RUN = 10;
    private static final int PROG_QUERY = 16;
    private static final int LINK_CREATE = 28;

    private static final int ATTACH_XDP = 37;
    private static final int ATTACH_TCX_INGRESS = 46;
    private static final int SO_ATTACH_BPF = 50;
    private static final int TEST_XDP_LIVE_FRAMES = 2;
    /// `gso_size` of `struct __sk_buff`.
    private static final int SKB_SEGMENT_SIZE = 176;
    private static final int ATTRIBUTES_SIZE = 128;
    private static final int LOG_SIZE = 1 << 18;
    private static final int NAME_LENGTH = 15;

    private static final String CURE = "BPF needs CAP_BPF and CAP_NET_ADMIN in the first user namespace: run as root, not in"
        + " a user namespace";

    /// `__NR_bpf`.
    private static final long CALL_NUMBER = System.getProperty("os.arch").equals("amd64") ? 321 : 280;

    // long syscall(long number, ...): here long syscall(__NR_bpf, int cmd, union bpf_attr *attr, unsigned int size)
    private static final MethodHandle SYSCALL = NativeCalls.find("syscall",
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    /// What a program is for.
    public enum Kind {

        /// Frames as they arrive on an interface, before the kernel's stack.
        XDP("XDP", 6, ATTACH_XDP),
        /// What a socket receives.
        SOCKET_FILTER("socket filter", 1, 0),
        /// Frames that arrive on an interface, in the stack, behind packet sockets.
        TC_INGRESS("tc", 3, ATTACH_TCX_INGRESS);

        private final String word;
        private final int type;
        private final int attachType;

        Kind(String word, int type, int attachType) {
            this.word = word;
            this.type = type;
            this.attachType = attachType;
        }
    }

    private Bpf() {
    }

    /// @param type [#HASH], [#ARRAY] or [#XSKMAP]
    public static Descriptor createMap(int type, String name, int keySize, int valueSize, int entries, int flags)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 8);
            attributes.set(JAVA_INT, 0, type);
            attributes.set(JAVA_INT, 4, keySize);
            attributes.set(JAVA_INT, 8, valueSize);
            attributes.set(JAVA_INT, 12, entries);
            attributes.set(JAVA_INT, 16, flags);
            name(attributes, 28, name);
            int number = (int) call(MAP_CREATE, attributes, "bpf(MAP_CREATE, " + name + ", " + entries + " entries)");
            return new Descriptor(number, "BPF map " + name);
        }
    }

    /// The values of a map that was made [#MAPPABLE], one behind the other, each at a multiple of 8 bytes: the same memory that
    /// programs read and write.
    ///
    /// @param bytes of all values; a multiple of the page size
    public static MemorySegment memory(Descriptor map, long bytes, Arena arena) throws SystemCallException {
        return memory(map, 0, bytes, arena);
    }

    /// A part of them: all of it is resident in this process from then on.
    ///
    /// @param from where it starts; a multiple of the page size, as `bytes`
    public static MemorySegment memory(Descriptor map, long from, long bytes, Arena arena) throws SystemCallException {
        return AnonymousMemory.map(map, bytes, from, arena);
    }

    /// Puts a value under a key, in place of what may be there.
    public static void update(Descriptor map, byte[] key, int value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = element(arena, map, key);
            attributes.set(JAVA_LONG, 16, arena.allocateFrom(JAVA_INT, value).address());
            call(MAP_UPDATE_ELEM, attributes, "bpf(MAP_UPDATE_ELEM, " + map + ")");
        }
    }

    /// Takes a key away, if it is there.
    public static void delete(Descriptor map, byte[] key) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            call(MAP_DELETE_ELEM, element(arena, map, key), "bpf(MAP_DELETE_ELEM, " + map + ")");
        } catch (SystemCallException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /// The value under a key, or 0 when there is none.
    public static int lookUp(Descriptor map, byte[] key) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = element(arena, map, key);
            MemorySegment value = arena.allocate(JAVA_INT);
            attributes.set(JAVA_LONG, 16, value.address());
            call(MAP_LOOKUP_ELEM, attributes, "bpf(MAP_LOOKUP_ELEM, " + map + ")");
            return value.get(JAVA_INT, 0);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENOENT) {
                return 0;
            }
            throw e;
        }
    }

    /// The value under a key that is there: so many numbers of 64 bits.
    public static long[] lookUp(Descriptor map, byte[] key, int longs) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = element(arena, map, key);
            MemorySegment value = arena.allocate(JAVA_LONG, longs);
            attributes.set(JAVA_LONG, 16, value.address());
            call(MAP_LOOKUP_ELEM, attributes, "bpf(MAP_LOOKUP_ELEM, " + map + ")");
            return value.toArray(JAVA_LONG);
        }
    }

    private static MemorySegment element(Arena arena, Descriptor map, byte[] key) {
        MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 8);
        attributes.set(JAVA_INT, 0, map.number());
        attributes.set(JAVA_LONG, 8, arena.allocateFrom(JAVA_BYTE, key).address());
        return attributes;
    }

    /// Loads an XDP program, see [#load].
    public static Descriptor loadXdp(String name, long[] instructions) throws SystemCallException {
        return load(Kind.XDP, name, instructions);
    }

    /// Loads a program.
    ///
    /// @param instructions `struct bpf_insn` each, in the byte order of this machine
    /// @throws SystemCallException with the end of what the verifier said, when it was the verifier who refused
    public static Descriptor load(Kind kind, String name, long[] instructions) throws SystemCallException {
        try {
            return load(kind, name, instructions, 0);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EPERM) {
                throw e;
            }
            return load(kind, name, instructions, LOG_SIZE);
        }
    }

    private static Descriptor load(Kind kind, String name, long[] instructions, int logSize) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 8);
            MemorySegment log = arena.allocate(Math.max(1, logSize));
            attributes.set(JAVA_INT, 0, kind.type);
            attributes.set(JAVA_INT, 4, instructions.length);
            attributes.set(JAVA_LONG, 8, arena.allocateFrom(JAVA_LONG, instructions).address());
            attributes.set(JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
            if (logSize > 0) {
                attributes.set(JAVA_INT, 24, 1);
                attributes.set(JAVA_INT, 28, logSize);
                attributes.set(JAVA_LONG, 32, log.address());
            }
            name(attributes, 48, name);
            attributes.set(JAVA_INT, 68, kind.attachType);
            String what = "bpf(PROG_LOAD, " + name + ", " + instructions.length + " instructions)";
            try {
                return new Descriptor((int) call(PROG_LOAD, attributes, what), kind.word + " program " + name);
            } catch (SystemCallException e) {
                String said = log.getString(0).strip();
                if (said.isEmpty()) {
                    throw e;
                }
                throw new SystemCallException(what, e.errno(),
                    "the verifier says: …" + said.substring(Math.max(0, said.length() - 1500)).replace('\n', '|'));
            }
        }
    }

    /// Lets a program see the frames which arrive on an interface, until the link is closed.
    ///
    /// @param mode [#NATIVE_MODE] or [#GENERIC_MODE]
    public static Descriptor attachXdp(Descriptor program, String interfaceName, int interfaceIndex, int mode)
        throws SystemCallException {
        String call = "bpf(LINK_CREATE, XDP on " + interfaceName + ", " + (mode == NATIVE_MODE ? "native" : "generic") + ")";
        try {
            return attach(Kind.XDP, program, interfaceName, interfaceIndex, mode, call);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EBUSY || e.errno() == Errno.EEXIST) {
                throw new SystemCallException(call, e.errno(), "another program has XDP there: `ip link show "
                    + interfaceName + "` tells which; take it away or choose --engine uring");
            }
            throw e;
        }
    }

    /// Finds out whether the kernel has [#attachTcIngress], which takes some 20 ms to try: asks for the programs there.
    ///
    /// @throws SystemCallException when it has not, or does not let this process
    public static void checkTcIngress(int interfaceIndex) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 8);
            attributes.set(JAVA_INT, 0, interfaceIndex);
            attributes.set(JAVA_INT, 4, ATTACH_TCX_INGRESS);
            call(PROG_QUERY, attributes, "bpf(PROG_QUERY, tc on interface " + interfaceIndex + "; it needs Linux 6.6)");
        }
    }

    /// Lets a program see the frames which arrive on an interface, behind packet sockets and before all else of the stack, until the
    /// link is closed.
    public static Descriptor attachTcIngress(Descriptor program, String interfaceName, int interfaceIndex)
        throws SystemCallException {
        return attach(
            Kind.TC_INGRESS, program, interfaceName, interfaceIndex, 0, "bpf(LINK_CREATE, tc on " + interfaceName + ")");
    }

    private static Descriptor attach(Kind kind, Descriptor program, String interfaceName, int interfaceIndex, int flags, String call)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 8);
            attributes.set(JAVA_INT, 0, program.number());
            attributes.set(JAVA_INT, 4, interfaceIndex);
            attributes.set(JAVA_INT, 8, kind.attachType);
            attributes.set(JAVA_INT, 12, flags);
            return new Descriptor((int) call(LINK_CREATE, attributes, call), kind.word + " link on " + interfaceName);
        }
    }

    /// Has a socket receive what a program lets pass, in place of the filter that it had.
    public static void filter(Descriptor socket, Descriptor program) throws SystemCallException {
        Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_ATTACH_BPF, program.number());
    }

    /// Runs a program once over a frame that is nobody's, and answers what it answers (`XDP_DROP` is 1, `XDP_PASS` 2).
    public static int run(Descriptor program, byte[] frame) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = run(arena, program, frame);
            call(PROG_TEST_RUN, attributes, "bpf(PROG_TEST_RUN, " + program + ")");
            return attributes.get(JAVA_INT, 4);
        }
    }

    /// What a program answered, and the frame as it left it.
    public record Outcome(int answer, byte[] frame) {
    }

    /// As [#run], and tells what became of the frame. What the program redirects goes nowhere.
    public static Outcome runOver(Descriptor program, byte[] frame) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = run(arena, program, frame);
            MemorySegment after = arena.allocate(frame.length);
            attributes.set(JAVA_INT, 12, frame.length);
            attributes.set(JAVA_LONG, 24, after.address());
            call(PROG_TEST_RUN, attributes, "bpf(PROG_TEST_RUN, " + program + ")");
            return new Outcome(attributes.get(JAVA_INT, 4), after.toArray(JAVA_BYTE));
        }
    }

    /// As [#run], over a frame that stands for many packets.
    ///
    /// @param segment the payload of each of them; 0 when it stands for itself
    public static int runOverSegments(Descriptor program, byte[] frame, int segment) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = run(arena, program, frame);
            MemorySegment context = arena.allocate(SKB_SEGMENT_SIZE + Integer.BYTES, 8);
            context.set(JAVA_INT, SKB_SEGMENT_SIZE, segment);
            attributes.set(JAVA_INT, 40, (int) context.byteSize());
            attributes.set(JAVA_LONG, 48, context.address());
            call(PROG_TEST_RUN, attributes, "bpf(PROG_TEST_RUN, " + program + ")");
            return attributes.get(JAVA_INT, 4);
        }
    }

    /// Runs a program over copies of a frame, and does with them what it answers: what it redirects is really sent. Takes
    /// as long as that takes.
    ///
    /// @param interfaceIndex the interface on which they seem to have arrived
    /// @param batch          how many are made ready at one time
    public static void runLive(Descriptor program, byte[] frame, int interfaceIndex, int repeat, int batch)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = run(arena, program, frame);
            MemorySegment context = arena.allocate(24, 8);
            context.set(JAVA_INT, 4, frame.length);
            context.set(JAVA_INT, 12, interfaceIndex);
            attributes.set(JAVA_INT, 32, repeat);
            attributes.set(JAVA_INT, 40, (int) context.byteSize());
            attributes.set(JAVA_LONG, 48, context.address());
            attributes.set(JAVA_INT, 64, TEST_XDP_LIVE_FRAMES);
            attributes.set(JAVA_INT, 72, batch);
            call(PROG_TEST_RUN, attributes, "bpf(PROG_TEST_RUN, " + program + ", " + repeat + " live frames)");
        }
    }

    private static MemorySegment run(Arena arena, Descriptor program, byte[] frame) {
        MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 8);
        attributes.set(JAVA_INT, 0, program.number());
        attributes.set(JAVA_INT, 8, frame.length);
        attributes.set(JAVA_LONG, 16, arena.allocateFrom(JAVA_BYTE, frame).address());
        return attributes;
    }

    private static void name(MemorySegment attributes, long offset, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(bytes, 0, attributes, JAVA_BYTE, offset, Math.min(NAME_LENGTH, bytes.length));
    }

    private static long call(int command, MemorySegment attributes, String what) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            long answer = (long) SYSCALL.invokeExact(
                state, CALL_NUMBER, command, attributes, (int) attributes.byteSize());
            if (answer < 0) {
                int errno = NativeCalls.errno(state);
                throw errno == Errno.EPERM
                    ? new SystemCallException(what, errno, CURE) : new SystemCallException(what, errno);
            }
            return answer;
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }
}
