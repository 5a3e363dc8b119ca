package uvs.bench.compare;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Results as JSON, as tables, and as plots.
final class Report {

    private static final String FILE = "compare.json";
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final List<Subject> PEERS = List.of(Subject.ROUTING, Subject.NFTABLES, Subject.HAPROXY);

    private final Results results;

    private Report(Results results) {
        this.results = results;
    }

    /// With the results that the folder has already.
    static Report read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return new Report(Files.exists(file) ? JSON.readValue(file.toFile(), Results.class) : Results.none());
    }

    /// What is measured now takes the place of what was measured earlier.
    void begin(List<Measurement> measurements, int rounds, int seconds) {
        results.machine().putAll(Machine.describe());
        String date = ZonedDateTime.now().format(DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ROOT));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        for (Measurement measurement : measurements) {
            results.runs().put(measurement.word, new Results.Run(date, rounds, seconds, load, new LinkedHashMap<>()));
        }
    }

    void add(Measurement measurement, Subject subject, Map<String, Double> figures) {
        results.runs().get(measurement.word).add(subject, figures);
    }

    void addUserMode(Map<String, List<Double>> figures) {
        results.userMode().putAll(figures);
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve(FILE).toFile(), results);
        var page = new StringBuilder("# What bench/compare measured\n\nWritten by `bench/compare`. Medians of the rounds; in"
            + " brackets the least and the most.\n\n");
        results.machine().forEach((name, value) -> page.append("- ").append(name).append(": ").append(value).append('\n'));
        page.append('\n').append(tables());
        Files.writeString(folder.resolve("README.md"), page);
        for (Measurement measurement : Measurement.values()) {
            Results.Run run = results.runs().get(measurement.word);
            if (run != null) {
                Files.writeString(folder.resolve(measurement.word + ".svg"), BarPlot.of(measurement, run));
            }
        }
    }

    String tables() {
        var text = new StringBuilder();
        for (Measurement measurement : Measurement.values()) {
            Results.Run run = results.runs().get(measurement.word);
            if (run != null) {
                text.append("## ").append(measurement.title).append("\n\n![").append(measurement.title).append("](")
                    .append(measurement.word).append(".svg)\n\n").append(run.date()).append(", ").append(run.rounds())
                    .append(" rounds of ").append(run.seconds()).append(String.format(Locale.ROOT, " s, load average before: %.1f.%n%n",
                    run.load())).append(measurement.isRoundTrip() ? roundTrips(run) : rates(measurement, run)).append('\n');
            }
        }
        if (results.userMode().containsKey("ipvs") && results.userMode().containsKey("routing")) {
            double ipvs = middle(results.userMode().get("ipvs"));
            double routing = middle(results.userMode().get("routing"));
            text.append(String.format(Locale.ROOT, "Under user-mode Linux, one processor, 64-byte UDP of 1,000 flows: routing %.2f Mpps,"
                + " IPVS with NAT %.2f Mpps, %.2f times routing there.%n", routing, ipvs, ipvs / routing));
        }
        return text.toString();
    }

    private static double middle(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static String rates(Measurement measurement, Results.Run run) {
        var text = new StringBuilder("| " + measurement.unit + " | | ");
        List<Subject> peers = PEERS.stream().filter(run::has).toList();
        peers.forEach(peer -> text.append("× ").append(peer.word).append(" | "));
        text.append("busy cores | of the program | its MB |\n|---|---|").append("---|".repeat(peers.size() + 3)).append('\n');
        for (Subject subject : Subject.values()) {
            if (run.has(subject)) {
                double median = run.median(subject, "value");
                List<Double> all = run.all(subject, "value");
                text.append("| ").append(subject.title).append(" | ").append(figure(median)).append(" (").append(figure(all.getFirst()))
                    .append(" to ").append(figure(all.getLast())).append(") | ");
                peers.forEach(peer -> text.append(String.format(Locale.ROOT, "%.2f | ", median / run.median(peer, "value"))));
                text.append(usage(subject, run)).append('\n');
            }
        }
        return text.toString();
    }

    private static String roundTrips(Results.Run run) {
        var text = new StringBuilder("| µs | load, Mpps | p50 | p99 | p99.9 | p50 by the cable | p99.9 by the cable | added to p50 |"
            + " p50 × nftables | lost | busy cores | of the program | its MB |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Subject subject : Subject.values()) {
            if (run.has(subject)) {
                double median = run.median(subject, "value");
                text.append(String.format(Locale.ROOT, "| %s | %.2f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f | %s | %.0f | %s%n",
                    subject.title, run.median(subject, "load"), median, run.median(subject, "p99"),
                    run.median(subject, "p99.9"), run.median(subject, "direct p50"), run.median(subject, "direct p99.9"),
                    run.median(subject, "added p50"),
                    // What is added is a few microseconds, and may come out below 0: a ratio of that says nothing.
                    run.has(Subject.NFTABLES)
                        ? String.format(Locale.ROOT, "%.2f", median / run.median(Subject.NFTABLES, "value")) : "",
                    run.median(subject, "lost"), usage(subject, run)));
            }
        }
        return text.toString();
    }

    private static String usage(Subject subject, Results.Run run) {
        boolean program = run.median(subject, "resident MB") > 0;
        return String.format(Locale.ROOT, "%.2f | ", run.median(subject, "machine cores")) + (program
            ? String.format(Locale.ROOT, "%.2f | %.0f |", run.median(subject, "program cores"), run.median(subject, "resident MB"))
            : "| |");
    }

    /// Three digits that say something.
    static String figure(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
