package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the bytes, a check ends, and what it passes can be read without leaving the bytes that were
/// wrapped: the memory is exactly as large as they are, so that a step beyond it throws.
class ViewFuzzTest {

    private static final int ROUNDS = 20_000;

    static Stream<View<?>> views() {
        return Stream.of(new ArpHeader(), new EthernetHeader(), new GreHeader(), new GueHeader(),
            new IcmpHeader(), new Icmpv6Header(), new Ipv4Header(), new Ipv6Header(), new SctpHeader(),
            new TcpHeader(), new TransportPorts(), new UdpHeader(), new VlanTag(), new VnetHeader());
    }

    @ParameterizedTest
    @MethodSource("views")
    void readsAndRepairsNothingOutside(View<?> view) throws ReflectiveOperationException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<Method> methods = Stream.of(view.getClass().getMethods())
            .filter(method -> method.getDeclaringClass() == view.getClass())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(method -> Stream.of(method.getParameterTypes()).allMatch(type -> type == int.class))
            .filter(method -> !method.getName().startsWith("create") && !method.getName().equals("clear"))
            .toList();
        int passed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = likely(random);
            view.wrap(PacketMemory.of(bytes), 0, bytes.length);
            for (Method check : methods) {
                if (check.getName().equals("check") || check.getName().equals("checkEmbedded")) {
                    if (call(view, check, seed, bytes) == Malformed.NONE) {
                        passed++;
                        readAll(view, methods, seed, bytes);
                    }
                    view.wrap(PacketMemory.of(bytes), 0, bytes.length);
                }
            }
        }
        assertTrue(passed > ROUNDS / 100, "only " + passed + " passed the check");
    }

    /// Readers first: what they find may depend on the check just made. Of the writers, those that compute
    /// sums.
    private static void readAll(View<?> view, List<Method> methods, long seed, byte[] bytes)
            throws ReflectiveOperationException {
        for (Method method : methods) {
            if (method.getReturnType() != view.getClass() && !method.getName().startsWith("check")) {
                call(view, method, seed, bytes);
            }
        }
        for (Method method : methods) {
            if (method.getName().startsWith("compute")) {
                call(view, method, seed, bytes);
            }
        }
    }

    private static Object call(View<?> view, Method method, long seed, byte[] bytes)
            throws ReflectiveOperationException {
        var arguments = new Object[method.getParameterCount()];
        Arrays.fill(arguments, VnetHeader.LENGTH);
        try {
            return method.invoke(view, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError("seed=" + seed + " " + method.getName() + " over "
                + PacketMemory.hex(MemorySegment.ofArray(bytes)), e.getCause());
        }
    }

    /// Random bytes, most of them beginning as one header or the other does, so that checks pass often
    /// enough.
    private static byte[] likely(Random random) {
        var bytes = new byte[random.nextInt(120)];
        random.nextBytes(bytes);
        var starts = List.of("", "45000014", "46", "4f000040", "600000000000", "600000000010003c",
            "6000000000202c40",
            "0001080006040001", "00000800", "b0000800", "02040001", "0104000100", "00", "0001", "0101");
        byte[] start = HexFormat.of().parseHex(starts.get(random.nextInt(starts.size())));
        System.arraycopy(start, 0, bytes, 0, Math.min(start.length, bytes.length));
        return bytes;
    }
}
