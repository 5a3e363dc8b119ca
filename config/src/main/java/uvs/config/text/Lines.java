package uvs.config.text;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The logical lines of a configuration, in the order in which keepalived comes to them.
///
/// The order of work on one line is fixed, and users see it: a rest that a brace left, then a sequence, then
/// a definition of several lines, then the file; then `@ID`, a definition, a sequence, what definitions stand
/// for, an include. What is nested is on a stack, the innermost on top.
public final class Lines {

    /// How many lines may come out of sequences, definitions and files that are read more than once, in all.
    /// A few short lines could otherwise ask for more than any machine has.
    public static final int MAX_EXPANDED = 500_000;
    /// How deep definitions and sequences may be in each other.
    static final int MAX_DEPTH = 1_000;

    /// Where lines come from.
    private sealed interface Supply {

        /// @param counted whether its lines are counted as expanded
        record Reading(SourceFile file, boolean counted) implements Supply {}

        /// The rest of a definition's lines.
        record Body(Iterator<String> lines, long position) implements Supply {}

        record Repeating(Sequence sequence, Line rest,
            List<Optional<Definitions.Body>> before) implements Supply {}
    }

    private final Diagnostics diagnostics;
    private final Definitions definitions;
    private final Substitution substitution;
    private final Includes includes;
    private final ReaderOptions options;
    private final Deque<Supply> supplies = new ArrayDeque<>();
    /// The line whose rest comes next, and where that starts; null when there is none.
    private Line residue;
    private int residueAt;
    private int expanded;

    /// Starts with the file, or files, that `pattern` names.
    public Lines(String pattern, ReaderOptions options, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.options = options;
        definitions = new Definitions(options);
        substitution = new Substitution(definitions);
        includes = new Includes(diagnostics);
        push(includes.root(pattern));
    }

    /// The settings of `include_check` for the files that are opened from here on.
    public void includeChecks(List<String> words) {
        includes.checks(currentFile(), words);
    }

    /// The folders in which files were looked for so far.
    public Set<Path> folders() {
        return Set.copyOf(includes.folders());
    }

    /// The keyword `random_seed`.
    public void randomSeed(long seed) {
        definitions.seed(seed);
    }

    /// The next line, or null after the last.
    public Line next() {
        while (true) {
            Line line = residue == null ? raw() : piece();
            if (line == null) {
                return null;
            }
            line = line.opens() || line.closes() ? line : plain(line);
            if (line != null) {
                return residue == null ? splitAtBrace(line) : line;
            }
        }
    }

    /// The next line as its supply has it, comment gone, blanks gone, not empty.
    private Line raw() {
        while (!supplies.isEmpty()) {
            Line line = switch (supplies.peek()) {
                case Supply.Reading reading -> fromFile(reading);
                case Supply.Body body -> fromBody(body);
                case Supply.Repeating repeating -> fromSequence(repeating);
            };
            if (line == null) {
                supplies.pop();
            } else if (!line.text().isEmpty()) {
                return line;
            }
        }
        return null;
    }

    private Line fromFile(Supply.Reading reading) {
        SourceFile file = reading.file();
        String text = file.nextLine();
        if (text == null || reading.counted() && overspent(file.position(1))) {
            return null;
        }
        int start = Blanks.skip(text, 0, text.length());
        if (text.indexOf('\0') >= 0) {
            diagnostics.report(Problem.WARNING, file.position(text.indexOf('\0') + 1),
                "the line holds a NUL byte and is not read", "take the byte out");
            return new Line("", file.position(1));
        }
        if (text.length() > Substitution.MAX_LENGTH) {
            diagnostics.report(Problem.ADVICE, file.position(Substitution.MAX_LENGTH + 1),
                "the line has " + text.length() + " characters, and keepalived reads 1023 of them",
                "make several lines of it");
        }
        String kept = Comments.strip(text);
        return new Line(kept.substring(Math.min(start, kept.length())), file.position(start + 1));
    }

    private Line fromBody(Supply.Body body) {
        return body.lines().hasNext() && !overspent(body.position())
            ? new Line(body.lines().next(), body.position(), 0) : null;
    }

