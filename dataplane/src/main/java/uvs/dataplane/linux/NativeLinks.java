package uvs.dataplane.linux;

import java.lang.invoke.MethodHandles;
import java.util.List;

/// The native calls of a director, linked before they are needed: each handle has the JVM write classes, and no cache keeps those.
public final class NativeLinks {

    /// In the order in which a start uses them. None waits for another that comes after it.
    private static final List<Class<?>> CALLS = List.of(Descriptor.class, Sockets.class, Poller.class, AnonymousMemory.class,
        Bpf.class, PacketSocket.class, Processes.class, RawInbox.class, Scheduling.class);

    private NativeLinks() {
    }

    /// Links them, on whatever thread. A caller of one of them meanwhile waits for that one.
    public static void link() {
        try {
            for (Class<?> each : CALLS) {
                MethodHandles.lookup().ensureInitialized(each);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a class of this package is not accessible to it", e);
        }
    }
}
