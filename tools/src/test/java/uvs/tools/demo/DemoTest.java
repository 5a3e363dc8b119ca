package uvs.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.dataplane.testbed.Testbed;

@Tag(Testbed.TAG)
final class DemoTest {

    /// The ordinary user of the tests that run as root: `nobody` on Debian.
    private static final String ORDINARY_USER = "65534";

    @TempDir
    private Path folder;

    @Test
    void endsWell() throws Exception {
        endsWell(ThisProgram.uvs("demo", "--requests", "1000"));
    }

    @Test
    void endsWellForAnOrdinaryUser() throws Exception {
        var command = new ArrayList<String>();
        if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            command.addAll(List.of("setpriv", "--reuid=" + ORDINARY_USER, "--regid=" + ORDINARY_USER,
                "--clear-groups"));
            // The user may not be able to read the folder of this project.
            ThisProgram.uvs("demo", "--requests", "600").forEach(word -> command.add(copiedIfPath(word)));
        } else {
            command.addAll(ThisProgram.uvs("demo", "--requests", "600"));
        }
        endsWell(command);
    }

    private void endsWell(List<String> command) throws IOException, InterruptedException {
        Process demo = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(demo.getInputStream().readAllBytes());

        assertEquals(0, demo.waitFor(), said);
        assertTrue(said.endsWith("demo: ok\n"), said);
        assertTrue(said.contains("  -> 198.51.100.12:8080           Masq    2      "), said);
        for (String loss : List.of("director1 was stopped", "director2 was killed")) {
            assertTrue(said.contains("demo: " + loss + ": a client that asks every 10 ms saw nothing for "), said);
        }
    }

    private String copiedIfPath(String word) {
        if (!word.startsWith(File.separator) || !word.contains(File.pathSeparator)) {
            return word;
        }
        return Stream.of(word.split(File.pathSeparator)).map(entry -> copy(Path.of(entry)).toString())
            .collect(Collectors.joining(File.pathSeparator));
    }

    private Path copy(Path entry) {
        Path target = folder.resolve(Integer.toHexString(entry.hashCode())).resolve(entry.getFileName());
        try (Stream<Path> all = Files.walk(entry)) {
            for (Path file : all.toList()) {
                Path copy = target.resolve(entry.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }
}
