package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uvs.config.Configuration;
import uvs.config.keyword.Grammar;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.Section;
import uvs.config.keyword.SectionKeyword;
import uvs.config.keyword.Tier;
import uvs.config.keyword.ValueKeyword;
import uvs.config.text.Diagnostics;
import uvs.config.text.Lines;
import uvs.config.text.Verdict;

final class CorpusTest {

    @TempDir
    private Path directory;

    private static List<Corpus.Entry> entries() throws IOException {
        return Corpus.entries();
    }

    @Test
    void listNamesEveryFile() throws IOException {
        try (Stream<Path> files = Files.list(Corpus.FOLDER)) {
            Set<String> there = files.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".conf")).collect(Collectors.toSet());
            assertEquals(there, entries().stream().map(Corpus.Entry::name).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void comesToItsVerdict(Corpus.Entry entry) {
        ReadResult result = ConfigurationReader.read(entry.file(), Corpus.HOST);
        assertEquals(entry.uvs(), result.verdict().exitStatus(), () -> String.join("\n",
            result.diagnostics().stream().map(Object::toString).toList()));
    }

    /// The dump means the same as what it was made of, and is told again in the same text.
    @ParameterizedTest
    @MethodSource("entries")
    void dumpIsReadAsTheSame(Corpus.Entry entry) throws IOException {
        ReadResult result = ConfigurationReader.read(entry.file(), Corpus.HOST);
        if (result.verdict() == Verdict.UNUSABLE) {
            assertTrue(result.configuration().isEmpty());
            return;
        }
        Configuration configuration = result.configuration().orElseThrow();
        Path dump = directory.resolve("dump.conf");
        Files.writeString(dump, ConfigurationWriter.write(configuration));
        ReadResult again = ConfigurationReader.read(dump, Corpus.HOST);
        assertEquals(configuration, again.configuration().orElseThrow());
        assertEquals(Files.readString(dump), ConfigurationWriter.write(again.configuration().get()));
        if (result.verdict() == Verdict.CLEAN) {
            assertEquals(Verdict.CLEAN, again.verdict(), again.diagnostics()::toString);
        }
    }

    @Test
    void usesEveryKeywordOfTiersAAndB() throws IOException {
        var used = new TreeSet<String>();
        for (Corpus.Entry entry : entries()) {
            var diagnostics = new Diagnostics();
            var lines = new Lines(entry.file().toString(), Corpus.HOST, diagnostics);
            collect(new BlockReader(lines, diagnostics).read(), used);
        }
        var missing = new ArrayList<String>();
        String deprecated = Files.readString(Corpus.FOLDER.resolve("deprecated.conf"))
            + Files.readString(Corpus.FOLDER.resolve("dr-http-get.conf"));
        for (var block : Grammar.blocks()) {
            for (Keyword<?> keyword : block.keywords()) {
                boolean other = keyword instanceof ValueKeyword<?> value && value.correct() != null;
                boolean seen = other ? deprecated.contains(keyword.name())
                    : used.contains(keyword.toString());
                if (keyword.tier() != Tier.C && !seen) {
                    missing.add(keyword.toString());
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    private static void collect(Section section, Set<String> used) {
        for (Keyword<?> keyword : section.block().keywords()) {
            if (section.has(keyword)) {
                used.add(keyword.toString());
            }
            if (keyword instanceof SectionKeyword<?> inner) {
                section.get(inner).forEach(one -> collect(one, used));
            }
        }
    }
}
