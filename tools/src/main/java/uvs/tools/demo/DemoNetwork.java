package uvs.tools.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Testbed;

/// A client, a director or a pair of them, and three real servers.
///
/// ```
///   client             director                          real1  198.51.100.11
///   192.0.2.10 ------- 192.0.2.1   198.51.100.1 ---+---- real2  198.51.100.12
///                      192.0.2.100, the virtual    |     real3  198.51.100.13
///                      server's address            +---- ...
/// ```
///
/// The real servers' default route is the director, as network address translation needs it.
///
/// A pair of directors has no virtual address at first: VRRP is to give them 192.0.2.100 and, as the gateway of the
/// real servers, 198.51.100.1, both to the same one.
///
/// ```
///                 +--- 192.0.2.2  director1  198.51.100.2 ---+
///   client -------+                                          +---- real1, real2, real3
///                 +--- 192.0.2.3  director2  198.51.100.3 ---+
/// ```
public final class DemoNetwork implements AutoCloseable {

    /// The address of the virtual server.
    public static final String VIP = "192.0.2.100";
    /// Where the real servers send what is for the client.
    public static final String GATEWAY = "198.51.100.1";
    public static final String CLIENT = "192.0.2.10";
    public static final int WEB_PORT = 8080;
    public static final int REAL_SERVERS = 3;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Testbed testbed;
    private final Host client;
    private final List<Host> directors = new ArrayList<>();
    private final List<Host> realServers = new ArrayList<>();

    private DemoNetwork(Testbed testbed, boolean pair) {
        this.testbed = testbed;
        client = testbed.host("client");
        if (pair) {
            addPair();
        } else {
            addDirector();
        }
        var segment = testbed.segment("real");
        for (int i = 0; i < directors.size(); i++) {
            segment.attach(directors.get(i), "real0", "198.51.100." + (pair ? i + 2 : 1) + "/24");
            directors.get(i).sysctl("net.ipv4.ip_forward", 1);
        }
        for (int i = 1; i <= REAL_SERVERS; i++) {
            Host real = testbed.host(name(i));
            segment.attach(real, "eth0", address(i) + "/24");
            real.route("default via " + GATEWAY);
            realServers.add(real);
        }
    }

    private void addDirector() {
        Host director = testbed.host("director");
        testbed.link(client, "eth0", CLIENT + "/24", director, "client0", "192.0.2.1/24");
        client.route("default via 192.0.2.1");
        director.address("client0", VIP + "/32");
        directors.add(director);
    }

    private void addPair() {
        var segment = testbed.segment("client");
        segment.attach(client, "eth0", CLIENT + "/24");
        for (int i = 1; i <= 2; i++) {
            Host director = testbed.host("director" + i);
            segment.attach(director, "client0", "192.0.2." + (i + 1) + "/24");
            directors.add(director);
        }
    }

    /// Builds the network; nothing runs on it yet.
    public static DemoNetwork open() {
        return open(false);
    }

    /// Builds the network with two directors; nothing runs on it yet, and nobody has a virtual address.
    public static DemoNetwork openPair() {
        return open(true);
    }

    private static DemoNetwork open(boolean pair) {
        Testbed testbed = Testbed.open();
        try {
            return new DemoNetwork(testbed, pair);
        } catch (RuntimeException e) {
            testbed.close();
            throw e;
        }
    }

    public Host client() {
        return client;
    }

    /// The only director, or the first one of a pair.
    public Host director() {
        return director(1);
    }

    /// @param number from 1
    public Host director(int number) {
        return directors.get(number - 1);
    }

    /// @param number from 1
    public Host realServer(int number) {
        return realServers.get(number - 1);
    }

    public static String name(int number) {
        return "real" + number;
    }

    public static String address(int number) {
        return "198.51.100." + (10 + number);
    }

    /// A real server's web server as the table of the director has it.
    public static String endpoint(int number) {
        return address(number) + ":" + WEB_PORT;
    }

    /// A folder for files that goes away with the network.
    public Path directory() {
        return testbed.directory();
    }

    /// Starts the web server of one real server; it listens when it has said `ready`.
    public Program startWebServer(int number) {
        return realServer(number).start(Map.of(),
            ThisProgram.small(WebServer.class, name(number), Integer.toString(WEB_PORT)));
    }

    /// Starts all web servers and waits until they listen.
    public List<Program> startWebServers() {
        var programs = new ArrayList<Program>();
        for (int i = 1; i <= REAL_SERVERS; i++) {
            programs.add(startWebServer(i));
        }
        programs.forEach(program -> program.awaitLine("ready", LIMIT));
        return programs;
    }

    public DirectorProgram startDirector(String configuration) {
        return startDirector(1, configuration);
    }

    /// @param number from 1
    public DirectorProgram startDirector(int number, String configuration) {
        return startDirector(number, configuration, Map.of());
    }

    /// @param environment variables of the program
    public DirectorProgram startDirector(int number, String configuration, Map<String, String> environment) {
        return DirectorProgram.start(director(number), directory(), configuration, environment);
    }

    /// Starts to send requests to the virtual server.
    ///
    /// @param requests              how many in all
    /// @param connections           how many connections at once
    /// @param requestsOnAConnection how many each carries before a new one takes its place
    /// @param pause                 between two requests of a connection
    public Requests startRequests(long requests, int connections, int requestsOnAConnection, Duration pause) {
        return new Requests(client.start(Map.of(), ThisProgram.small(WebClient.class, VIP, "80",
            Long.toString(requests), Integer.toString(connections), Integer.toString(requestsOnAConnection),
            Long.toString(pause.toMillis()))));
    }

    /// Starts to send a request every 10 ms to the virtual server, without waiting for the answers.
    public Heartbeat startHeartbeat() {
        return new Heartbeat(client.start(Map.of(), ThisProgram.small(HeartbeatClient.class, VIP, "80")));
    }

    @Override
    public void close() {
        testbed.close();
    }
}
