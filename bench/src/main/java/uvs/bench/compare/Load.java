package uvs.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.dataplane.testbed.Program;

/// Takes one [Measurement] of a [Way].
final class Load {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int WARM_UP_MS = 2000;
    private static final int WRK_CONNECTIONS = 64;
    private static final Pattern REQUESTS = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern FAILURES = Pattern.compile("Socket errors: (.*)");

    private final CompareNetwork network;
    private final Way way;
    private final int seconds;

    Load(CompareNetwork network, Way way, int seconds) {
        this.network = network;
        this.way = way;
        this.seconds = seconds;
    }

    /// @param capacity packets a second that the subject can carry, for [Measurement#LATENCY]
    Map<String, Double> measure(Measurement measurement, double capacity) throws InterruptedException {
        return switch (measurement) {
            case UDP_1K -> packets(1000);
            case UDP_50K -> packets(50_000);
            case CONNECTIONS -> requests("Connection: close");
            case KEEPALIVE -> requests("Connection: keep-alive");
            case BULK -> stream();
            case LATENCY -> latency(capacity);
            case TCP_LATENCY -> roundTrips(RoundTrips.Kind.STREAM);
        };
    }

    /// Frames that arrive while the source sends as many as it can.
    private Map<String, Double> packets(int flows) throws InterruptedException {
        try (Program generator = network.generate(way.destination(), flows, 0, seconds + 4)) {
            Thread.sleep(WARM_UP_MS);
            Usage before = Usage.now(way.program());
            long countedBefore = network.counted();
            long startNs = System.nanoTime();
            Thread.sleep(seconds * 1000L);
            long count = network.counted() - countedBefore;
            double took = (System.nanoTime() - startNs) / 1e9;
            Map<String, Double> figures = figures(count / took / 1e6, before, took);
            figures.put("offered", CompareNetwork.sentBy(generator) / 1e6);
            return figures;
        }
    }

    /// `wrk` has had a second before.
    private Map<String, Double> requests(String header) {
        network.startWeb();
        wrk(header, 1);
        Usage before = Usage.now(way.program());
        long startNs = System.nanoTime();
        String report = wrk(header, seconds);
        double took = (System.nanoTime() - startNs) / 1e9;
        Matcher matcher = REQUESTS.matcher(report);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk wrote no rate: " + report);
        }
        Map<String, Double> figures = figures(Double.parseDouble(matcher.group(1)), before, took);
        Matcher failures = FAILURES.matcher(report);
        if (failures.find()) {
            System.out.println("  wrk: " + failures.group());
        }
        return figures;
    }

    private String wrk(String header, int time) {
        return network.client().run(LIMIT, "wrk", "-t", "1", "-c", Integer.toString(WRK_CONNECTIONS), "-d", time + "s", "-H", header,
            "http://" + way.destination() + ":" + CompareNetwork.HTTP_PORT + "/").orThrow().out();
    }

    private Map<String, Double> stream() {
        network.startStreamServer();
        Usage before = Usage.now(way.program());
        long startNs = System.nanoTime();
        String report = network.client().run(LIMIT, "iperf3", "-c", way.destination(), "-p",
            Integer.toString(CompareNetwork.STREAM_PORT), "-t", Integer.toString(seconds), "-O", "2", "-J").orThrow().out();
        double took = (System.nanoTime() - startNs) / 1e9;
        try {
            double bits = new JsonMapper().readTree(report).at("/end/sum_received/bits_per_second").asDouble();
            return figures(bits / 1e9, before, took);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("iperf3 wrote no JSON: " + report, e);
        }
    }

    /// Round trips while the source sends half of what the subject can carry; what they take by the cable past the director is
    /// measured under the same load, and taken off in the figures that say what was added.
    private Map<String, Double> latency(double capacity) throws InterruptedException {
        int rate = (int) (capacity / 2);
        try (Program _ = network.generate(way.destination(), 1000, rate, 2 * seconds + 12)) {
            Thread.sleep(WARM_UP_MS);
            Map<String, Double> figures = roundTrips(RoundTrips.Kind.DATAGRAM);
            figures.put("load", rate / 1e6);
            return figures;
        }
    }

    private Map<String, Double> roundTrips(RoundTrips.Kind kind) {
        RoundTrips.startEcho(network.server(), kind);
        RoundTrips.Figures direct = RoundTrips.measure(network.client(), kind, CompareNetwork.DIRECT, seconds);
        Usage before = Usage.now(way.program());
        long startNs = System.nanoTime();
        RoundTrips.Figures through = RoundTrips.measure(network.client(), kind, way.destination(), seconds);
        Map<String, Double> figures = figures(through.p50(), before, (System.nanoTime() - startNs) / 1e9);
        figures.put("p99", through.p99());
        figures.put("p99.9", through.p999());
        figures.put("most", through.most());
        figures.put("direct p50", direct.p50());
        figures.put("direct p99.9", direct.p999());
        figures.put("added p50", through.p50() - direct.p50());
        figures.put("load", 0.0);
        figures.put("lost", (double) through.lost());
        return figures;
    }

    private Map<String, Double> figures(double value, Usage before, double seconds) {
        Usage used = Usage.now(way.program()).since(before);
        var figures = new LinkedHashMap<String, Double>();
        figures.put("value", value);
        figures.put("machine cores", used.machineSeconds() / seconds);
        figures.put("program cores", used.programSeconds() / seconds);
        figures.put("resident MB", used.residentBytes() / 1e6);
        return figures;
    }
}
