package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.Configuration;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.testbed.UserModeLinux;
import uvs.healthcheck.Decision;
import uvs.healthcheck.HealthChecks;
import uvs.healthcheck.check.CheckLoop;
import uvs.healthcheck.check.Strictness;
import uvs.tools.daemon.notify.Scripts;

/// One configuration and one timetable of failures, once with keepalived and the kernel's `ip_vs`, once here: the
/// same steps in the same order, at nearly the same times.
@Tag(Testbed.TAG)
class KeepalivedComparisonTest {

    private static final int ATTEMPTS = 5;
    /// The `delay_loop` of every virtual server.
    private static final double TICK_SECONDS = 2;
    /// What the guest, an ordinary process on a busy machine, may be late.
    private static final double GUEST_SECONDS = 1;
    /// The timetable has nothing more after this, but for the end of the servers.
    private static final double END_SECONDS = 37;
    private static final Pattern STEP = Pattern.compile(
        "(?:Adding|Removing|Enabling|Disabling) (?:sorry server|service|alive) .*|Changing weight .*|"
            + "Gained quorum .*|Lost quorum .*|Starting with quorum .*");
    private static final Pattern FIFO = Pattern.compile("(?:RS|VS) .* (?:UP|DOWN)");
    private static final Pattern SCRIPT = Pattern.compile("(?:quorum|notify)_(?:up|down) .*");
    private static final Pattern VIRTUAL = Pattern.compile("\\[10\\.9\\.0\\.[0-9]+\\]:tcp:80");

    @TempDir
    private Path folder;

    /// Something that a director did or said, and when.
    private record Step(double seconds, String text) {
    }

