package uvs.config.parse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import uvs.config.Configuration;
import uvs.config.text.Diagnostic;
import uvs.config.text.Problem.Severity;
import uvs.config.text.ReaderOptions;

/// Reads configurations that a test has as text, from a file as the program does.
final class Reading {

    private Reading() {
    }

    static ReadResult read(Path directory, String text) {
        return read(directory, text, ReaderOptions.of("director.example"));
    }

    static ReadResult read(Path directory, String text, ReaderOptions options) {
        try {
            Path file = directory.resolve("keepalived.conf");
            Files.writeString(file, text);
            return ConfigurationReader.read(file, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Configuration configuration(Path directory, String text) {
        ReadResult result = read(directory, text);
        return result.configuration().orElseThrow(() -> new AssertionError(result.diagnostics().toString()));
    }

    /// The errors and warnings as they are told, without the name of the file.
    static List<String> problems(ReadResult result) {
        return result.diagnostics().stream().filter(d -> d.severity() != Severity.NOTE)
            .map(Diagnostic::toString)
            .map(line -> line.substring(line.indexOf(".conf:") + ".conf:".length())).toList();
    }

    static List<String> problems(Path directory, String text) {
        return problems(read(directory, text));
    }
}
