package uvs.vrrp.track;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import uvs.config.TrackFile;

/// Reads one `track_file` whenever its folder says that it changed.
final class FileTracker {

    private static final Pattern NUMBER = Pattern.compile("^\\s*([-+]?\\d+)");
    private static final int READ_LIMIT = 128;

    private final TrackFile file;
    private final Path path;
    private final Consumer<TrackerResult> results;
    private Optional<Long> last = Optional.empty();

    FileTracker(TrackFile file, Consumer<TrackerResult> results) {
        this.file = file;
        this.results = results;
        path = Path.of(file.file()).toAbsolutePath();
    }

    Path folder() {
        return path.getParent();
    }

    /// Writes the file if it is to be initialised, then reads it.
    void start() {
        file.initFile().ifPresent(initial -> {
            if (initial.overwrite() || Files.notExists(path)) {
                try {
                    Files.writeString(path, initial.value() + "\n");
                } catch (IOException _) {
                    // A file that cannot be written is like one that is not there: its value is 0.
                }
            }
        });
        read();
    }

    /// Tells the value if it is another one than before.
    void read() {
        long value = value();
        if (!last.equals(Optional.of(value))) {
            last = Optional.of(value);
            results.accept(new TrackerResult.FileValue(file.name(), value));
        }
    }

    private long value() {
        try (var stream = Files.newInputStream(path)) {
            return parse(new String(stream.readNBytes(READ_LIMIT), StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return 0;
        }
    }

    /// The number that a text starts with, 0 where it starts with none; one that is too large is the largest.
    static long parse(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.find()) {
            return 0;
        }
        var value = new BigInteger(matcher.group(1));
        return value.min(BigInteger.valueOf(Integer.MAX_VALUE)).max(BigInteger.valueOf(Integer.MIN_VALUE))
            .longValueExact();
    }
}
