package uvs.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.tools.demo.DirectorProgram;

/// A [Subject] at work on a [CompareNetwork], until the network is closed.
///
/// @param destination which address clients use
/// @param program     what runs in userspace for it
record Way(String destination, Optional<Program> program) {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private record Service(String protocol, int port) {
    }

    private static final List<Service> SERVICES = List.of(
        new Service("UDP", CompareNetwork.COUNTED_PORT), new Service("UDP", CompareNetwork.ECHO_PORT),
        new Service("TCP", CompareNetwork.HTTP_PORT), new Service("TCP", CompareNetwork.STREAM_PORT),
        new Service("TCP", CompareNetwork.ECHO_PORT));

    private static final String HAPROXY = """
        global
            maxconn 8000
        defaults
            mode tcp
            timeout connect 5s
            timeout client 60s
            timeout server 60s
            backlog 4096
        """;
    private static final String NGINX = """
        load_module /usr/lib/nginx/modules/ngx_stream_module.so;
        daemon off; worker_processes 1; worker_rlimit_nofile 65536; error_log /dev/null; pid %s/balancer.pid;
        events { worker_connections 32768; }
        stream {
        """;

    /// @param options further ones of `uvs run`
    static Way start(Subject subject, CompareNetwork network, List<String> options) {
        Host director = network.director();
        return switch (subject) {
            case ROUTING -> new Way(CompareNetwork.SERVER, Optional.empty());
            case NFTABLES -> inTheKernel(() -> {
                String rules = SERVICES.stream().map(service -> "; add rule ip nat pre ip daddr " + CompareNetwork.VIRTUAL + " "
                    + service.protocol.toLowerCase() + " dport " + service.port + " dnat to " + CompareNetwork.SERVER)
                    .collect(Collectors.joining());
                director.run("nft", "add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }"
                    + rules).orThrow();
            });
            case IPVS -> inTheKernel(() -> SERVICES.forEach(service -> {
                String kind = service.protocol.equals("UDP") ? "-u" : "-t";
                String address = CompareNetwork.VIRTUAL + ":" + service.port;
                director.run("ipvsadm", "-A", kind, address, "-s", "rr").orThrow();
                director.run("ipvsadm", "-a", kind, address, "-r", CompareNetwork.SERVER, "-m").orThrow();
            }));
            case XDP_REDIRECT -> new Way(CompareNetwork.VIRTUAL, Optional.of(Redirect.start(network)));
            case UVS_XDP_NAT -> uvs(network, "xdp", "NAT", options);
            case UVS_XDP_DR -> uvs(network, "xdp", "DR", options);
            case UVS_URING_NAT -> uvs(network, "uring", "NAT", options);
            case UVS_URING_DR -> uvs(network, "uring", "DR", options);
            case HAPROXY -> proxy(network, "haproxy", HAPROXY + tcp().map(service ->
                "listen s%1$d\n    bind %2$s:%1$d\n    server real %3$s:%1$d\n".formatted(
                    service.port, CompareNetwork.VIRTUAL, CompareNetwork.SERVER)).collect(Collectors.joining()), "-db", "-f");
            case NGINX -> proxy(network, "nginx", NGINX.formatted(network.directory()) + SERVICES.stream().map(service ->
                "server { listen %s:%d%s; proxy_pass %s:%d; %s }\n".formatted(CompareNetwork.VIRTUAL, service.port,
                    service.protocol.equals("UDP") ? " udp" : " backlog=4096", CompareNetwork.SERVER, service.port,
                    service.protocol.equals("UDP") ? "proxy_timeout 10s;" : "")).collect(Collectors.joining()) + "}\n", "-c");
        };
    }

    private static Stream<Service> tcp() {
        return SERVICES.stream().filter(service -> service.protocol.equals("TCP"));
    }

    private static Way inTheKernel(Runnable setUp) {
        setUp.run();
        return new Way(CompareNetwork.VIRTUAL, Optional.empty());
    }

    private static Way uvs(CompareNetwork network, String engine, String method, List<String> options) {
        if (method.equals("DR")) {
            Host server = network.server();
            server.address("lo", CompareNetwork.VIRTUAL + "/32");
            server.sysctl("net.ipv4.conf.all.arp_ignore", 1);
            server.sysctl("net.ipv4.conf.all.arp_announce", 2);
            server.route(CompareNetwork.CLIENT + " via 10.0.2.2");
        }
        String configuration = SERVICES.stream().map(service -> """
            virtual_server %s %d {
                lb_algo rr
                lb_kind %s
                protocol %s
                real_server %s %d {
                }
            }
            """.formatted(CompareNetwork.VIRTUAL, service.port, method, service.protocol, CompareNetwork.SERVER, service.port))
            .collect(Collectors.joining());
        if (engine.equals("xdp")) {
            // What is redirected to an interface is taken from it only where it has NAPI.
            network.server().run("ethtool", "-K", "eth0", "gro", "on").orThrow();
            network.client().run("ethtool", "-K", "eth0", "gro", "on").orThrow();
        }
        var all = new ArrayList<>(List.of("--engine", engine));
        all.addAll(options);
        Program program = DirectorProgram.start(network.director(), network.directory(), configuration, Map.of(),
            all.toArray(String[]::new)).program();
        return new Way(CompareNetwork.VIRTUAL, Optional.of(program));
    }

    private static Way proxy(CompareNetwork network, String name, String configuration, String... options) {
        Path file = network.file("balancer.conf", configuration);
        Host director = network.director();
        Program program = director.start(Map.of(), Stream.of(Stream.of(name), Stream.of(options), Stream.of(file.toString()))
            .flatMap(words -> words).toList());
        Await.until(() -> name + " does not listen: " + program.lines(), LIMIT, () -> director.run("ss", "-Hltn").orThrow().out()
            .contains(CompareNetwork.VIRTUAL + ":" + CompareNetwork.HTTP_PORT));
        return new Way(CompareNetwork.VIRTUAL, Optional.of(program));
    }
}
