package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.text.ReaderOptions;
import uvs.config.text.Verdict;

/// What is no configuration gets one clear line, and no configuration comes of it.
final class BadInputTest {

    @TempDir
    private Path directory;

    private static ReadResult read(Path file) {
        return ConfigurationReader.read(file, ReaderOptions.of("director.example"));
    }

    private static void assertRefused(Path file, String line) {
        ReadResult result = read(file);
        assertEquals(List.of(file + ":1:1: error: " + line),
            result.diagnostics().stream().map(Object::toString).toList());
        assertEquals(Verdict.UNUSABLE, result.verdict());
        assertTrue(result.configuration().isEmpty());
        assertTrue(result.hasErrors());
    }

    @Test
    void aFileThatIsNotThere() {
        assertRefused(directory.resolve("gone.conf"), "there is no such file; name one with -f");
    }

    @Test
    void aDirectory() {
        assertRefused(directory, "the file is a directory; name a file in it, or " + directory + "/*.conf");
    }

    @Test
    void aDevice() {
        assertRefused(Path.of("/dev/null"), "the file is not a regular file; name a regular file");
    }

    @Test
    void aBinaryFile() throws IOException {
        Path program = Path.of(ProcessHandle.current().info().command().orElseThrow());
        Path copy = directory.resolve("binary.conf");
        Files.write(copy, Files.readAllBytes(program));
        assertRefused(copy, "the file is a binary file; name a text file");
    }

    @Test
    void anExecutableFile() throws IOException {
        Path file = Files.writeString(directory.resolve("script.conf"), "global_defs { }\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertRefused(file, "the file is executable, and keepalived reads no such file; chmod a-x " + file);
    }

    @Test
    void aFileThatMayNotBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("secret.conf"), "global_defs { }\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file), "root may read everything");
        assertRefused(file, "the file may not be read; give this user the right to read it");
    }

    @Test
    void aFileThatIncludesItself() throws IOException {
        Path file = Files.writeString(directory.resolve("loop.conf"), "include loop.conf\n");
        ReadResult result = read(file);
        assertEquals(List.of(file + ":1:9: error: the file " + file
            + " includes itself; take the include out"),
            result.diagnostics().stream().map(Object::toString).toList());
        assertTrue(result.hasErrors());
    }

    /// Whoever runs as nobody can change it: it is read all the same, as keepalived does.
    @Test
    void aFileOwnedByNobody() throws IOException {
        Path file = Files.writeString(directory.resolve("nobodys.conf"), "global_defs { router_id x }\n");
        assumeTrue(isGivenTo(file, 65_534), "only root may give a file away");
        ReadResult result = read(file);
        assertEquals(List.of("1:1: warning: the file belongs to nobody; chown root it, or anything that runs "
            + "as that user can change it"), Reading.problems(result));
        assertEquals("x", result.configuration().orElseThrow().globalDefs().routerId());
    }

    @Test
    void aFileOwnedByAUserWhoIsGone() throws IOException {
        Path file = Files.writeString(directory.resolve("orphan.conf"), "global_defs { router_id x }\n");
        assumeTrue(isGivenTo(file, 54_321), "only root may give a file away");
        assertEquals(
            List.of("1:1: warning: the file belongs to user 54321, who does not exist; chown root it, or anything "
            + "that runs as that user can change it"), Reading.problems(read(file)));
    }

    private static boolean isGivenTo(Path file, int user) throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return false;
        }
        Files.setAttribute(file, "unix:uid", user);
        return true;
    }

    @Test
    void aFileOfTheUserWhoReadsIt() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.conf"), "global_defs { router_id x }\n");
        assertEquals(List.of(), Reading.problems(read(file)));
    }

    @Test
    void anEmptyFileIsAConfiguration() throws IOException {
        ReadResult result = read(Files.writeString(directory.resolve("empty.conf"), ""));
        assertEquals(Verdict.CLEAN, result.verdict());
        assertEquals("director.example", result.configuration().orElseThrow().globalDefs().routerId());
    }

    @Test
    void commentsMayBeInAnyEncoding() throws IOException {
        Path file = directory.resolve("latin.conf");
        Files.write(file, new byte[] {'#', (byte) 0xe9, '\n', 'i', 'n', 's', 't', 'a', 'n', 'c', 'e', ' ',
            'x', '\n'});
        assertEquals(List.of(), Reading.problems(read(file)));
    }
}
