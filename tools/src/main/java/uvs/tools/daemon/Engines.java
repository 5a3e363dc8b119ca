package uvs.tools.daemon;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uvs.config.Configuration;
import uvs.config.Protocol;
import uvs.config.VirtualServer;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.LinkProbe;
import uvs.dataplane.linux.PacketFanout;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.port.Engine;
import uvs.dataplane.port.NftSteering;
import uvs.dataplane.port.Steering;
import uvs.dataplane.port.UringEngine;
import uvs.dataplane.xdp.KernelFastPath;
import uvs.dataplane.xdp.TcFastPath;
import uvs.dataplane.xdp.XdpFastPath;
import uvs.dataplane.xdp.XdpSteering;
import uvs.dataplane.xdp.XskEngine;
import uvs.dataplane.xdp.XskInterfaces;

/// The engines of all workers, and the steering that belongs to them.
///
/// Of itself it takes AF_XDP for services of datagrams, and io_uring where there is a service of streams: AF_XDP moves small
/// frames nearly three times as fast by its fast path, but has them no longer than an interface's MTU, where a packet socket takes
/// the 64 KiB of a stream that the kernel moves in one piece. The figures are in `bench/README.md`.
///
/// @param kind AF_XDP or io_uring
/// @param why  for the log
/// @param fastPath what the kernel carries of itself, if it does
/// @param advised the numbers of the interfaces that [#adviseOnQueues] has looked at
record Engines(EngineChoice.Kind kind, String why, Steering steering, Supplier supplier,
    Optional<? extends KernelFastPath> fastPath, Set<Integer> advised) {

    /// Frames which a worker can have on their way at one time: 512 that arrived, and a fifth for what it writes itself.
    private static final int URING_FRAMES = 640;
    /// AF_XDP has only small ones, and many.
    private static final int XDP_FRAMES = 8192;
    private static final int XDP_RING = 2048;

    /// Opens a worker's engine, on the worker's thread.
    @FunctionalInterface
    interface Supplier {

        /// @param worker the number of the worker, from 0
        Engine open(int worker) throws SystemCallException;
    }

    /// @param links the interfaces that will be used at first
    /// @throws IOException when there can be no such engine, with the cure
    static Engines choose(DirectorOptions options, Configuration configuration, Collection<Link> links) throws IOException {
        EngineChoice choice = options.engine();
        return switch (choice.kind()) {
            case URING -> uring(choice.why(), options);
            case XDP -> {
                checkXdp(links);
                yield xdp(choice.why(), options);
            }
            case AUTO -> best(options, configuration, links);
        };
    }

    private static void checkXdp(Collection<Link> links) throws IOException {
        try {
            XskEngine.check(links);
        } catch (SystemCallException e) {
            throw e.errno() == Errno.EPERM ? new IOException(e.getMessage() + "; or choose --engine uring", e) : e;
        }
    }

    private static Engines best(DirectorOptions options, Configuration configuration, Collection<Link> links)
        throws IOException {
        Optional<VirtualServer> stream =
            configuration.virtualServers().stream().filter(Engines::mayCarryStreams).findFirst();
        if (stream.isPresent() || configuration.virtualServers().isEmpty()) {
            return uring(stream.isPresent() ? "there are TCP or SCTP services, whose frames it takes in pieces of 64 KiB"
                : "there are no services yet, and it suits all kinds", options);
        }
        try {
            XskEngine.check(links);
        } catch (SystemCallException e) {
            return uring("AF_XDP is refused: " + e.getMessage(), options);
        }
        return xdp("all services are of datagrams, and it is fastest with small frames", options);
    }

    private static boolean mayCarryStreams(VirtualServer server) {
        return server.protocol().map(protocol -> protocol != Protocol.UDP).orElse(true);
    }

    private static Engines uring(String why, DirectorOptions options) throws IOException {
        UringEngine.check();
        var fanout = new PacketFanout(options.workers());
        FastPathChoice<TcFastPath> fastPath = FastPathChoice.of(options, TcFastPath::new);
        return new Engines(EngineChoice.Kind.URING, why + fastPath.why(), new NftSteering(),
            worker -> new UringEngine(
                Thread.currentThread(), URING_FRAMES, fanout, fastPath.path().map(path -> path.worker(worker))),
            fastPath.path(), new HashSet<>());
    }

    private static Engines xdp(String why, DirectorOptions options) throws IOException {
        var leftovers = new NftSteering();
        FastPathChoice<XdpFastPath> fastPath = FastPathChoice.of(options, XdpFastPath::new);
        try {
            var steering = new XdpSteering(leftovers, fastPath.path());
            var interfaces = new XskInterfaces(steering, options.workers());
            return new Engines(EngineChoice.Kind.XDP, why + fastPath.why(), steering,
                worker -> new XskEngine(interfaces, worker, XDP_FRAMES, XDP_RING), fastPath.path(), new HashSet<>());
        } catch (SystemCallException e) {
            fastPath.path().ifPresent(XdpFastPath::close);
            leftovers.close();
            throw e;
        }
    }

    /// Opens an engine; a worker that has none cannot go on.
    Engine open(int worker) {
        try {
            return supplier.open(worker);
        } catch (SystemCallException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// What they hold together, once the workers have closed theirs.
    void close() throws IOException {
        try {
            steering.close();
        } finally {
            fastPath.ifPresent(KernelFastPath::close);
        }
    }

    /// Says of each interface, once, where workers outnumber its receive queues. Frames from packet sockets are shared among
    /// all workers whatever the queues are; an AF_XDP socket is bound to a queue.
    void adviseOnQueues(Collection<Link> links, int workers, Log log) {
        if (kind != EngineChoice.Kind.XDP || workers == 1) {
            return;
        }
        advised.retainAll(links.stream().map(Link::index).collect(Collectors.toSet()));
        for (Link link : links) {
            if (!advised.contains(link.index())) {
                advise(link, workers, log);
            }
        }
    }

    private void advise(Link link, int workers, Log log) {
        try (var probe = new LinkProbe()) {
            int queues = probe.receiveQueues(link.name());
            advised.add(link.index());
            if (queues < workers) {
                log.warning(link.name() + " has " + queues + (queues == 1 ? " receive queue" : " receive queues") + " for "
                    + workers + " workers: " + (workers - queues == 1 ? "worker " + queues + " takes"
                    : "workers " + queues + " to " + (workers - 1) + " take")
                    + " no frames from it, and send by its packet socket, which is slower; give it " + workers
                    + " (ethtool -L " + link.name() + " combined " + workers + ", or rx and tx), or ask for " + queues
                    + (queues == 1 ? " worker" : " workers"));
            }
        } catch (SystemCallException _) {
            // It has gone away meanwhile; if not, it is asked at the next change.
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
