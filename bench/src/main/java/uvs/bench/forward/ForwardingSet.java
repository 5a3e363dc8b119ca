package uvs.bench.forward;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.SystemNanoClock;
import org.openjdk.jmh.annotations.Setup;
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
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.ServerCounters;
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

/// Workers that share a table of established connections (IPv4, TCP), and packets for them: a segment without data for each
/// connection, its SYN, and its RST.
///
/// Connection `i` was opened by worker `i % workers`.
final class ForwardingSet implements AutoCloseable {

    static final int FRAME = 54;
    static final int STRIDE = 64;
    private static final int VIP = IpAddress.of("192.0.2.1").ipv4();
    private static final long DIRECTOR_MAC = 0x0200_0000_0001L;

    private final int connections;
    private final Arena arena = Arena.ofShared();
    private final List<LoopEngine> engines = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final ConnectionTable table;
    private final MemorySegment packets;
    private final MemorySegment openings;
    private final MemorySegment resets;

    ForwardingSet(int connections, int count) throws Exception {
        this(connections, count, new ForwardingMethod.Nat());
    }

    ForwardingSet(int connections, int count, ForwardingMethod method) throws Exception {
        this.connections = connections;
        NetworkView network = network();
        table = new ConnectionTable(ConnectionLimits.fixed(Math.max(4096, connections * 2)), count, new Random(1));
        var backends = new ArrayList<UserspaceBackend.Worker>();
        for (int i = 0; i < count; i++) {
            backends.add(new UserspaceBackend.Worker(new WorkerInbox(() -> { }), new WorkerCounters()));
        }
        List<ServerCounters> everyone = backends.stream().map(each -> each.counters().realServers()).toList();
        for (int i = 0; i < count; i++) {
            var engine = new LoopEngine();
            engines.add(engine);
            var worker = new Worker(new Worker.Setup(i, () -> engine, Link::isEthernet, () -> network, backends.get(i).inbox(),
                report -> { }, backends.get(i).counters(), everyone, table, Timeouts.DEFAULT, VsSettings.DEFAULTS,
                Schedulers.load(), SchedulerOptions.DEFAULTS, SystemNanoClock.INSTANCE));
            worker.onStart();
            workers.add(worker);
        }
        addServers(
            new UserspaceBackend(Schedulers.load(), backends, table, Timeouts.DEFAULT, SystemNanoClock.INSTANCE), method);
        workers.forEach(Worker::doWork);
        packets = prepare(TcpHeader.ACK);
        openings = prepare(TcpHeader.SYN);
        resets = prepare(TcpHeader.RST | TcpHeader.ACK);
        openAll();
    }

    private static void addServers(UserspaceBackend backend, ForwardingMethod method) throws BackendException {
        int port = method instanceof ForwardingMethod.Nat ? 8080 : 80;
        var virtual = new VirtualServerId.Address(Protocol.TCP, IpAddress.ofIpv4(VIP), 80);
        backend.addVirtualServer(virtual, new VirtualServerSettings("wrr", Set.of(), Optional.empty(), false));
        for (int i = 0; i < 10; i++) {
            backend.addRealServer(virtual, new RealServerId(IpAddress.ofIpv4(real(i)), port),
                new RealServerSettings(method, i + 1, 0, 0));
        }
    }

    Worker worker(int number) {
        return workers.get(number);
    }

    LoopEngine engine(int number) {
        return engines.get(number);
    }

    MemorySegment packets() {
        return packets;
    }

    MemorySegment openings() {
        return openings;
    }

    MemorySegment resets() {
        return resets;
    }

    private static int real(int number) {
        return IpAddress.of("198.51.100.10").ipv4() + number;
    }

    private static NetworkView network() {
        var client = new Link(1, "client", 1, new MacAddress(DIRECTOR_MAC), 1500, true);
        var server = new Link(2, "server", 1, new MacAddress(DIRECTOR_MAC + 1), 1500, true);
        var gateway = IpAddress.of("192.0.2.254");
        var neighbours = new ArrayList<Neighbour>();
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

    /// Opens every connection by a SYN, and lets it be established by the ACK behind it: each worker in its turn.
    private void openAll() {
        for (int i = 0; i < connections; i++) {
            long at = (long) i * STRIDE;
            int number = i % workers.size();
            engine(number).arrive(0, openings, at, FRAME);
            worker(number).doWork();
            engine(number).arrive(0, packets, at, FRAME);
            worker(number).doWork();
        }
        long sent = engines.stream().mapToLong(LoopEngine::sent).sum();
        if (table.size() != connections || sent != 2L * connections) {
            throw new IllegalStateException("connections=" + table.size() + " sent=" + sent);
        }
    }

    @Override
    public void close() {
        workers.forEach(Worker::onClose);
        table.close();
        arena.close();
    }
}
