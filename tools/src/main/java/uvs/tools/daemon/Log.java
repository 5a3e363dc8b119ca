package uvs.tools.daemon;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The log of the daemon: one line an event, with its time and severity. Any thread may write.
public final class Log {

    /// How bad it is, under syslog's names.
    public enum Severity { INFO, NOTICE, WARNING, ERROR }

    private final PrintStream stream;

    public Log(PrintStream stream) {
        this.stream = stream;
    }

    public void info(String text) {
        write(Severity.INFO, text);
    }

    public void notice(String text) {
        write(Severity.NOTICE, text);
    }

    public void warning(String text) {
        write(Severity.WARNING, text);
    }

    public void error(String text) {
        write(Severity.ERROR, text);
    }

    private void write(Severity severity, String text) {
        stream.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " "
            + severity.name().toLowerCase(Locale.ROOT) + " " + text);
    }

    /// Text that is no event: tables, dumps.
    public void print(String text) {
        stream.print(text);
        stream.flush();
    }
}
