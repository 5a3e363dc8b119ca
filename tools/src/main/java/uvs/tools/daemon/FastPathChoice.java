package uvs.tools.daemon;

import java.util.Optional;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.xdp.KernelFastPath;

/// Whether the kernel carries packets of established connections.
///
/// @param why to be said behind why there is the engine; empty when nobody wanted a fast path
record FastPathChoice<P extends KernelFastPath>(Optional<P> path, String why) {

    private static final String ARCHITECTURE = "amd64";

    /// Makes a fast path.
    @FunctionalInterface
    interface Maker<P> {

        P make(int workers) throws SystemCallException;
    }

    static <P extends KernelFastPath> FastPathChoice<P> of(DirectorOptions options, Maker<P> maker) {
        if (!options.fastPath()) {
            return new FastPathChoice<>(Optional.empty(), "");
        }
        if (!System.getProperty("os.arch").equals(ARCHITECTURE)) {
            return new FastPathChoice<>(Optional.empty(), "; there is no fast path: its programs and the workers write and read the"
                + " same memory without locks, in an order that only x86-64 keeps");
        }
        try {
            return new FastPathChoice<>(
                Optional.of(maker.make(options.workers())), "; established connections take the fast path");
        } catch (SystemCallException e) {
            return new FastPathChoice<>(Optional.empty(), "; there is no fast path: " + e.getMessage());
        }
    }
}
