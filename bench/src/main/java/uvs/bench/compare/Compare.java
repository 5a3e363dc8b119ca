package uvs.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures ways of balancing, one after the other, in rounds, and writes what came out as JSON, tables and plots.
///
/// Budgets, for uvs with NAT: 64-byte UDP by AF_XDP at least 1.35 times nftables and 0.85 times routing, by io_uring 0.4 times
/// nftables; a TCP stream by io_uring 1.5 times HAProxy and 0.8 times routing; TCP connections twice HAProxy and 0.9 times nftables;
/// what it adds to a round trip at half load at most 1.5 times what nftables adds (p50), and p99.9 below a millisecond.
@Command(name = "bench/compare", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Compare uvs with other ways of balancing on this machine: needs root, and half an hour if all is measured.")
public final class Compare implements Callable<Integer> {

    private static final double UNKNOWN_CAPACITY = 300_000;

    @Option(names = "--subjects", split = ",", paramLabel = "NAME", description = "Which: ${COMPLETION-CANDIDATES}. Default: all")
    private List<Subject> subjects = List.of(Subject.values());

    @Option(names = "--measurements", split = ",", paramLabel = "NAME",
        description = "What: ${COMPLETION-CANDIDATES}. Default: all")
    private List<Measurement> measurements = List.of(Measurement.values());

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "4",
        description = "How long each measurement goes, after a start that does not count. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--uvs-options", split = " ", paramLabel = "OPTION",
        description = "Further options of `uvs run`, in one word: \"--workers 2\".")
    private List<String> uvsOptions = List.of();

    @Option(names = "--quick", description = "One round of two seconds each.")
    private boolean quick;

    @Option(names = "--results", paramLabel = "FOLDER", defaultValue = "bench/results",
        description = "Where results go: those of what is measured replace older ones. Default: ${DEFAULT-VALUE}")
    private Path results;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Compare()).setOverwrittenOptionsAllowed(true)
            .registerConverter(Subject.class, word -> byWord(Subject.values(), word))
            .registerConverter(Measurement.class, word -> byWord(Measurement.values(), word))
            .execute(arguments));
    }

    private static <T> T byWord(T[] values, String word) {
        return List.of(values).stream().filter(value -> value.toString().equals(word)).findFirst()
            .orElseThrow(() -> new CommandLine.TypeConversionException("'" + word + "' is none of " + List.of(values)));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (quick) {
            rounds = 1;
            seconds = 2;
        }
        var report = Report.read(results);
        var capacities = new EnumMap<Subject, Double>(Subject.class);
        report.begin(measurements, rounds, seconds);
        for (int round = 1; round <= rounds; round++) {
            for (Measurement measurement : measurements) {
                for (Subject subject : subjects) {
                    if (subject.measurements.contains(measurement) && Kernel.has(subject)) {
                        Map<String, Double> figures = measure(subject, measurement, capacities);
                        report.add(measurement, subject, figures);
                        System.out.printf(Locale.ROOT, "round %d: %-12s %-14s %10.3f %-6s  %s%n", round, measurement, subject,
                            figures.get("value"), measurement.unit, more(figures));
                    }
                }
            }
        }
        if (measurements.contains(Measurement.UDP_1K) && subjects.contains(Subject.IPVS) && !Kernel.has(Subject.IPVS)) {
            report.addUserMode(UserModeIpvs.measure(1000, seconds, rounds));
        }
        report.write(results);
        System.out.println();
        System.out.println(report.tables());
        return 0;
    }

    private Map<String, Double> measure(Subject subject, Measurement measurement, Map<Subject, Double> capacities)
        throws InterruptedException {
        if (measurement == Measurement.LATENCY) {
            // Once for all rounds, so that these have the same load.
            if (!capacities.containsKey(subject)) {
                capacities.put(subject, measure(subject, Measurement.UDP_1K, capacities).get("value") * 1e6);
            }
        }
        try (var network = new CompareNetwork()) {
            Way way = Way.start(subject, network, uvsOptions);
            return new Load(network, way, seconds).measure(measurement, capacities.getOrDefault(subject, UNKNOWN_CAPACITY));
        }
    }

    private static String more(Map<String, Double> figures) {
        var words = new ArrayList<String>();
        figures.forEach((name, value) -> {
            if (!name.equals("value")) {
                words.add(String.format(Locale.ROOT, "%s %.2f", name, value));
            }
        });
        return String.join(", ", words);
    }
}