    private Line fromSequence(Supply.Repeating repeating) {
        List<String> variables = repeating.sequence().variables();
        List<String> values = overspent(repeating.rest().position()) ? null : repeating.sequence().next();
        for (int i = 0; i < variables.size(); i++) {
            if (values != null) {
                definitions.define(variables.get(i), values.get(i));
            } else {
                definitions.restore(variables.get(i), repeating.before().get(i));
            }
        }
        return values == null ? null : repeating.rest();
    }

    /// Whether the lines that may be expanded are used up. Says so once.
    private boolean overspent(long position) {
        if (++expanded == MAX_EXPANDED) {
            diagnostics.report(Problem.GENERAL_ERROR, position,
                "sequences, definitions and repeated files make more than " + MAX_EXPANDED + " lines",
                "write fewer, the rest is not read");
        }
        return expanded >= MAX_EXPANDED;
    }

    /// The line with conditions decided and definitions written out; null when nothing is left of it.
    private Line plain(Line given) {
        Line line = given;
        char first = line.text().charAt(0);
        while (first == '@' || first == '$' || first == '~' || line.text().indexOf('$') >= 0) {
            if (first == '@') {
                line = Conditions.decide(line, options.configId());
                if (line == null || line.text().isEmpty()) {
                    return null;
                }
                first = line.text().charAt(0);
                continue;
            }
            if (first == '$' && define(line) || first == '~' && repeat(line)) {
                return null;
            }
            Line written = substitute(line);
            if (written == line) {
                break;
            }
            if (written.text().isEmpty()) {
                return null;
            }
            line = written;
            first = line.text().charAt(0);
            if (first != '@' && first != '~') {
                break;
            }
        }
        return first == 'i' && include(line) ? null : line;
    }

    /// The line with definitions written out: the same object when it uses none.
    private Line substitute(Line line) {
        substitution.apply(line.text(), currentDirectory());
        if (substitution.trouble() != Substitution.Trouble.NONE) {
            report(substitution.trouble(), line);
        }
        if (substitution.firstChange() == Integer.MAX_VALUE) {
            return line;
        }
        if (!substitution.further().isEmpty()) {
            push(new Supply.Body(
                substitution.further().iterator(), line.positionOf(substitution.firstChange())), line);
        }
        int exact = Math.min(line.exactUpTo(), substitution.firstChange());
        String text = substitution.text();
        int start = Blanks.skip(text, 0, text.length());
        return new Line(text, line.position(), exact).from(start, text.substring(start));
    }

    private void report(Substitution.Trouble trouble, Line line) {
        long position = line.positionOf(Math.max(0, line.text().indexOf('$')));
        switch (trouble) {
            case CIRCLE -> diagnostics.report(Problem.GENERAL_ERROR, position,
                "a definition used here comes back to itself", "take its own name out of its value");
            case TOO_LONG -> diagnostics.report(Problem.GENERAL_ERROR, position,
                "with its definitions the line is longer than " + Substitution.MAX_LENGTH
                    + " characters; the rest is not read", "make several lines of it");
            case NOT_LAST -> diagnostics.report(Problem.ADVICE, position,
                "a definition of several lines is used before the end of the line, and stays as it is",
                "put nothing after it");
            case NONE -> {
            }
        }
    }

    /// Takes a line `$NAME=VALUE` as a definition. A value that ends in a backslash goes on in the next
    /// lines.
    private boolean define(Line line) {
        String text = line.text();
        int nameEnd = Definitions.nameEnd(text, 1);
        if (nameEnd == 1 || !text.startsWith("=", nameEnd)) {
            return false;
        }
        String name = text.substring(1, nameEnd);
        String value = text.substring(nameEnd + 1).strip();
        if (!value.endsWith("\\")) {
            definitions.define(name, value);
            return true;
        }
        var lines = new ArrayList<String>();
        boolean more = true;
        String part = value;
        while (more) {
            more = part.endsWith("\\");
            String content = more ? part.substring(0, part.length() - 1).strip() : part;
            if (!content.isEmpty()) {
                lines.add(content);
            }
            if (more) {
                part = continuation();
                more = part != null;
            }
        }
        definitions.define(name, lines.isEmpty() ? List.of("") : lines);
        return true;
    }

    /// The line that a definition goes on in, or null when an empty one ends it.
    private String continuation() {
        Line line = switch (supplies.peek()) {
            case Supply.Reading reading -> fromFile(reading);
            case Supply.Body body -> fromBody(body);
            case null, default -> null;
        };
        return line == null || line.text().isEmpty() ? null : line.text();
    }

