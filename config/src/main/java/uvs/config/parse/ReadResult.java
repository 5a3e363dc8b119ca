package uvs.config.parse;

import java.util.List;
import java.util.Optional;
import uvs.config.Configuration;
import uvs.config.text.Diagnostic;
import uvs.config.text.Problem;
import uvs.config.text.Verdict;

/// What reading a configuration came to.
///
/// @param configuration what keepalived would run with; empty when it would not run
/// @param diagnostics   everything that is wrong or not acted on, by file and place
public record ReadResult(Optional<Configuration> configuration, List<Diagnostic> diagnostics,
    Verdict verdict) {

    public ReadResult {
        diagnostics = List.copyOf(diagnostics);
    }

    /// Whether something was left out or read otherwise than written: then a reload keeps what runs.
    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(d -> d.severity() == Problem.Severity.ERROR);
    }
}
