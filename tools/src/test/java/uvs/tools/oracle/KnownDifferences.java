package uvs.tools.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The differences that are known, from `known-differences.txt`: which scenario, which difference, and why.
final class KnownDifferences {

    private final List<Entry> entries = new ArrayList<>();
    private final Set<Entry> met = new HashSet<>();

    private record Entry(String text, Pattern scenario, Pattern difference) {

        boolean covers(String name, String line) {
            return scenario.matcher(name).matches() && difference.matcher(line).matches();
        }
    }

    static KnownDifferences load() throws IOException {
        var known = new KnownDifferences();
        try (InputStream file = KnownDifferences.class.getResourceAsStream("known-differences.txt")) {
            for (String line : new String(file.readAllBytes()).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" \\| ", 3);
                    known.entries.add(new Entry(line, glob(parts[0]), glob(parts[1])));
                }
            }
        }
        return known;
    }

    /// `*` stands for any text.
    private static Pattern glob(String text) {
        return Pattern.compile(Stream.of(text.strip().split("\\*", -1)).map(Pattern::quote)
            .collect(Collectors.joining(".*")));
    }

    /// Those of a scenario's differences which are not known.
    List<String> unknown(String scenario, List<String> differences) {
        return differences.stream().filter(line -> covering(scenario, line).isEmpty()).toList();
    }

    private List<Entry> covering(String scenario, String line) {
        List<Entry> covering = entries.stream().filter(entry -> entry.covers(scenario, line)).toList();
        met.addAll(covering);
        return covering;
    }

    /// The entries for which there was no difference so far. Those for random traffic are not met by every
    /// seed.
    List<String> unmet() {
        return entries.stream().filter(entry -> !met.contains(entry) && !entry.text.startsWith("random-"))
            .map(Entry::text).toList();
    }
}
