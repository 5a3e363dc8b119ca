package uvs.bench.forward;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.SystemNanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.netlink.InterfaceAddress;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.Neighbour;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.netlink.Route;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.dataplane.wire.Ipv4Header;
import uvs.dataplane.wire.TcpHeader;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.Schedulers;

/// What one packet of an established connection costs a worker: NAT of IPv4 TCP in bursts of 32, the connections in
/// random order, from parsing to the repaired checksum. Input and output are not in it; that the packets are copied in
/// is measured by [#arriveOnly].
///
/// The budget: 60 ns with 1,000 connections, 200 ns with a million (aim: 125), and no byte allocated (`-prof gc`).
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ForwardBench {

    private static final int FRAME = 54;
    private static final int STRIDE = 64;
    private static final int VIP = IpAddress.of("192.0.2.1").ipv4();
    private static final long DIRECTOR_MAC = 0x0200_0000_0001L;

    @Param({"1000", "1000000"})
    private int connections;

    private final Arena arena = Arena.ofShared();
    private final LoopEngine engine = new LoopEngine();
    private MemorySegment packets;
    private MemorySegment openings;
    private MemorySegment resets;
    private int[] order;
    private int next;
    private Worker worker;
    private ConnectionTable table;

    @Setup
    public void open() throws Exception {
        NetworkView network = network();
        var counters = new WorkerCounters();
        var inbox = new WorkerInbox(() -> { });
        table = new ConnectionTable(ConnectionLimits.fixed(Math.max(4096, connections * 2)), 1, new Random(1));
        worker = new Worker(new Worker.Setup(0, () -> engine, Link::isEthernet, () -> network, inbox, report -> { },
            counters, List.of(counters.realServers()), table, Timeouts.DEFAULT, VsSettings.DEFAULTS, Schedulers.load(),
            SchedulerOptions.DEFAULTS, SystemNanoClock.INSTANCE));
        worker.onStart();
        var backend = new UserspaceBackend(
            Schedulers.load(), List.of(new UserspaceBackend.Worker(inbox, counters)), table, Timeouts.DEFAULT,
            SystemNanoClock.INSTANCE);
        var virtual = new VirtualServerId.Address(Protocol.TCP, IpAddress.ofIpv4(VIP), 80);
        backend.addVirtualServer(virtual, new VirtualServerSettings("wrr", Set.of(), Optional.empty(), false));
        for (int i = 0; i < 10; i++) {
            backend.addRealServer(virtual, new RealServerId(IpAddress.ofIpv4(real(i)), 8080),
                new RealServerSettings(new ForwardingMethod.Nat(), i + 1, 0, 0));
        }
        worker.doWork();
        packets = prepare(TcpHeader.ACK);
        openings = prepare(TcpHeader.SYN);
        resets = prepare(TcpHeader.RST | TcpHeader.ACK);
        order = new Random(1).ints(1 << 20, 0, connections).toArray();
        openAll();
    }

    private static int real(int number) {
        return IpAddress.of("198.51.100.10").ipv4() + number;
    }

    private static NetworkView network() {
        var client = new Link(1, "client", 1, new MacAddress(DIRECTOR_MAC), 1500, true);
        var server = new Link(2, "server", 1, new MacAddress(DIRECTOR_MAC + 1), 1500, true);
        var gateway = IpAddress.of("192.0.2.254");
        var neighbours = new java.util.ArrayList<Neighbour>();
        neighbours.add(new Neighbour(1, gateway, new MacAddress(0x0200_0000_0002L), 0x80));
        for (int i = 0; i < 10; i++) {
            neighbours.add(new Neighbour(2, IpAddress.ofIpv4(real(i)), new MacAddress(0x0200_0000_0010L + i), 0x80));
        }
        return new NetworkView(List.of(client, server),
            List.of(new InterfaceAddress(1, new Prefix(IpAddress.ofIpv4(VIP), 24)),
                new InterfaceAddress(2, Prefix.of("198.51.100.1/24"))),
            List.of(new Route(Prefix.of("0.0.0.0/0"), Optional.of(gateway), 1, 0, 254, Optional.empty()),
                new Route(Prefix.of("192.0.2.0/24"), Optional.empty(), 1, 0, 254, Optional.empty()),
                new Route(Prefix.of("198.51.100.0/24"), Optional.empty(), 2, 0, 254, Optional.empty())),
            neighbours);
    }

    /// One packet for each connection: a segment without data.
    private MemorySegment prepare(int flags) {
        MemorySegment prepared = arena.allocate((long) STRIDE * connections, STRIDE);
        var ipv4 = new Ipv4Header();
        var tcp = new TcpHeader();
        var u16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < connections; i++) {
            long at = (long) i * STRIDE;
            prepared.set(u16, at, (short) (DIRECTOR_MAC >>> 32));
            prepared.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), at + 2, (int) DIRECTOR_MAC);
            prepared.set(u16, at + 12, (short) 0x0800);
            ipv4.wrap(prepared, at + 14, 40).create(40, 6, 0x0a00_0000 + i / 50_000, VIP).timeToLive(64)
                .computeChecksum();
            prepared.set(u16, at + 34, (short) (1024 + i % 50_000));
            prepared.set(u16, at + 36, (short) 80);
            prepared.set(ValueLayout.JAVA_BYTE, at + 46, (byte) 0x50);
            prepared.set(ValueLayout.JAVA_BYTE, at + 47, (byte) flags);
            tcp.wrap(prepared, at + 34, 20).computeChecksum(ipv4.pseudoHeaderSum());
        }
        return prepared;
    }

    /// Opens every connection by a SYN, and lets it be established by the ACK behind it.
    private void openAll() {
        for (int i = 0; i < connections; i++) {
            long at = (long) i * STRIDE;
            engine.arrive(0, openings, at, FRAME);
            worker.doWork();
            engine.arrive(0, packets, at, FRAME);
            worker.doWork();
        }
        if (table.size() != connections || engine.sent() != 2L * connections) {
            throw new IllegalStateException("connections=" + table.size() + " sent=" + engine.sent());
        }
    }

    @TearDown
    public void close() {
        worker.onClose();
        table.close();
        arena.close();
    }

    private void arriveBurst(MemorySegment what, int from) {
        for (int i = 0; i < LoopEngine.BURST; i++) {
            int connection = order[from + i & order.length - 1];
            engine.arrive(0, what, (long) connection * STRIDE, FRAME);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long natTcp() {
        arriveBurst(packets, next);
        next += LoopEngine.BURST;
        worker.doWork();
        return engine.sent();
    }

    /// A new connection in the place of one that was reset: the old one is removed, a real server chosen by wrr, the new one
    /// entered, and reset by another packet, which is part of the figure. The budget: a microsecond.
    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long newConnection() {
        arriveBurst(resets, next);
        worker.doWork();
        arriveBurst(openings, next);
        next += LoopEngine.BURST;
        worker.doWork();
        return engine.sent();
    }

    /// What of it is the copying in.
    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long arriveOnly() {
        arriveBurst(packets, next);
        next += LoopEngine.BURST;
        engine.discard();
        return engine.sent();
    }
}
