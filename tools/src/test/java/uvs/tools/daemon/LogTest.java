package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.tools.daemon.Log.Severity;
import uvs.tools.demo.ThisProgram;

/// What a line of the log looks like, and how many there may be.
final class LogTest {

    private static final Instant TIME = Instant.parse("2026-11-21T14:00:00.123456Z");
    private static final Map<String, String> FIELDS = Map.of("instance", "VI_1", "reason", "no \"carrier\"");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nowNs = 5;

    private Log log(LogForm form) {
        return new Log(new PrintStream(written, true, StandardCharsets.UTF_8), form, () -> TIME, () -> nowNs);
    }

    private List<String> takeLines() {
        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        written.reset();
        return lines;
    }

    @Test
    void writesOneLineAnEvent() {
        Log log = log(LogForm.TEXT);
        log.write(Severity.NOTICE, "(VI_1) Entering FAULT STATE", FIELDS);
        log.error("two\nlines, \u001b[31mred\u2028");
        log.write(Severity.INFO, "x", Map.of("empty", "", "path", "a\\b", "sum", "1=1", "end", "a\nb"));
        assertEquals(List.of(
            "2026-11-21T14:00:00.123Z notice (VI_1) Entering FAULT STATE instance=VI_1 reason=\"no \\\"carrier\\\"\"",
            "2026-11-21T14:00:00.123Z error two\\nlines, \\u001b[31mred\\u2028",
            "2026-11-21T14:00:00.123Z info x empty=\"\" end=a\\nb path=\"a\\\\b\" sum=\"1=1\""), takeLines());
    }

    /// The numbers of RFC 5424; the journal has the time.
    @Test
    void tellsTheJournalTheSeverity() {
        Log log = log(new LogForm(false, true));
        log.info("a");
        log.notice("b");
        log.warning("c");
        log.error("d\n<0>e");
        assertEquals(List.of("<6>a", "<5>b", "<4>c", "<3>d\\n<0>e"), takeLines());
    }

    @Test
    void writesObjects() throws Exception {
        log(new LogForm(true, true)).write(Severity.WARNING, "a \"quoted\"\nword", FIELDS);
        List<String> lines = takeLines();
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("<4>{\"time\":\"2026-11-21T14:00:00.123Z\",\"level\":\"warning\","),
            lines.getFirst());
        assertEquals(new TreeMap<>(Map.of("time", "2026-11-21T14:00:00.123Z", "level", "warning",
            "message", "a \"quoted\"\nword", "instance", "VI_1", "reason", "no \"carrier\"")),
            new ObjectMapper().readValue(lines.getFirst().substring(3), TreeMap.class));
    }

    @Test
    void leavesOutWhatComesTooOften() {
        Log log = log(LogForm.TEXT);
        IntStream.range(0, LogLimit.BURST + 30).forEach(i -> log.warning("sendto(" + i + "): errno 105"));
        log.warning("another");
        List<String> lines = takeLines();
        assertEquals(LogLimit.BURST + 1, lines.size());
        assertTrue(lines.getLast().endsWith(" warning another"), lines.getLast());

        nowNs += TimeUnit.SECONDS.toNanos(1) / 2;
        log.settle();
        assertEquals(List.of(), takeLines());
        nowNs += TimeUnit.SECONDS.toNanos(1) / 2;
        log.settle();
        assertEquals(List.of("2026-11-21T14:00:00.123Z warning lines left out: 30 like 'sendto(#): errno #'"),
            takeLines());
        IntStream.range(0, 2 * LogLimit.A_SECOND).forEach(i -> log.warning("sendto(" + i + "): errno 105"));
        assertEquals(LogLimit.A_SECOND, takeLines().size());
    }

    @Test
    void tellsEveryMistakeOfAConfiguration() {
        Log log = log(LogForm.TEXT);
        IntStream.range(0, 3 * LogLimit.BURST).forEach(i -> log.diagnostic(Severity.ERROR, "file:" + i));
        assertEquals(3 * LogLimit.BURST, takeLines().size());
    }

    @Test
    void knowsTwoFormats() {
        assertEquals(LogForm.TEXT, LogForm.of(Optional.empty(), Map.of()));
        assertTrue(LogForm.of(Optional.of("json"), Map.of()).json());
        assertEquals("log format 'xml' is not text or json; write --log-format text",
            assertThrows(IllegalArgumentException.class, () -> LogForm.of(Optional.of("xml"), Map.of())).getMessage());
        assertFalse(LogForm.of(Optional.empty(), Map.of("JOURNAL_STREAM", "1:2")).journal());
    }

    /// The file that `JOURNAL_STREAM` names by its device and inode is standard error, or is not.
    @Test
    void writesForTheJournalWhereItReads(@TempDir Path folder) throws Exception {
        Path read = Files.createFile(folder.resolve("read"));
        Path other = Files.createFile(folder.resolve("other"));
        String stream = Files.getAttribute(read, "unix:dev") + ":" + Files.getAttribute(read, "unix:ino");
        for (Path file : List.of(read, other)) {
            ProcessBuilder run = new ProcessBuilder(
                ThisProgram.uvs("run", "-f", folder.resolve("none").toString(), "--engine", "best"))
                .redirectError(file.toFile());
            run.environment().put("JOURNAL_STREAM", stream);
            assertEquals(2, run.start().waitFor());
        }
        assertTrue(Files.readString(read).startsWith("<3>"), Files.readString(read));
        assertTrue(Files.readString(other).matches("(?s)\\S+Z error .*"), Files.readString(other));
    }
}
