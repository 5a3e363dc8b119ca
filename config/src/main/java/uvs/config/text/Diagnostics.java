package uvs.config.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong, up to a limit, and knows the place that a packed position stands for.
///
/// Positions are packed into a `long` since a large configuration has millions of them: the file's number,
/// the line, the column.
public final class Diagnostics {

    /// More than this of each verdict nobody reads. What is beyond is counted.
    public static final int LIMIT = 1_000;

    private static final int COLUMN_BITS = 20;
    private static final int LINE_BITS = 28;
    private static final long MAX_COLUMN = (1L << COLUMN_BITS) - 1;
    private static final long MAX_LINE = (1L << LINE_BITS) - 1;

    private final List<String> files = new ArrayList<>();
    private final List<Diagnostic> found = new ArrayList<>();
    private final int[] kept = new int[Verdict.values().length];
    private long beyondLimit;
    private Problem worst;

    public Diagnostics() {
    }

    /// The number of a file that positions can name from now on.
    int addFile(String name) {
        files.add(name);
        return files.size() - 1;
    }

    static long pack(int file, int line, int column) {
        return (long) file << LINE_BITS + COLUMN_BITS
            | Math.min(line, MAX_LINE) << COLUMN_BITS | Math.min(column, MAX_COLUMN);
    }

    static int file(long position) {
        return (int) (position >>> LINE_BITS + COLUMN_BITS);
    }

    public static int line(long position) {
        return (int) (position >>> COLUMN_BITS & MAX_LINE);
    }

    private static int column(long position) {
        return (int) (position & MAX_COLUMN);
    }

    /// Where a position is, in words: `line 7`, or `FILE:7` when that is another file than `from`'s.
    public String place(long position, long from) {
        return file(position) == file(from) ? "line " + line(position)
            : files.get(file(position)) + ":" + line(position);
    }

    /// Whether another one of this kind is kept, or only counted. Its text need not be made then.
    public boolean wants(Problem problem) {
        return kept[problem.verdict().ordinal()] < LIMIT;
    }

    public void report(Problem problem, long position, String text, String cure) {
        report(problem, files.get(file(position)), line(position), Math.max(1, column(position)), text, cure);
    }

    public void report(Problem problem, long position, String text) {
        report(problem, position, text, "");
    }

    /// For a file that no position names, since it could not be read.
    void report(Problem problem, String file, int line, int column, String text, String cure) {
        if (worst == null || problem.compareTo(worst) > 0) {
            worst = problem;
        }
        if (kept[problem.verdict().ordinal()]++ < LIMIT) {
            found.add(new Diagnostic(file, line, column, problem, text, cure));
        } else {
            beyondLimit++;
        }
    }

    /// What was found so far by class; the class decides as keepalived's does.
    public Verdict verdict() {
        return worst == null ? Verdict.CLEAN : worst.verdict();
    }

    /// Everything that was found, by file in the order of reading, then by place.
    public List<Diagnostic> list() {
        var sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt((Diagnostic d) -> files.indexOf(d.file()))
            .thenComparing(Comparator.naturalOrder()));
        if (beyondLimit > 0) {
            var last = sorted.getLast();
            sorted.add(new Diagnostic(
                last.file(), last.line(), last.column(), Problem.ADVICE,
                beyondLimit + " more are not shown", "cure the first ones and check again"));
        }
        return List.copyOf(sorted);
    }
}
