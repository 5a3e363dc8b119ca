package uvs.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uvs.bench.soak.Ending.What;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Program;

/// What was done to the pair, what its clients saw, and what of that should not have been. One thread.
final class Observations {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /// A drained real server may have less than this part of the new connections of another one. By direct routing it has some: a client
    /// port that is used again within the two minutes of FIN_WAIT goes where its old connection went, as with IPVS (`conn_reuse_mode` 1).
    private static final int STILL_GIVEN = 3;

    private final List<Disturbance> disturbances = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<What, Integer> excused = new TreeMap<>();
    private final Map<String, Long> sums = new TreeMap<>();
    /// That options name modules which this program has not.
    private static final String OF_THE_JVM = "WARNING: ";

    private Program clients;
    private int linesRead;

    /// @param program that of [ClientProgram]
    void listenTo(Program program) {
        clients = program;
    }

    void add(Disturbance disturbance) {
        disturbances.add(disturbance);
    }

    void fault(String fault) {
        faults.add(fault);
    }

    /// Hardly anybody may have been given to this real server in this time.
    ///
    /// @param others that have the same virtual servers
    void drained(String server, List<String> others, long fromMs, long toMs) {
        awaitWords();
        List<String> lines = clients.lines().stream().filter(line -> line.startsWith(Ledger.SECOND)).toList();
        // A line is of the time since the one before it: of more than a second, where the clients had to wait.
        List<String> within = IntStream.range(1, lines.size())
            .filter(i -> second(lines.get(i - 1)) > fromMs && second(lines.get(i)) < toMs).mapToObj(lines::get).toList();
        double usual = others.stream().mapToLong(other -> opened(other, within)).average().orElseThrow();
        if (opened(server, within) > usual / STILL_GIVEN) {
            fault(server + " has weight 0, and was given new connections: " + within);
        }
    }

    private static long opened(String server, List<String> lines) {
        return lines.stream().mapToLong(line -> fields(line).getOrDefault(Ledger.OPENED + server, 0L)).sum();
    }

    /// What clients write of a second may come a moment later.
    private void awaitWords() {
        long now = System.currentTimeMillis();
        Await.until("the clients have stopped to tell", LIMIT,
            () -> clients.lines().stream().filter(line -> line.startsWith(Ledger.SECOND))
                .anyMatch(line -> second(line) >= now));
    }

    /// Judges what clients have told since the last time. Called when no failure is going on.
    void judge() {
        List<String> lines = clients.lines();
        for (String line : lines.subList(linesRead, lines.size())) {
            if (line.startsWith(Ledger.SECOND)) {
                fields(line).forEach((name, value) -> sums.merge(name, value, Long::sum));
            } else if (!line.startsWith(OF_THE_JVM)) {
                judge(line);
            }
        }
        linesRead = lines.size();
    }

    private void judge(String line) {
        Ending ending = Ending.parse(line).orElse(null);
        if (ending == null) {
            fault("the clients say: " + line);
        } else if (disturbances.stream().anyMatch(each -> each.excuses(ending))) {
            excused.merge(ending.what(), 1, Integer::sum);
        } else {
            fault(line);
        }
    }

    private static long second(String line) {
        return Long.parseLong(line.split(" ")[1]);
    }

    private static Map<String, Long> fields(String line) {
        var fields = new TreeMap<String, Long>();
        Stream.of(line.split(" ")).skip(2).forEach(field -> {
            String[] parts = field.split("=");
            fields.put(parts[0], Long.parseLong(parts[1]));
        });
        return fields;
    }

    /// What should not have been.
    List<String> faults() {
        return List.copyOf(faults);
    }

    /// How many connections were lost, refused or stalled by what was done.
    int excused(What what) {
        return excused.getOrDefault(what, 0);
    }

    /// What clients have counted, of those names.
    long sum(Predicate<String> name) {
        return sums.entrySet().stream().filter(sum -> name.test(sum.getKey())).mapToLong(Map.Entry::getValue).sum();
    }

    long count(Failure failure) {
        return disturbances.stream().filter(each -> each.failure() == failure).count();
    }
}
