package uvs.tools.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import uvs.tools.daemon.Log.Severity;

/// How an event is written: always one line.
///
/// For people, `TIME SEVERITY TEXT KEY=VALUE ...`; for programs, a JSON object with the same. The journal has the time
/// already, and takes the severity from a number in front (sd-daemon(3)).
///
/// @param json    whether it is an object
/// @param journal whether the journal reads it
public record LogForm(boolean json, boolean journal) {

    /// For people.
    public static final LogForm TEXT = new LogForm(false, false);

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final JsonFactory JSON = new JsonFactory();
    private static final char FIRST_PRINTABLE = ' ';
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    /// @param format      `text` or `json`; empty for text
    /// @param environment `JOURNAL_STREAM` says which file the journal reads: it may be another than standard error
    /// @throws IllegalArgumentException one line with the cure
    public static LogForm of(Optional<String> format, Map<String, String> environment) {
        String name = format.orElse("text");
        if (!name.equals("text") && !name.equals("json")) {
            throw new IllegalArgumentException(
                "log format '" + name + "' is not text or json; write --log-format text");
        }
        return new LogForm(name.equals("json"), isStandardError(environment.getOrDefault("JOURNAL_STREAM", "")));
    }

    private static boolean isStandardError(String stream) {
        if (stream.isEmpty()) {
            return false;
        }
        try {
            return stream.equals(
                Files.getAttribute(STANDARD_ERROR, "unix:dev") + ":" + Files.getAttribute(STANDARD_ERROR, "unix:ino"));
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException _) {
            return false;
        }
    }

    /// @param fields what the event is about, by name
    String line(Instant time, Severity severity, String text, Map<String, String> fields) {
        String prefix = journal ? "<" + severity.number() + ">" : "";
        if (json) {
            return prefix + object(time, severity, text, fields);
        }
        var line = new StringBuilder(prefix);
        if (!journal) {
            line.append(seconds(time)).append(' ').append(severity.word()).append(' ');
        }
        line.append(printable(text));
        new TreeMap<>(fields).forEach((key, value) -> line.append(' ').append(key).append('=').append(quoted(value)));
        return line.toString();
    }

    private static String object(Instant time, Severity severity, String text, Map<String, String> fields) {
        var written = new StringWriter();
        try (JsonGenerator object = JSON.createGenerator(written)) {
            object.writeStartObject();
            object.writeStringField("time", seconds(time));
            object.writeStringField("level", severity.word());
            object.writeStringField("message", text);
            for (var field : new TreeMap<>(fields).entrySet()) {
                object.writeStringField(field.getKey(), field.getValue());
            }
            object.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be written", e);
        }
        return written.toString();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /// As it is where that is clear, else in quotation marks.
    private static String quoted(String value) {
        boolean clear = !value.isEmpty()
            && value.chars().noneMatch(each -> each == ' ' || each == '"' || each == '=' || each == '\\');
        return printable(clear ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }

    /// Without anything that would end the line or drive a terminal: that stands there as its number.
    private static String printable(String text) {
        if (text.chars().noneMatch(LogForm::isControl)) {
            return text;
        }
        var escaped = new StringBuilder(text.length());
        text.chars().forEach(each -> {
            if (each == '\n') {
                escaped.append("\\n");
            } else if (isControl(each)) {
                escaped.append(String.format("\\u%04x", each));
            } else {
                escaped.append((char) each);
            }
        });
        return escaped.toString();
    }

    private static boolean isControl(int each) {
        return each < FIRST_PRINTABLE || DELETE <= each && each <= LAST_CONTROL || each == LINE_SEPARATOR
            || each == PARAGRAPH_SEPARATOR;
    }
}
