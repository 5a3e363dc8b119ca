package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real ip_vs has the last word: for the same arrivals, departures and changes every scheduler chooses what the
/// kernel chose.
final class OracleTest {

    private static final Path RECORDER = Path.of("src", "test", "oracle", "record");

    /// It takes a tenth of this.
    private static final int RECORDING_SECONDS = 150;

    /// A recording in which connections ended by themselves is none, and says so.
    private static final int TRIES = 3;
    private static final String NO_RECORDING = "connections ended by themselves";

    static Stream<Path> recordings() throws IOException {
        return files(Recording.FOLDER).stream().map(Recording.FOLDER::resolve);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void choosesWhatTheKernelChose(Path recording) throws IOException {
        assertEquals(List.of(), Recording.differences(recording));
    }

    @Test
    void hasARecordingOfEverySchedulerButTheRandomOneAndNone() throws IOException {
        String names = String.join(" ", files(Recording.FOLDER).stream().map(Path::toString).toList());
        for (String scheduler : Schedulers.load().names()) {
            if (!scheduler.equals("twos") && !scheduler.equals("none")) {
                assertTrue((" " + names).contains(" " + scheduler + "-ipv4-"), scheduler);
                assertTrue((" " + names).contains(" " + scheduler + "-ipv6-"), scheduler);
            }
        }
    }

    /// Needs the Debian packages user-mode-linux, ipvsadm, iproute2 and kmod; the script says so if one is missing.
    @Test
    void choosesWhatTheKernelChoosesNow(@TempDir Path now) throws IOException, InterruptedException {
        Path log = now.resolve("log");
        boolean recorded = record(now, log);
        for (int i = 1; i < TRIES && !recorded && text(log).contains(NO_RECORDING); i++) {
            recorded = record(now, log);
        }
        assertTrue(recorded, () -> RECORDER + " failed: " + text(log));

        Files.delete(log);
        assertEquals(files(Recording.FOLDER), files(now));
        for (Path file : files(now)) {
            // On a loaded machine the guest is slow, and a connection may end before the next choice; then the numbers
            // that were recorded differ, and so may the choices. What must hold is that ours are the same.
            if (Files.mismatch(Recording.FOLDER.resolve(file), now.resolve(file)) >= 0) {
                assertEquals(List.of(), Recording.differences(now.resolve(file)), () -> file + " of the kernel now");
            }
        }
    }

    private static boolean record(Path folder, Path log) throws IOException, InterruptedException {
        Process recorder = new ProcessBuilder("bash", RECORDER.toString(), folder.toString())
            .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = recorder.waitFor(RECORDING_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            recorder.descendants().forEach(ProcessHandle::destroyForcibly);
            recorder.destroyForcibly().waitFor();
        }
        return ended && recorder.exitValue() == 0;
    }

    private static TreeSet<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::getFileName).collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        }
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
