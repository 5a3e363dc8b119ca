package uvs.config.text;

import java.util.Locale;

/// One thing that is wrong with a configuration: where, what, and what to do about it.
///
/// @param line   from 1
/// @param column from 1, in characters
/// @param cure   empty when the text says it all
public record Diagnostic(String file, int line, int column, Problem problem, String text, String cure)
    implements Comparable<Diagnostic> {

    public Problem.Severity severity() {
        return problem.severity();
    }

    /// By place in the file. The order of files is that of their names.
    @Override
    public int compareTo(Diagnostic other) {
        int byFile = file.compareTo(other.file);
        int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    /// `FILE:LINE:COLUMN: error|warning|note: TEXT; CURE`
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + severity().name().toLowerCase(Locale.ROOT)
            + ": " + text + (cure.isEmpty() ? "" : "; " + cure);
    }
}
