package uvs.tools.daemon;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import uvs.config.Configuration;
import uvs.config.Protocol;
import uvs.config.VirtualServer;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.NftSteering;
import uvs.dataplane.port.Steering;
import uvs.dataplane.port.UringEngine;
import uvs.dataplane.xdp.XdpSteering;
import uvs.dataplane.xdp.XskEngine;

/// The engines of all workers, and the steering that belongs to them.
///
/// Of itself it takes AF_XDP for services of datagrams, and io_uring where there is a service of streams: AF_XDP moves small
/// frames three times as fast, but has them no longer than an interface's MTU, where a packet socket takes the 64 KiB of a
/// stream that the kernel moves in one piece. The figures are in `bench/README.md`.
///
/// @param kind AF_XDP or io_uring
/// @param why  for the log
record Engines(EngineChoice.Kind kind, String why, Steering steering, Supplier supplier) {

    /// Frames which a worker can have on their way at one time: 512 that arrived, and a fifth for what it writes itself.
    private static final int URING_FRAMES = 640;
    /// AF_XDP has only small ones, and many.
    private static final int XDP_FRAMES = 8192;
    private static final int XDP_RING = 2048;

    /// Opens a worker's engine, on the worker's thread.
    @FunctionalInterface
    interface Supplier {

        Engine open() throws SystemCallException;
    }

    /// @param links the interfaces that will be used at first
    /// @throws IOException when there can be no such engine, with the cure
    static Engines choose(EngineChoice choice, Configuration configuration, Collection<Link> links) throws IOException {
        return switch (choice.kind()) {
            case URING -> uring(choice.why());
            case XDP -> {
                XskEngine.check(links);
                yield xdp(choice.why());
            }
            case AUTO -> best(configuration, links);
        };
    }

    private static Engines best(Configuration configuration, Collection<Link> links) throws IOException {
        Optional<VirtualServer> stream =
            configuration.virtualServers().stream().filter(Engines::mayCarryStreams).findFirst();
        if (stream.isPresent() || configuration.virtualServers().isEmpty()) {
            return uring(stream.isPresent() ? "there are TCP or SCTP services, whose frames it takes in pieces of 64 KiB"
                : "there are no services yet, and it suits all kinds");
        }
        try {
            XskEngine.check(links);
        } catch (SystemCallException e) {
            return uring("AF_XDP is refused: " + e.getMessage());
        }
        return xdp("all services are of datagrams, and it is fastest with small frames");
    }

    private static boolean mayCarryStreams(VirtualServer server) {
        return server.protocol().map(protocol -> protocol != Protocol.UDP).orElse(true);
    }

    private static Engines uring(String why) throws IOException {
        UringEngine.check();
        return new Engines(EngineChoice.Kind.URING, why, new NftSteering(),
            () -> new UringEngine(Thread.currentThread(), URING_FRAMES));
    }

    private static Engines xdp(String why) throws IOException {
        var leftovers = new NftSteering();
        try {
            var steering = new XdpSteering(leftovers);
            return new Engines(EngineChoice.Kind.XDP, why, steering, () -> new XskEngine(steering, XDP_FRAMES, XDP_RING));
        } catch (SystemCallException e) {
            leftovers.close();
            throw e;
        }
    }

    /// Opens an engine; a worker that has none cannot go on.
    Engine open() {
        try {
            return supplier.open();
        } catch (SystemCallException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    String name() {
        return EngineChoice.name(kind);
    }

    @Override
    public String toString() {
        return "engine " + name() + ": " + why;
    }
}
