package uvs.config.parse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import uvs.config.text.ReaderOptions;

/// The configurations under `corpus`, and what is known of each: the list `VERDICTS.txt`.
final class Corpus {

    static final Path FOLDER = Path.of("src/test/resources/corpus").toAbsolutePath();
    static final List<String> INTERFACES = List.of("eth0", "eth1", "eth2", "eth3");

    /// A host with the interfaces that the namespace of the real keepalived has.
    static final ReaderOptions HOST = ReaderOptions.of("director.example")
        .withInterfaces(Set.of("lo", "eth0", "eth1", "eth2", "eth3")).withPrograms();

    /// @param uvs        the exit status of `uvs check`
    /// @param keepalived the exit status of `keepalived -t`
    /// @param reason     why they differ, or empty
    record Entry(String name, int uvs, int keepalived, String reason) {

        static Entry parse(String line) {
            String[] words = line.split("\\s+", 4);
            return new Entry(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]),
                words.length > 3 ? words[3] : "");
        }

        Path file() {
            return FOLDER.resolve(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Corpus() {
    }

    static List<Entry> entries() throws IOException {
        try (Stream<String> lines = Files.lines(FOLDER.resolve("VERDICTS.txt"))) {
            return lines.filter(line -> !line.startsWith("#")).map(Entry::parse).toList();
        }
    }
}
