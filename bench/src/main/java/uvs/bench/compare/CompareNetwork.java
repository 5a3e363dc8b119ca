package uvs.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Testbed;
import uvs.tools.demo.ThisProgram;

/// A client, a director and a real server, in a row; and a cable past the director for the answers of direct routing.
///
/// ```
///   client eth0 10.0.0.2 ---- 10.0.0.1 in0 director out0 10.0.1.1 ---- 10.0.1.2 eth0 server
///          eth1 10.0.2.2 ------------------------------------------ 10.0.2.1 eth1
/// ```
///
/// 10.0.0.100 is the virtual address. UDP to the port that counts is counted where it arrives at the server, and dropped.
final class CompareNetwork implements AutoCloseable {

    static final String VIRTUAL = "10.0.0.100";
    static final String SERVER = "10.0.1.2";
    static final String CLIENT = "10.0.0.2";
    /// The server's address that no director is in front of.
    static final String DIRECT = "10.0.2.1";
    static final int COUNTED_PORT = 5300;
    static final int ECHO_PORT = 5400;
    static final int HTTP_PORT = 8080;
    static final int STREAM_PORT = 5201;
    /// Where the source runs.
    static final int SOURCE_PROCESSOR = 0;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");
    private static final Pattern SENT = Pattern.compile(": (\\d+) a second");
    private static final String WEB = """
        daemon off; master_process off; error_log /dev/null; pid %1$s/web.pid;
        events { worker_connections 4096; }
        http {
            access_log off; keepalive_requests 1000000000; keepalive_timeout 60; client_body_temp_path %1$s;
            proxy_temp_path %1$s; fastcgi_temp_path %1$s; uwsgi_temp_path %1$s; scgi_temp_path %1$s;
            server { listen %2$d backlog=4096; location / { return 200 "of the real server\\n"; } }
        }
        """;

    private final Testbed testbed = Testbed.open();
    private final Host client = testbed.host("client");
    private final Host director = testbed.host("director");
    private final Host server = testbed.host("server");

    CompareNetwork() {
        testbed.link(client, "eth0", CLIENT + "/24", director, "in0", "10.0.0.1/24");
        testbed.link(director, "out0", "10.0.1.1/24", server, "eth0", SERVER + "/24");
        testbed.link(client, "eth1", "10.0.2.2/24", server, "eth1", DIRECT + "/24");
        director.address("in0", VIRTUAL + "/32");
        // The sources of further flows are behind the first.
        director.route("10.1.0.0/16 via " + CLIENT);
        director.sysctl("net.ipv4.ip_forward", 1);
        client.route(SERVER + " via 10.0.0.1");
        server.route("default via 10.0.1.1");
        for (Host host : List.of(client, director, server)) {
            host.sysctl("net.ipv4.ip_local_port_range", "1024 65535");
        }
        director.run("ethtool", "-K", "in0", "gro", "on").orThrow();
        server.run("nft", "add table netdev count; add chain netdev count in { type filter hook ingress device eth0 priority 0; };"
            + " add rule netdev count in udp dport " + COUNTED_PORT + " counter drop").orThrow();
        knowNeighbour("in0", CLIENT);
        knowNeighbour("out0", SERVER);
    }

    private void knowNeighbour(String device, String address) {
        director.run("ping", "-q", "-c", "1", address).orThrow();
        String mac = director.ip("neigh show " + address).replaceAll("(?s).*lladdr (\\S+).*", "$1");
        director.ip("neigh replace " + address + " lladdr " + mac + " nud permanent dev " + device);
    }

    Host client() {
        return client;
    }

    Host director() {
        return director;
    }

    Host server() {
        return server;
    }

    /// The Ethernet address of an interface.
    static String mac(Host host, String device) {
        return host.ip("link show " + device).replaceAll("(?s).*link/ether (\\S+).*", "$1");
    }

    /// Writes a file where programs on the testbed find it.
    Path file(String name, String text) {
        try {
            return Files.writeString(testbed.directory().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return testbed.directory();
    }

    /// Starts the source on a processor of its own, and waits until it sends.
    ///
    /// @param rate frames a second, or 0 for as many as can be
    Program generate(String destination, int flows, int rate, int seconds) {
        var command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(SOURCE_PROCESSOR)));
        command.addAll(ThisProgram.uvs("generate", "--interface", "eth0", "--to", mac(director, "in0"), "--source", "10.1.0.1",
            "--destination", destination, "--port", Integer.toString(COUNTED_PORT), "--flows", Integer.toString(flows),
            "--rate", Integer.toString(rate), "--seconds", Integer.toString(seconds)));
        Program generator = client.start(Map.of(), command);
        generator.awaitLine("sending", LIMIT);
        return generator;
    }

    /// How many frames a second a source sent, once it has ended.
    static double sentBy(Program generator) {
        Matcher matcher = SENT.matcher(generator.awaitLine(SENT, LIMIT));
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    /// How many frames of the source have arrived so far.
    long counted() {
        Matcher matcher = PACKETS.matcher(server.run("nft", "list", "chain", "netdev", "count", "in").orThrow().out());
        if (!matcher.find()) {
            throw new IllegalStateException("the server has no counter");
        }
        return Long.parseLong(matcher.group(1));
    }

    void startWeb() {
        Path configuration = file("web.conf", WEB.formatted(testbed.directory(), HTTP_PORT));
        server.start("nginx", "-c", configuration.toString());
        Result result = client.run("sh", "-c", "for i in $(seq 100); do curl -s -o /dev/null http://" + DIRECT + ":" + HTTP_PORT
            + "/ && exit 0; sleep 0.05; done; exit 1");
        result.orThrow();
    }

    void startStreamServer() {
        server.start("iperf3", "-s", "--forceflush", "-p", Integer.toString(STREAM_PORT)).awaitLine("listening", LIMIT);
    }

    @Override
    public void close() {
        testbed.close();
    }
}
