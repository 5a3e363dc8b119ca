package uvs.tools.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that a signal has written, for the director's user alone.
final class DumpFile {

    private DumpFile() {
    }

    /// Writes it under another name first: who reads the file never sees half of it, and no link planted there is
    /// followed. A failure is said in the log.
    static void write(String name, String text, Log log) {
        Path file = Path.of(name);
        try {
            Path written = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new");
            try {
                Files.writeString(written, text);
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            log.warning(file + " cannot be written: " + e.getMessage());
        }
    }
}
