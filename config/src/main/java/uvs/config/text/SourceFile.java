package uvs.config.text;

import java.nio.file.Path;

/// A file that is being read, line by line.
final class SourceFile {

    private final SourceFile includedBy;
    private final int number;
    private final Path directory;
    private final Path path;
    private final String content;
    private int at;
    private int lineNumber;

    /// @param includedBy null for the first file
    /// @param number     under which positions name it
    SourceFile(SourceFile includedBy, int number, Path path, Path directory, String content) {
        this.includedBy = includedBy;
        this.number = number;
        this.path = path;
        this.directory = directory;
        this.content = content;
    }

    /// Whether the file at `other` is this one, or one that includes it.
    boolean isWithin(Path other) {
        SourceFile file = this;
        while (file != null) {
            if (file.path.equals(other)) {
                return true;
            }
            file = file.includedBy;
        }
        return false;
    }

    /// What relative names in it are relative to.
    Path directory() {
        return directory;
    }

    /// The next line without its end, or null after the last.
    String nextLine() {
        if (at >= content.length()) {
            return null;
        }
        int end = content.indexOf('\n', at);
        if (end < 0) {
            end = content.length();
        }
        int start = at;
        at = end + 1;
        lineNumber++;
        if (end > start && content.charAt(end - 1) == '\r') {
            end--;
        }
        return content.substring(start, end);
    }

    int lineNumber() {
        return lineNumber;
    }

    long position(int column) {
        return Diagnostics.pack(number, lineNumber, column);
    }
}
