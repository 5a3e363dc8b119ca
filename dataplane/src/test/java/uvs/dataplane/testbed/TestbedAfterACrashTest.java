package uvs.dataplane.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second JVM builds a testbed and is killed by SIGKILL.
@Tag(Testbed.TAG)
final class TestbedAfterACrashTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /// The ordinary user of the tests that run as root: `nobody` on Debian, which owns no file.
    private static final String ORDINARY_USER = "65534";

    /// Holds the classes for the second JVM, since an ordinary user may not be able to read the build folder.
    @TempDir
    private Path folder;

    @BeforeEach
    void copyClasses() throws IOException, URISyntaxException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        copyClassesOf(Testbed.class);
        copyClassesOf(HeldTestbed.class);
    }

    @Test
    void leavesNothingOfThisUsersTestbed() throws IOException {
        leavesNothing(List.of());
    }

    @Test
    void leavesNothingOfAnOrdinaryUsersTestbed() throws IOException {
        boolean asRoot = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        // An ordinary user has no other to become, and has shown the same by the test above.
        leavesNothing(asRoot
            ? List.of("setpriv", "--reuid=" + ORDINARY_USER, "--regid=" + ORDINARY_USER, "--clear-groups")
            : List.of());
    }

    private void leavesNothing(List<String> prefix) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-cp", folder.toString(), HeldTestbed.class.getName()));
        Process held = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            leavesNothing(held);
        } finally {
            held.destroyForcibly();
        }
    }

    private void leavesNothing(Process held) throws IOException {
        String said = held.inputReader().readLine();
        assertNotNull(said, "the second JVM ended");
        String[] words = said.split(" ");
        assertEquals(3, words.length, said);
        Path process = Path.of("/proc", words[0]);
        Path directory = Path.of(words[2]);
        assertTrue(Files.exists(process), said);
        assertTrue(Files.isDirectory(directory), said);

        held.destroyForcibly();
        Await.until("the process inside is gone", LIMIT, () -> !Files.exists(process));
        Await.until("the directory is gone", LIMIT, () -> !Files.exists(directory));
        Await.until("no process has the namespace " + words[1], LIMIT, () -> !isInUse(words[1]));
    }

    private static boolean isInUse(String networkNamespace) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.map(process -> process.resolve("ns/net")).anyMatch(link -> {
                try {
                    return Files.readSymbolicLink(link).toString().equals(networkNamespace);
                } catch (IOException e) {
                    // No process, one that has just ended, or another user's.
                    return false;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyClassesOf(Class<?> one) throws IOException, URISyntaxException {
        String packageFolder = one.getPackageName().replace('.', '/');
        Path source = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(packageFolder);
        Path target = Files.createDirectories(folder.resolve(packageFolder));
        try (Stream<Path> classes = Files.list(source)) {
            for (Path file : classes.filter(file -> file.toString().endsWith(".class")).toList()) {
                Path copy = target.resolve(file.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
