package uvs.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uvs.dataplane.conn.ConnectionCounter;
import uvs.dataplane.forward.DropReason;
import uvs.dataplane.wire.Malformed;

/// `docs/operations.md` says of every counter what it means, and of no others.
final class CountersPageTest {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9_]+)` \\| .+", Pattern.MULTILINE);

    @Test
    void hasEveryReasonToDrop() throws IOException {
        assertEquals(names(Arrays.stream(DropReason.values())), section("Packets of virtual servers that were dropped"));
    }

    @Test
    void hasEverythingThatIsMalformed() throws IOException {
        assertEquals(names(Arrays.stream(Malformed.values()).filter(each -> each != Malformed.NONE)),
            section("Frames that are not what they say"));
    }

    @Test
    void hasWhatTheConnectionTableCounts() throws IOException {
        assertEquals(names(Arrays.stream(ConnectionCounter.values())), section("The connection table"));
    }

    private static List<String> names(Stream<? extends Enum<?>> counters) {
        return counters.map(counter -> counter.name().toLowerCase(Locale.ROOT)).toList();
    }

    /// What the rows under a heading begin with.
    private static List<String> section(String heading) throws IOException {
        String[] parts = Files.readString(PAGE).split("### " + heading + "\n", 2);
        return ROW.matcher(parts[1].split("\n##", 2)[0]).results().map(row -> row.group(1)).toList();
    }
}
