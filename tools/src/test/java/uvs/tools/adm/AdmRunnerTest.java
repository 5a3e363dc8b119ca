package uvs.tools.adm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where there is nobody to ask.
final class AdmRunnerTest {

    @TempDir
    private Path folder;

    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();

    private int run(String... words) {
        return new AdmRunner(Target.director(folder.resolve("uvs.sock")), new SystemNames(),
            new BufferedReader(Reader.nullReader()), out::add, err::add).run(List.of(words));
    }

    @Test
    void tellsTheCureWhereNobodyListens() {
        assertEquals(2, run("-Ln"));
        assertEquals(List.of("uvs adm: control socket " + folder.resolve("uvs.sock")
            + ": there is none, so no director runs here; start one with uvs run, or"
            + " name its socket with --control PATH"), err);
        assertEquals(List.of(), out);
    }

    @Test
    void answersWhatNeedsNobody() {
        assertEquals(0, run("-v"));
        assertEquals(List.of("ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)"), out);
        assertEquals(2, run("-A"));
        assertEquals(
            List.of("You need to supply the 'service-address' option for the 'add-service' command"), err);
    }

    /// More digits than a long has.
    @Test
    void readsNumbersOfAnyLength() {
        assertEquals(2, run("-a", "-t", "192.0.2.1:80", "-r", "10.0.0.1", "-w", "9".repeat(400)));
        assertEquals(2, run("-a", "-t", "192.0.2.1:80", "-r", "10.0.0.1", "-w", "-" + "9".repeat(19)));
        assertEquals(List.of("illegal weight specified", "illegal weight specified"), err);
    }
}
