package uvs.tools.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.testbed.Result;
import uvs.dataplane.testbed.Testbed;
import uvs.dataplane.testbed.UserModeLinux;
import uvs.scheduler.Scheduler;

/// The same frames and changes lead to the same frames, choices, tables and counters as with the kernel's
/// `ip_vs`, but for what `known-differences.txt` names.
///
/// The recordings of the last run stay in `target/oracle`; `CompareFolder` compares them again. Of what
/// differs both sides are in `target/oracle-captures`, as pcap. `-Duvs.oracle.seed=N` repeats the random
/// traffic of a run, `-Duvs.oracle.scenarios=NAME` plays only what begins so.
@Tag(Testbed.TAG)
final class IpvsOracleTest {

    private static final Path RECORDINGS = Path.of("target", "oracle").toAbsolutePath();
    private static final Path CAPTURES = Path.of("target", "oracle-captures").toAbsolutePath();
    private static final String ONLY = System.getProperty("uvs.oracle.scenarios", "");
    private static final long SEED = Long.getLong("uvs.oracle.seed", new SecureRandom().nextInt(1_000_000));
    /// So many guests play the scenarios side by side.
    private static final int GUESTS = 2;
    private static final int MEGABYTES = 768;
    private static final Duration LIMIT = Duration.ofMinutes(8);
    /// Where more than these differ, it is not chance.
    private static final int MOST_REPEATS = 10;

    private static int repeats;

    @BeforeAll
    static void record() throws IOException {
        Files.createDirectories(RECORDINGS);
        try (Stream<Path> old = Files.list(RECORDINGS)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        List<String> parts = ONLY.isEmpty()
            ? IntStream.rangeClosed(1,
                GUESTS).mapToObj(number -> number + "/" + GUESTS).toList() : List.of(ONLY);
        try (var guests = Executors.newVirtualThreadPerTaskExecutor()) {
            parts.forEach(part -> guests.execute(() -> boot(part)));
        }
    }

    /// What a guest complains of is left in a file beside its recordings.
    private static void boot(String part) {
        String command = String.join(" ", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
            "-cp", classPath(), Recorder.class.getName(), RECORDINGS.toString(), String.valueOf(SEED), part);
        String log;
        try {
            Result result = new UserModeLinux(MEGABYTES, LIMIT).run(command);
            log = result.out() + result.err() + "exit " + result.exit();
        } catch (RuntimeException e) {
            log = e.toString();
        }
        try {
            Files.writeString(RECORDINGS.resolve("guest-" + part.replace('/', '-') + ".log"), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.of(IpvsOracleTest.class, IpAddress.class, Scheduler.class, Testbed.class)
            .map(IpvsOracleTest::location).collect(Collectors.joining(":"));
    }

    /// The folder or archive that a class was loaded from. The class loader of a module names that of the
    /// module, also for a class which a test added to it.
    private static String location(Class<?> type) {
        String resource = type.getName().replace('.', '/') + ".class";
        String url = type.getResource("/" + resource).toString();
        String folder = url.substring(0, url.length() - resource.length());
        return Path.of(URI.create(folder.replaceFirst("^jar:", "").replaceFirst("!/$", ""))).toString();
    }

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        KnownDifferences known = KnownDifferences.load();
        Stream<DynamicTest> each = AllScenarios.part(SEED, ONLY.isEmpty() ? "1/1" : ONLY).stream()
            .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> compare(scenario.name(), known)));
        // They run in this order.
        Stream<DynamicTest> last = ONLY.isEmpty()
            ? Stream.of(DynamicTest.dynamicTest("every known difference is still there",
                () -> assertEquals(List.of(),
                known.unmet(), "take these out of known-differences.txt")))
            : Stream.empty();
        return Stream.concat(each, last);
    }

    /// What the guest's timers do between two frames is chance on a busy machine: a difference is one that a second
    /// recording shows as well.
    private static void compare(String scenario, KnownDifferences known)
        throws IOException, SystemCallException, BackendException {
        String unknown = differences(scenario, known);
        if (!unknown.isEmpty() && repeats++ < MOST_REPEATS) {
            boot(scenario);
            unknown = differences(scenario, known);
        }
        assertEquals("", unknown, scenario + " differs; repeat it with -Duvs.oracle.seed=" + SEED
            + " -Duvs.oracle.scenarios=" + scenario);
    }

    private static String differences(String scenario, KnownDifferences known)
        throws IOException, SystemCallException, BackendException {
        Path file = RECORDINGS.resolve(scenario);
        if (Files.notExists(file)) {
            throw new AssertionError(scenario + " was not recorded:\n" + logs());
        }
        Recording recording = Recording.read(file);
        Replay.Outcome outcome = Replay.of(recording);
        List<String> unknown = known.unknown(scenario, Comparison.differences(recording, outcome));
        if (!unknown.isEmpty()) {
            Captures.write(CAPTURES, recording, outcome);
        }
        return String.join("\n", unknown);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String logs() {
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            return files.filter(file -> file.toString().endsWith(".log")).map(IpvsOracleTest::text)
                .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
