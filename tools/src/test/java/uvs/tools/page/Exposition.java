package uvs.tools.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the text format of Prometheus, version 0.0.4, as strictly as its documentation is, and holds names to its
/// conventions.
final class Exposition {

    private static final String NAME = "[a-z][a-z0-9_]*";
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (" + NAME + ") (.+)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")"
        + "(\\{" + NAME + "=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"(?:," + NAME + "=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\")*\\})?"
        + " ([0-9.E+-]+|NaN|[+-]Inf)");

    private final Map<String, Double> values = new LinkedHashMap<>();

    private Exposition() {
    }

    static Exposition read(String text) {
        var read = new Exposition();
        var families = new HashSet<String>();
        String helped = "";
        String family = "";
        String type = "";
        assertTrue(text.endsWith("\n"), "the last line does not end");
        for (String line : text.split("\n")) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches() && comment.group(1).equals("HELP")) {
                helped = comment.group(2);
                continue;
            }
            if (comment.matches()) {
                family = comment.group(2);
                type = comment.group(3);
                assertEquals(helped, family, "without help");
                assertTrue(families.add(family), family + " comes twice");
                assertEquals(type.equals("counter"), family.endsWith("_total"), line);
                assertFalse(family.matches(".*(_ms|_us|_ns|_millis|_kb|_percent)(_total)?"), line);
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            assertTrue(sample.matches(), line);
            assertEquals(family, sample.group(1), line + " stands among another family's");
            String series = line.substring(0, line.lastIndexOf(' '));
            assertNull(read.values.put(series, Double.valueOf(sample.group(3))), series + " comes twice");
        }
        return read;
    }

    /// @param series with its labels in order: `uvs_dropped_packets_total{reason="no_route"}`
    double value(String series) {
        assertTrue(values.containsKey(series), () -> series + " is not in " + values.keySet());
        return values.get(series);
    }

    boolean has(String series) {
        return values.containsKey(series);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
