package uvs.config.parse;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.Configuration;
import uvs.config.text.Diagnostic;
import uvs.config.text.Problem;
import uvs.config.text.Verdict;

/// What reading a configuration came to.
///
/// @param configuration what keepalived would run with; empty when it would not run
/// @param diagnostics   everything that is wrong or not acted on, by file and place
/// @param folders       in which files were looked for: what would be read changes only with one of these
public record ReadResult(Optional<Configuration> configuration, List<Diagnostic> diagnostics,
    Verdict verdict, Set<Path> folders) {

    public ReadResult {
        diagnostics = List.copyOf(diagnostics);
        folders = Set.copyOf(folders);
    }

    /// Whether something was left out or read otherwise than written: then a reload keeps what runs.
    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(d -> d.severity() == Problem.Severity.ERROR);
    }
}