    /// Both follow one timetable of failures by the clock, each with a machine of its own. A machine that stands still for
    /// seconds lets its side miss a failure altogether; so what differs is tried again, and must differ every time. What differed
    /// before is told with the last.
    @Test
    void stepsAndNoticesAreKeepaliveds() throws Exception {
        var different = new ArrayList<AssertionError>();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                compareOnce(Files.createDirectory(folder.resolve("attempt" + attempt)));
                return;
            } catch (AssertionError e) {
                different.add(e);
            }
        }
        AssertionError last = different.removeLast();
        different.forEach(last::addSuppressed);
        throw last;
    }

    private void compareOnce(Path folder) throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("keepalived"));
        Path ours = Files.createDirectory(folder.resolve("uvs"));
        for (Path side : List.of(theirs, ours)) {
            for (String name : List.of("failing-servers.pl", "comparison.timetable", "comparison.conf", "keepalived.sh",
                "note.sh")) {
                copy(name, side);
            }
            side.resolve("note.sh").toFile().setExecutable(true);
            Files.writeString(side.resolve("misc.sh"), "exit $(cat " + side + "/misc)\n");
        }
        var guest = CompletableFuture.runAsync(() -> new UserModeLinux(512, Duration.ofMinutes(5))
            .run("bash " + theirs.resolve("keepalived.sh")).orThrow());
        List<Step> done = runHere(ours);
        guest.get(5, TimeUnit.MINUTES);

        compare(read(theirs.resolve("log.lines")), done, STEP, TICK_SECONDS + GUEST_SECONDS);
        compare(read(theirs.resolve("fifo.lines")), done, FIFO, TICK_SECONDS + GUEST_SECONDS);
        // Scripts that are started together may overtake each other, and the guest takes its time to start one.
        compare(sorted(notes(theirs)), sorted(done), SCRIPT, 2 * TICK_SECONDS + GUEST_SECONDS);
        compareTables(tables(theirs.resolve("tables")), done);
    }

    private static List<Step> sorted(List<Step> steps) {
        return steps.stream().sorted(Comparator.comparing(Step::text).thenComparing(Step::seconds)).toList();
    }

    private static List<Step> notes(Path side) throws IOException {
        double start = Double.parseDouble(Files.readString(side.resolve("start")).strip());
        return read(side.resolve("notes")).stream()
            .map(step -> new Step(step.seconds() - start, step.text())).toList();
    }

    /// The tables of keepalived as they were at several times, each time's virtual servers on their own.
    private static Map<String, List<String>> tables(Path samples) throws IOException {
        var tables = new LinkedHashMap<String, List<String>>();
        for (String sample : Files.readString(samples).split("== ")) {
            if (sample.isBlank() || Double.parseDouble(sample.lines().findFirst().orElseThrow()) > END_SECONDS) {
                continue;
            }
            String virtual = null;
            var table = new LinkedHashMap<String, String>();
            for (String line : sample.lines().toList()) {
                String[] words = line.strip().split("\\s+");
                if (words[0].equals("TCP")) {
                    virtual = words[1];
                    table.put(virtual, "");
                } else if (words[0].equals("->") && virtual != null) {
                    table.merge(virtual, words[1] + " weight " + words[3] + "\n", String::concat);
                }
            }
            table.forEach((name, text) -> {
                List<String> seen = tables.computeIfAbsent(name, _ -> new ArrayList<>());
                String sorted = text.lines().sorted().collect(Collectors.joining(", "));
                if (seen.isEmpty() || !seen.getLast().equals(sorted)) {
                    seen.add(sorted);
                }
            });
        }
        return tables;
    }

    /// Whatever state was seen of keepalived's table was ours too, in the same order. Ours has more, since nobody
    /// looks at keepalived's between two steps.
    private static void compareTables(Map<String, List<String>> theirs, List<Step> done) {
        var ours = new LinkedHashMap<String, List<String>>();
        done.stream().filter(step -> step.text().startsWith("table ") && step.seconds() < END_SECONDS).forEach(step -> {
            String[] parts = step.text().split(" ", 3);
            ours.computeIfAbsent(parts[1], _ -> new ArrayList<>()).add(parts[2]);
        });
        theirs.forEach((virtual, states) -> {
            int at = 0;
            for (String state : states) {
                int found = ours.get(virtual).subList(at, ours.get(virtual).size()).indexOf(state);
                assertTrue(found >= 0, () -> virtual + " was\n" + String.join("\n", states) + "\nand here it was\n"
                    + String.join("\n", ours.get(virtual)));
                at += found;
            }
            assertEquals(states.getLast(), ours.get(virtual).getLast());
        });
    }

    /// The table that decisions lead to.
    private static final class Table {

        private final Map<VirtualServerId, Map<RealServerId, Integer>> servers = new LinkedHashMap<>();

        /// Carries a decision out and answers what the virtual server looks like now.
        String carryOut(Decision.Programming decision) {
            VirtualServerId id = switch (decision) {
                case Decision.AddVirtualServer d -> {
                    servers.put(d.id(), new TreeMap<>(Comparator.comparing(RealServerId::toString)));
                    yield d.id();
                }
                case Decision.EditVirtualServer d -> d.id();
                case Decision.RemoveVirtualServer d -> d.id();
                case Decision.AddRealServer d -> {
                    servers.get(d.virtual()).put(d.id(), d.settings().weight());
                    yield d.virtual();
                }
                case Decision.EditRealServer d -> {
                    servers.get(d.virtual()).put(d.id(), d.settings().weight());
                    yield d.virtual();
                }
                case Decision.RemoveRealServer d -> {
                    servers.get(d.virtual()).remove(d.id());
                    yield d.virtual();
                }
            };
            String name = id.toString().split(" ")[0];
            return "table " + name + " " + servers.get(id).entrySet().stream()
                .map(entry -> entry.getKey() + " weight " + entry.getValue()).collect(Collectors.joining(", "));
        }
    }

    private static void compare(
        List<Step> allTheirs, List<Step> allOurs, Pattern pattern, double tolerance) {
        Map<String, List<Step>> theirs = byVirtualServer(matching(allTheirs, pattern));
        Map<String, List<Step>> ours = byVirtualServer(matching(allOurs, pattern));
        var differences = new ArrayList<String>();
        for (String virtual : theirs.keySet()) {
            List<Step> expected = theirs.get(virtual);
            List<Step> actual = ours.getOrDefault(virtual, List.of());
            if (!expected.stream().map(Step::text).toList().equals(actual.stream().map(Step::text).toList())) {
                differences.add(virtual + "\nkeepalived:\n" + text(expected) + "uvs:\n" + text(actual));
                continue;
            }
            for (int i = 0; i < expected.size(); i++) {
                double apart = Math.abs(expected.get(i).seconds() - actual.get(i).seconds());
                if (apart > tolerance) {
                    differences.add(virtual + ": " + apart + " s apart: " + expected.get(i).text());
                }
            }
        }
        assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
        assertEquals(theirs.keySet(), ours.keySet());
    }

    private static String text(List<Step> steps) {
        var text = new StringBuilder();
        steps.forEach(step -> text.append("  %6.2f %s%n".formatted(step.seconds(), step.text())));
        return text.toString();
    }

    private static List<Step> matching(List<Step> steps, Pattern pattern) {
        return steps.stream()
            .filter(step -> step.seconds() < END_SECONDS && pattern.matcher(step.text()).matches()).toList();
    }

    private static Map<String, List<Step>> byVirtualServer(List<Step> steps) {
        var map = new LinkedHashMap<String, List<Step>>();
        for (Step step : steps) {
            Matcher virtual = VIRTUAL.matcher(step.text());
            if (virtual.find()) {
                map.computeIfAbsent(virtual.group(), _ -> new ArrayList<>()).add(step);
            }
        }
        return map;
    }

    /// Lines that begin with the seconds; keepalived's have its own date too.
    private static List<Step> read(Path file) throws IOException {
        var steps = new ArrayList<Step>();
        for (String line : Files.readAllLines(file)) {
            Matcher step = Pattern.compile("([0-9.]+) (?:\\w{3} \\w{3} .{16}: )?(.*)").matcher(line);
            if (step.matches()) {
                steps.add(new Step(Double.parseDouble(step.group(1)), step.group(2)));
            }
        }
        return steps;
    }

    private List<Step> runHere(Path side) throws Exception {
        Configuration configuration = ConfigurationReader.read(
            side.resolve("comparison.conf"), ReaderOptions.of("comparison")).configuration().orElseThrow();
        var steps = new CopyOnWriteArrayList<Step>();
        var table = new Table();
        Process servers = new ProcessBuilder(
            "perl", side.resolve("failing-servers.pl").toString(), side.toString(),
            side.resolve("comparison.timetable").toString()).redirectErrorStream(true)
            .redirectOutput(side.resolve("servers.out").toFile()).start();
        TimeUnit.MILLISECONDS.sleep(300);
        long startNs = System.nanoTime();
        // The guest's keepalived needs about as long to start; so both check at nearly the same times.
        TimeUnit.MILLISECONDS.sleep(500);
        try (var loop = CheckLoop.open(); var scripts = new Scripts(configuration.globalDefs().scripts());
            var conductor = Executors.newSingleThreadExecutor()) {
            var health = new HealthChecks(loop, conductor, scripts, Strictness.NONE, new Random(1), decision -> {
                double seconds = (System.nanoTime() - startNs) / 1e9;
                switch (decision) {
                    case Decision.Log log -> steps.add(new Step(seconds, log.text()));
                    case Decision.WriteFifo fifo -> steps.add(new Step(seconds, fifo.line()));
                    case Decision.RunScript script -> {
                        List<String> words = script.command().words();
                        steps.add(new Step(seconds, String.join(" ", words.subList(1, words.size()))));
                    }
                    case Decision.Programming programming ->
                        steps.add(new Step(seconds, table.carryOut(programming)));
                    case Decision.SendMail _ -> { }
                }
            });
            conductor.submit(() -> health.start(configuration, Set.of())).get();
            servers.waitFor(2, TimeUnit.MINUTES);
            conductor.submit(() -> health.stop(true)).get();
        } finally {
            servers.destroy();
        }
        return steps;
    }

    private static void copy(String name, Path side) throws IOException {
        try (InputStream resource = KeepalivedComparisonTest.class.getResourceAsStream(name)) {
            String text = new String(resource.readAllBytes());
            Files.writeString(side.resolve(name), name.endsWith(".pl") ? text : text.replace("FOLDER", side.toString()));
        }
    }
}
