package uvs.tools.demo;

import java.io.PrintStream;

/// What the demo tells while it goes on.
///
/// On a terminal a count is written over itself; elsewhere, every so many.
final class Progress {

    private static final int LINES_APART = 250;
    private static final int REDRAWN_EVERY = 10;

    private final PrintStream out;
    private final boolean terminal;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void step(String text) {
        out.println("demo: " + text);
    }

    /// A line of something that others wrote.
    void quote(String line) {
        out.println("    " + line);
    }

    void count(int done, int of, Tally tally) {
        boolean last = done == of;
        String line = "demo: " + done + " of " + of + " requests: " + tally;
        if (terminal && (last || done % REDRAWN_EVERY == 0)) {
            out.print("\r" + line + (last ? "\n" : ""));
            out.flush();
        } else if (!terminal && (last || done % LINES_APART == 0)) {
            out.println(line);
        }
    }
}
