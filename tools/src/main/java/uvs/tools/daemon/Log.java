package uvs.tools.daemon;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The log of the daemon: one line an event, with its time, its severity, and what it is about as `key=value`. Any
/// thread may write.
public final class Log {

    /// How bad it is, under syslog's names.
    public enum Severity {

        INFO(6), NOTICE(5), WARNING(4), ERROR(3);

        private final int number;

        Severity(int number) {
            this.number = number;
        }

        /// As RFC 5424 numbers it, section 6.2.1.
        int number() {
            return number;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PrintStream stream;
    private final LogForm form;
    private final Supplier<Instant> clock;
    private final LongSupplier nanoTime;
    private final LogLimit limit = new LogLimit();

    public Log(PrintStream stream) {
        this(stream, LogForm.TEXT);
    }

    public Log(PrintStream stream, LogForm form) {
        this(stream, form, Instant::now, System::nanoTime);
    }

    /// With clocks that the caller moves.
    Log(PrintStream stream, LogForm form, Supplier<Instant> clock, LongSupplier nanoTime) {
        this.stream = stream;
        this.form = form;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    public void info(String text) {
        write(Severity.INFO, text, Map.of());
    }

    public void notice(String text) {
        write(Severity.NOTICE, text, Map.of());
    }

    public void warning(String text) {
        write(Severity.WARNING, text, Map.of());
    }

    public void error(String text) {
        write(Severity.ERROR, text, Map.of());
    }

    /// @param fields what the event is about, by name
    public synchronized void write(Severity severity, String text, Map<String, String> fields) {
        settle();
        if (limit.admits(severity, text, nanoTime.getAsLong())) {
            put(severity, text, fields);
        }
    }

    /// Without a limit: what is wrong with a configuration is told to the end.
    public synchronized void diagnostic(Severity severity, String text) {
        put(severity, text, Map.of());
    }

    /// Tells what was left out, as soon as there is room. To be called now and then.
    public synchronized void settle() {
        limit.takeLeftOut(nanoTime.getAsLong()).forEach(each -> put(each.severity(),
            "lines left out: " + each.lines() + " like '" + each.like() + "'", Map.of()));
    }

    private void put(Severity severity, String text, Map<String, String> fields) {
        stream.println(form.line(clock.get(), severity, text, fields));
    }

    /// Text that is no event: tables, dumps.
    public void print(String text) {
        stream.print(text);
        stream.flush();
    }
}
