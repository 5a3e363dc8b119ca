package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.control.ControlBackend;
import uvs.tools.control.ControlClient;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;
import uvs.tools.demo.WebClient;
import uvs.tools.demo.WebServer;

/// What `uvs run` with a fast path does whatever the engine is.
@Tag(Testbed.TAG)
abstract class FastPathContract {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String VIP = "192.0.2.100";
    private static final String SERVER = "198.51.100.11";
    private static final int SOCKETS = 4;
    private static final int DATAGRAMS = 50;
    private static final int LENGTH = 101;
    /// IPv4 and UDP.
    private static final int HEADERS = 28;
    private static final int REQUESTS = 200;
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 53 {
            lb_algo rr
            lb_kind NAT
            protocol UDP
            real_server 198.51.100.11 5353 {
            }
        }
        virtual_server 192.0.2.100 54 {
            lb_algo rr
            lb_kind NAT
            ops
            protocol UDP
            real_server 198.51.100.11 5353 {
            }
        }
        virtual_server 192.0.2.100 55 {
            lb_algo rr
            lb_kind NAT
            protocol UDP
            real_server 198.51.100.11 5353 {
            }
        }
        virtual_server 192.0.2.100 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.11 8080 {
            }
        }
        """;

    static Host client;
    static Host server;
    static Host host;
    private static Testbed testbed;
    private static DirectorProgram director;
    private static ControlClient control;
    private static ControlBackend backend;

    /// Makes a network of a client, a real server, and a host between them.
    static void open() {
        testbed = Testbed.open();
        client = testbed.host("client");
        server = testbed.host("server");
        host = testbed.host("director");
        testbed.link(client, "eth0", "192.0.2.10/24", host, "client0", "192.0.2.1/24");
        testbed.link(host, "real0", "198.51.100.1/24", server, "eth0", SERVER + "/24");
        host.address("client0", VIP + "/32");
        client.route("default via 192.0.2.1");
        server.route("default via 198.51.100.1");
        Program echo = server.start(Map.of(), DatagramEcho.command("serve", "real", "5353"));
        Program web = server.start(Map.of(), ThisProgram.small(WebServer.class, "real", "8080"));
        echo.awaitLine("ready", LIMIT);
        web.awaitLine("ready", LIMIT);
    }

    /// Makes the host between a director.
    static void start(String engine) throws BackendException {
        director = DirectorProgram.start(host, testbed.directory(), CONFIGURATION, Map.of(), "--engine", engine);
        assertTrue(director.lines().stream().anyMatch(line -> line.contains("established connections take the fast path")),
            director.lines()::toString);
        control = ControlClient.connect(director.control());
        backend = ControlBackend.over(control);
    }

    /// Leaves no checksum of what goes out to the interface, as one that cannot.
    static void checksumsAreMadeHere(Host owner, String device) {
        owner.run("ethtool", "-K", device, "tx", "off", "gro", "on").orThrow();
    }

    @AfterAll
    static void close() {
        if (control != null) {
            control.close();
        }
        if (testbed != null) {
            testbed.close();
        }
    }

    @Test
    void carriesDatagramsBothWaysAndCountsEachOnce() throws BackendException {
        long before = fastPackets();
        String answers = client.run(DatagramEcho.command("ask", VIP, "53", Integer.toString(SOCKETS),
            Integer.toString(DATAGRAMS), Integer.toString(LENGTH)).toArray(String[]::new)).orThrow().out();
        assertEquals(("real ".repeat(DATAGRAMS).strip() + "\n").repeat(SOCKETS), answers);
        long packets = SOCKETS * DATAGRAMS;
        long bytes = packets * (HEADERS + LENGTH);
        assertEquals(new Counters(SOCKETS, packets, packets, bytes, bytes), counted(Protocol.UDP, 53));
        // The first few of each are a worker's.
        assertTrue(fastPackets() - before > packets, () -> counters().toString());
    }

    @Test
    void schedulesEachPacketForItselfWhereThatIsWanted() {
        long before = fastPackets();
        try (Program stream = client.start(Map.of(), DatagramEcho.command("stream", VIP, "54"))) {
            stream.awaitLine("ready", LIMIT);
            Await.until(() -> "too few: " + counters(), LIMIT, () -> status(Protocol.UDP, 54).counters().inPackets() > 20);
        }
        assertEquals(before, fastPackets());
    }

    @Test
    void carriesEstablishedSegmentsAndLeavesTheStatesToTheWorkers() throws BackendException {
        long before = fastPackets();
        String answers = client.run(ThisProgram.small(WebClient.class, VIP, "80", Integer.toString(REQUESTS), "4", "25", "0")
            .toArray(String[]::new)).orThrow().out();
        assertEquals(REQUESTS, answers.lines().filter(line -> line.endsWith(" real")).count(), answers);
        assertTrue(fastPackets() - before > REQUESTS / 2, () -> counters().toString());
        Await.until(() -> "a connection is active still: " + status(Protocol.TCP, 80), LIMIT, () -> {
            RealServerStatus real = status(Protocol.TCP, 80).realServers().getFirst();
            return real.activeConnections() == 0 && real.inactiveConnections() == real.counters().connections();
        });
        assertTrue(counted(Protocol.TCP, 80).connections() >= REQUESTS / 25);
    }

    @Test
    void stopsWithItsRealServerAndGoesOnWithIt() throws BackendException {
        RealServerId real = new RealServerId(IpAddress.of(SERVER), 5353);
        try (Program stream = client.start(Map.of(), DatagramEcho.command("stream", VIP, "55"))) {
            stream.awaitLine("ready", LIMIT);
            awaitCarried();
            assertEquals(1, connections(55));
            backend.removeRealServer(id(Protocol.UDP, 55), real);
            Await.until(() -> "not dropped: " + counters(), LIMIT, () -> dropped() > 0);
            long fast = fastPackets();
            long dropped = dropped();
            Await.until(() -> "not dropped: " + counters(), LIMIT, () -> dropped() > dropped + 20);
            assertEquals(fast, fastPackets());

            backend.addRealServer(
                id(Protocol.UDP, 55), real, new RealServerSettings(new ForwardingMethod.Nat(), 1, 0, 0));
            awaitCarried();
            backend.timeouts(new ConnectionTimeouts(0, 0, 2));
            awaitCarried();
        }
        Await.until(() -> "it does not end: " + counters(), LIMIT, () -> connections(55) == 0);
        backend.timeouts(new ConnectionTimeouts(0, 0, 300));
    }

    private static void awaitCarried() {
        long before = fastPackets();
        Await.until(() -> "not carried: " + counters(), LIMIT, () -> fastPackets() > before + 20);
    }

    private static int connections(int port) {
        var count = new AtomicInteger();
        try (ConnectionScan scan = backend.connections()) {
            scan.forEach(connection -> count.addAndGet(connection.virtualPort() == port ? 1 : 0));
        } catch (BackendException e) {
            throw new IllegalStateException(e);
        }
        return count.get();
    }

    private static VirtualServerId id(Protocol protocol, int port) {
        return new VirtualServerId.Address(protocol, IpAddress.of(VIP), port);
    }

    private static VirtualServerStatus status(Protocol protocol, int port) {
        try {
            return backend.get(id(protocol, port));
        } catch (BackendException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a virtual server counted, and its only real server too.
    private static Counters counted(Protocol protocol, int port) {
        VirtualServerStatus status = status(protocol, port);
        assertEquals(status.counters(), status.realServers().getFirst().counters());
        return status.counters();
    }

    static long fastPackets() {
        return counters().path("fast_path").path("packets").asLong(-1);
    }

    private static long dropped() {
        return counters().path("dropped").path("real_server_removed").asLong(-1);
    }

    static JsonNode counters() {
        return ShownCounters.of(director);
    }
}