    /// Takes a line `~SEQ(…) REST` or `~LST(…) REST`, to be read again and again.
    private boolean repeat(Line line) {
        String text = line.text();
        boolean list = text.startsWith("~LST(");
        if (!list && !text.startsWith("~SEQ(") && !text.startsWith("~SEQx(")) {
            return false;
        }
        int open = text.indexOf('(');
        int close = text.indexOf(')', open);
        int rest = close < 0 ? text.length() : Blanks.skip(text, close + 1, text.length());
        Optional<Sequence> sequence = Optional.empty();
        if (close > 0 && rest < text.length()) {
            substitution.apply(text.substring(open + 1, close), currentDirectory());
            String inside = substitution.text();
            sequence = list ? Sequence.tuples(inside) : Sequence.numbers(inside, open == 5);
        }
        if (sequence.isEmpty()) {
            diagnostics.report(Problem.GENERAL_ERROR, line.position(),
                "'" + text.substring(0, Math.min(60, close < 0 ? text.length() : close + 1))
                    + "' is no sequence", list
                    ? "write ~LST(NAME, VALUE, ...) or ~LST({NAMES}, {VALUES}, ...) and a line"
                    : "write ~SEQ(NAME, [START, [STEP,]] END) and a line");
            return true;
        }
        var before = sequence.get().variables().stream().map(definitions::current).toList();
        push(new Supply.Repeating(sequence.get(), line.from(rest, text.substring(rest)), before), line);
        return true;
    }

    private boolean include(Line line) {
        if (!line.text().startsWith("include")) {
            return false;
        }
        List<Quotes.Word> words = Quotes.words(line.text());
        if (!Includes.isInclude(words.getFirst().text())) {
            return false;
        }
        push(includes.open(currentFile(), line));
        return true;
    }

    /// Puts files on the stack so that the first is read first.
    private void push(List<Includes.Opened> opened) {
        for (Includes.Opened file : opened.reversed()) {
            supplies.push(new Supply.Reading(file.file(), file.again()));
        }
    }

    private void push(Supply supply, Line line) {
        if (supplies.size() < MAX_DEPTH) {
            supplies.push(supply);
        } else {
            diagnostics.report(Problem.GENERAL_ERROR, line.position(),
                "definitions and sequences are more than " + MAX_DEPTH + " deep in each other",
                "take a name out of its own value");
        }
    }

    /// Keeps what comes after the first brace for the next calls.
    private Line splitAtBrace(Line line) {
        String text = line.text();
        int brace = firstBrace(text, 0);
        if (brace < 0) {
            return line;
        }
        int end = brace == 0 ? 1 : brace;
        keep(line, Blanks.skip(text, end, text.length()));
        return end == text.length() ? line : line.from(0, text.substring(0, Blanks.trimEnd(text, end)));
    }

    /// Keeps the rest of a line from `start` on, unless there is none.
    private void keep(Line line, int start) {
        boolean plain = supplies.peek() instanceof Supply.Reading(_, boolean counted) && !counted;
        residue = start < line.text().length() && (plain || !overspent(line.position())) ? line : null;
        residueAt = start;
    }

    /// The next piece of the rest that a brace left: a brace, or what comes before one. Where a sequence or a
    /// condition begins, it is all of the rest. The rest is not copied: it may be long, and have many braces.
    private Line piece() {
        Line line = residue;
        String text = line.text();
        int start = residueAt;
        char first = text.charAt(start);
        int brace = firstBrace(text, start);
        int end = brace == start ? start + 1 : brace < 0 ? text.length() : brace;
        if (first == '@' || first == '$' || first == '~') {
            end = text.length();
        }
        keep(line, Blanks.skip(text, end, text.length()));
        return line.from(start, text.substring(start, Blanks.trimEnd(text, end)));
    }

    private static int firstBrace(String text, int start) {
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if ((c == '{' || c == '}') && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private SourceFile currentFile() {
        for (Supply supply : supplies) {
            if (supply instanceof Supply.Reading(SourceFile file, _)) {
                return file;
            }
        }
        return null;
    }

    private Path currentDirectory() {
        SourceFile file = currentFile();
        return file == null ? Path.of("/") : file.directory();
    }
}
