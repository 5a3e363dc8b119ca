package uvs.tools.adm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.dataplane.testbed.Testbed;

/// Hundreds of command lines: valid, invalid and odd ones.
@Tag(Testbed.TAG)
final class TranscriptTest {

    private static final int FEWEST_LINES = 150;

    @TempDir
    private Path folder;

    /// Standard output, standard error and exit status, byte for byte; but for what differences.txt lists
    /// with its reason, where nothing may stand that never differs.
    @Test
    void saysWhatIpvsadmSaysOnTheKernel() throws Exception {
        try (UserspaceAnswers userspace = UserspaceAnswers.direct()) {
            compare(userspace);
        }
    }

    @Test
    void saysTheSameOverTheControlSocket() throws Exception {
        try (UserspaceAnswers userspace = UserspaceAnswers.overSocket(folder)) {
            compare(userspace);
        }
    }

    /// What one has saved the other restores, and saves again: the rules are what either wrote.
    @Test
    void restoresWhatEitherHasSaved() throws Exception {
        List<CommandLine> lines = CommandLine.all();
        int restored = IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).text().startsWith("-R <<< -A -t 192.0.2.10:80 -s wlc"))
            .findFirst().orElseThrow();
        String rules = lines.get(restored).input();
        assertEquals("-Sn", lines.get(restored + 1).text());
        assertEquals(new Said(0, rules, ""), KernelAnswers.toTranscript(folder).get(restored + 1));
        try (UserspaceAnswers userspace = UserspaceAnswers.direct()) {
            assertEquals(new Said(0, "", ""), userspace.answer(lines.get(restored)));
            assertEquals(new Said(0, rules, ""), userspace.answer(lines.get(restored + 1)));
        }
    }

    private void compare(UserspaceAnswers userspace) throws IOException {
        List<CommandLine> lines = CommandLine.all();
        assertTrue(lines.size() >= FEWEST_LINES, lines.size() + " lines");
        List<Said> kernel = KernelAnswers.toTranscript(folder);
        assertEquals(lines.size(), kernel.size());
        Map<String, String> known = known();
        var unknown = new ArrayList<String>();
        var unseen = new TreeSet<>(known.keySet());
        for (int i = 0; i < lines.size(); i++) {
            Said said = userspace.answer(lines.get(i));
            String text = lines.get(i).text();
            if (!said.equals(kernel.get(i))) {
                unseen.remove(text);
                if (!known.containsKey(text)) {
                    unknown.add("$ ipvsadm " + text + "\nkernel: " + kernel.get(i) + "\nuvs: " + said);
                }
            }
        }
        assertTrue(unknown.isEmpty(), () -> unknown.size() + " lines:\n" + String.join("\n\n", unknown));
        assertEquals(Set.of(), unseen, "listed, but does not differ");
    }

    private static Map<String, String> known() throws IOException {
        var known = new LinkedHashMap<String, String>();
        String reason = "";
        for (String line : CommandLine.resource("differences.txt").lines().toList()) {
            if (line.startsWith("#")) {
                reason = line.substring(1).strip();
            } else if (!line.isBlank()) {
                assertTrue(!reason.isEmpty(), "no reason for " + line);
                known.put(line, reason);
            }
        }
        return known;
    }
}
