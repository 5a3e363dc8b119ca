package uvs.dataplane.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.InterfaceAddress;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.Neighbour;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.netlink.Route;
import uvs.dataplane.port.FastPath;
import uvs.dataplane.port.MemoryEngine;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.EndpointMap;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SteeredReplies;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.Schedulers;

/// A whole worker between two interfaces, without a kernel: frames go in by hand, and time is moved by hand.
///
/// ```
///   clients 192.0.2.0/24 --- client (1)  192.0.2.1      198.51.100.1  server (2) --- real servers 198.51.100.11, .12
///                            192.0.2.100, 2001:db8::100
/// ```
final class PaperDirector implements AutoCloseable {

    static final int CLIENT_LINK = 1;
    static final int SERVER_LINK = 2;
    static final long CLIENT_SIDE_MAC = 0x0200_0000_0001L;
    static final long SERVER_SIDE_MAC = 0x0200_0000_0002L;
    static final long CLIENT_MAC = 0x0200_0000_0101L;
    static final String VIP = "192.0.2.100";
    static final String CLIENT = "192.0.2.7";
    static final String REAL_1 = "198.51.100.11";
    static final String REAL_2 = "198.51.100.12";
    private static final int SLOTS = 512;
    private static final int STALE = 0x04;
    private static final int PERMANENT = 0x80;

    final UserspaceBackend backend;
    final ConnectionTable connections;
    final List<WorkerReport> reports = new ArrayList<>();
    private final MemoryEngine engine = new MemoryEngine(SLOTS, (link, frame) -> sent(link.index(), frame));
    private final Worker worker;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>(
        List.of(route("192.0.2.0/24", CLIENT_LINK), route("198.51.100.0/24", SERVER_LINK)));
    private NetworkView network;
    private long nowNs = 1;

    /// A frame that left.
    record Sent(int link, byte[] frame) {}

    PaperDirector(VsSettings settings) throws SystemCallException {
        this(settings, Optional.empty());
    }

    PaperDirector(VsSettings settings, Optional<FastPath> fastPath) throws SystemCallException {
        fastPath.ifPresent(engine::fastPath);
        neighbours.add(neighbour(CLIENT_LINK, CLIENT, CLIENT_MAC));
        neighbours.add(neighbour(SERVER_LINK, REAL_1, 0x0200_0000_0211L));
        neighbours.add(neighbour(SERVER_LINK, REAL_2, 0x0200_0000_0212L));
        view();
        var counters = new WorkerCounters();
        var inbox = new WorkerInbox(() -> { });
        connections = new ConnectionTable(ConnectionLimits.fixed(4096), 1, new Random(1));
        worker = new Worker(new Worker.Setup(0, () -> engine, Link::isEthernet, () -> network, inbox, reports::add,
            counters, List.of(counters.realServers()), connections, Timeouts.DEFAULT, settings, Schedulers.load(),
            SchedulerOptions.DEFAULTS, () -> nowNs));
        worker.onStart();
        backend = new UserspaceBackend(Schedulers.load(), List.of(new UserspaceBackend.Worker(inbox, counters)),
            connections, Timeouts.DEFAULT, () -> nowNs);
    }

    private static Neighbour neighbour(int link, String address, long mac) {
        return new Neighbour(link, IpAddress.of(address), new MacAddress(mac), PERMANENT);
    }

    private void view() {
        network = new NetworkView(
            List.of(new Link(CLIENT_LINK, "client", 1, new MacAddress(CLIENT_SIDE_MAC), 1500, true),
                new Link(SERVER_LINK, "server", 1, new MacAddress(SERVER_SIDE_MAC), 1500, true)),
            List.of(new InterfaceAddress(CLIENT_LINK, Prefix.of("192.0.2.1/24")),
                new InterfaceAddress(CLIENT_LINK, Prefix.of(VIP + "/32")),
                new InterfaceAddress(CLIENT_LINK, Prefix.of("2001:db8::100/128")),
                new InterfaceAddress(SERVER_LINK, Prefix.of("198.51.100.1/24"))),
            routes, neighbours);
    }

    private static Route route(String prefix, int link) {
        return new Route(Prefix.of(prefix), Optional.empty(), link, 0, 254, Optional.empty());
    }

    /// Another neighbour answers.
    void learn(int link, String address, long mac) {
        neighbours.add(neighbour(link, address, mac));
        view();
    }

    /// A neighbour has not been heard of for a while.
    void forget(int link, String address, long mac) {
        neighbours.add(new Neighbour(link, IpAddress.of(address), new MacAddress(mac), STALE));
        view();
    }

    /// There is another route.
    void addRoute(String prefix, int link) {
        routes.add(route(prefix, link));
        view();
    }

    VirtualServerId serve(Protocol protocol, int port, ForwardingMethod method, String... realServers)
        throws BackendException {
        return serve(protocol, port, method, Optional.empty(), realServers);
    }

    /// A virtual server on [#VIP] with `rr`; real servers have port 8080 with NAT. The last one named is first in turn.
    VirtualServerId serve(Protocol protocol, int port, ForwardingMethod method,
        Optional<VirtualServerSettings.Persistence> persistence, String... realServers) throws BackendException {
        var virtual = new VirtualServerId.Address(protocol, IpAddress.of(VIP), port);
        backend.addVirtualServer(virtual, new VirtualServerSettings("rr", Set.of(), persistence, false));
        var steered = new ArrayList<EndpointMap.Endpoint>();
        for (String real : realServers) {
            RealServerId id = real(real, method);
            backend.addRealServer(virtual, id, new RealServerSettings(method, 1, 0, 0));
            steered.add(new EndpointMap.Endpoint(protocol, id.address(), id.port()));
        }
        backend.publishReplies(new SteeredReplies(steered));
        worker.doWork();
        return virtual;
    }

    static RealServerId real(String address, ForwardingMethod method) {
        return new RealServerId(IpAddress.of(address), method instanceof ForwardingMethod.Nat ? 8080 : 80);
    }

    /// Lets a frame arrive, and answers what the worker sent.
    List<Sent> arrive(int link, byte[] frame) {
        engine.arrive(link, frame);
        return work();
    }

    /// A cycle without a frame.
    List<Sent> work() {
        worker.doWork();
        worker.doWork();
        List<Sent> answer = List.copyOf(sent);
        sent.clear();
        return answer;
    }

    void advance(long ns) {
        nowNs += ns;
    }

    long dropped(DropReason reason) {
        return worker.drops().of(reason);
    }

    Drops drops() {
        return worker.drops();
    }

    int framesHeld() {
        return engine.framesHeld();
    }

    private void sent(int link, byte[] frame) {
        sent.add(new Sent(link, frame));
    }

    @Override
    public void close() {
        worker.onClose();
        connections.close();
    }
}
