package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.text.Verdict;

/// The real `keepalived -t` reads the corpus, and what uvs makes of it, in a network namespace of its own.
///
/// One shell does all the files, as making the namespace takes longer than a file. Without root, the
/// namespace is one of a user namespace.
final class KeepalivedTest {

    private static final int SECONDS = 120;

    @TempDir
    private Path directory;

    @BeforeAll
    static void keepalivedIsThere() {
        assumeTrue(List.of("/usr/sbin/keepalived", "/usr/local/sbin/keepalived", "/sbin/keepalived").stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path))), "keepalived is not installed");
    }

    @Test
    void comesToTheSameVerdicts() throws Exception {
        List<Corpus.Entry> entries = entries();
        Map<String, Integer> statuses = check(entries.stream().map(Corpus.Entry::file).toList());
        for (Corpus.Entry entry : entries) {
            assertEquals(entry.keepalived(), statuses.get(entry.file().toString()), entry.name());
            assertEquals(entry.reason().isEmpty(), entry.uvs() == entry.keepalived(),
                entry.name() + " has a reason exactly where the two differ");
        }
    }

    /// What uvs dumps is a configuration for keepalived too, unless the file was more than this version
    /// knows.
    @Test
    void readsDumps() throws Exception {
        var dumps = new ArrayList<Path>();
        for (Corpus.Entry entry : entries()) {
            ReadResult result = ConfigurationReader.read(entry.file(), Corpus.HOST);
            if (result.verdict() == Verdict.CLEAN && entry.reason().isEmpty()) {
                Path dump = directory.resolve(entry.name());
                Files.writeString(dump, ConfigurationWriter.write(result.configuration().orElseThrow()));
                dumps.add(dump);
            }
        }
        assertTrue(dumps.size() > 30, () -> "only " + dumps.size() + " dumps");
        check(dumps).forEach((file, status) -> assertEquals(0, status, file));
    }

    /// Without root, keepalived runs in a user namespace in which `/bin` belongs to nobody: no script is secure there.
    private static List<Corpus.Entry> entries() throws IOException {
        if (isRoot()) {
            return Corpus.entries();
        }
        var entries = new ArrayList<Corpus.Entry>();
        for (Corpus.Entry entry : Corpus.entries()) {
            if (!Files.readString(entry.file(), StandardCharsets.ISO_8859_1).contains("enable_script_security")) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// The exit status of `keepalived -t` for each file.
    private Map<String, Integer> check(List<Path> files) throws IOException, InterruptedException {
        var script = new StringBuilder("set -e\n");
        for (int i = 0; i < Corpus.INTERFACES.size(); i += 2) {
            script.append("ip link add ").append(Corpus.INTERFACES.get(i)).append(" type veth peer name ")
                .append(Corpus.INTERFACES.get(i + 1)).append('\n');
        }
        Corpus.INTERFACES.forEach(name -> script.append("ip link set ").append(name).append(" up\n"));
        script.append("ip address add 192.0.2.1/24 dev eth0\nset +e\n");
        script.append("while read -r file; do\n");
        script.append(
            "timeout 10 keepalived -t -f \"$file\" >/dev/null 2>&1 </dev/null\necho \"$? $file\"\ndone\n");
        Path scriptFile = directory.resolve("check.sh");
        Files.writeString(scriptFile, script);
        Path list = directory.resolve("files");
        Files.write(list, files.stream().map(Path::toString).toList());
        Process process = new ProcessBuilder(unshare(scriptFile)).redirectInput(list.toFile())
            .redirectErrorStream(true).redirectOutput(directory.resolve("answers").toFile()).start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String answers = Files.readString(directory.resolve("answers"));
        assertTrue(ended, () -> "keepalived took longer than " + SECONDS + " s: " + answers);
        var statuses = new LinkedHashMap<String, Integer>();
        for (String line : answers.lines().toList()) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && words[0].matches("[0-9]+")) {
                statuses.put(words[1], Integer.parseInt(words[0]));
            }
        }
        assertEquals(files.size(), statuses.size(), answers);
        return statuses;
    }

    private static List<String> unshare(Path script) {
        var command = new ArrayList<>(List.of("unshare"));
        if (!isRoot()) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "bash",
            script.toString()));
        return command;
    }
}
