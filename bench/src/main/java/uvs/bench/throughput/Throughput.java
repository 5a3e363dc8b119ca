package uvs.bench.throughput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uvs.dataplane.testbed.Program;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;

/// How much of one TCP stream's throughput is left when `uvs run` translates addresses where else the kernel
/// routes.
///
/// Both are measured in turn, several times, on the same network: client, director and real server on one
/// machine, so all three and `iperf3` at both ends share its processors. Budget: at least half of what the
/// kernel routes.
public final class Throughput {

    private static final int ROUNDS = 3;
    private static final int PORT = 5201;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONFIGURATION = """
        virtual_server %s %d {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server %s %d {
                weight 1
            }
        }
        """.formatted(DemoNetwork.VIP, PORT, DemoNetwork.address(1), PORT);

    private final int seconds;
    private final boolean fromServer;

    /// @param seconds    how long each measurement goes, after a start that is not counted
    /// @param fromServer whether the real server sends, rather than the client
    public Throughput(int seconds, boolean fromServer) {
        this.seconds = seconds;
        this.fromServer = fromServer;
    }

    /// The medians of a few measurements, in bits a second.
    public record Figures(double routedByTheKernel, double throughUvs) {

        /// How much of the kernel's figure is left.
        public double ratio() {
            return throughUvs / routedByTheKernel;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT,
                "routed by the kernel %.2f Gbit/s, through uvs NAT %.2f Gbit/s, ratio %.2f",
                routedByTheKernel / 1e9, throughUvs / 1e9, ratio());
        }
    }

    public static void main(String[] arguments) {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
        for (boolean fromServer : new boolean[] {false, true}) {
            System.out.println((fromServer ? "server to client: " : "client to server: ")
                + new Throughput(seconds, fromServer).measure(ROUNDS));
        }
    }

    /// Measures both in turn.
    public Figures measure(int rounds) {
        var kernel = new ArrayList<Double>();
        var uvs = new ArrayList<Double>();
        try (var network = DemoNetwork.open()) {
            Program server = network.realServer(1)
                .start("iperf3", "-s", "--forceflush", "-p", Integer.toString(PORT));
            server.awaitLine("listening", LIMIT);
            for (int i = 0; i < rounds; i++) {
                kernel.add(bitsPerSecond(network, DemoNetwork.address(1)));
                DirectorProgram director = network.startDirector(CONFIGURATION);
                uvs.add(bitsPerSecond(network, DemoNetwork.VIP));
                director.program().stop();
                System.out.printf(Locale.ROOT, "  round %d: %.2f and %.2f Gbit/s%n", i + 1,
                    kernel.getLast() / 1e9, uvs.getLast() / 1e9);
            }
        }
        return new Figures(median(kernel), median(uvs));
    }

    private double bitsPerSecond(DemoNetwork network, String address) {
        var command = new ArrayList<>(List.of("iperf3", "-c", address, "-p", Integer.toString(PORT),
            "-t", Integer.toString(seconds), "-O", "2", "-J"));
        if (fromServer) {
            command.add("-R");
        }
        String report = network.client().run(LIMIT.plusSeconds(seconds), command.toArray(String[]::new))
            .orThrow().out();
        try {
            return new JsonMapper().readTree(report).at("/end/sum_received/bits_per_second").asDouble();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("iperf3 wrote no JSON: " + report, e);
        }
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }
}
