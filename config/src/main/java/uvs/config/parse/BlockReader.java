package uvs.config.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import uvs.config.keyword.Arguments;
import uvs.config.keyword.Grammar;
import uvs.config.keyword.GlobalKeywords;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.LinesKeyword;
import uvs.config.keyword.Nearest;
import uvs.config.keyword.Section;
import uvs.config.keyword.SectionKeyword;
import uvs.config.keyword.ValueKeyword;
import uvs.config.text.Blanks;
import uvs.config.text.Diagnostics;
import uvs.config.text.Line;
import uvs.config.text.Lines;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// Puts logical lines into sections, looking each keyword up in the block that is open.
///
/// What keepalived does with a block that it does not know is done here too: its brace is passed over, its
/// lines are looked up in the block around it, and its closing brace closes that one.
final class BlockReader {

    /// Deeper than any block can be: a brace beyond is counted and no more.
    private static final int MAX_DEPTH = 100;

    /// A block that is open.
    private static final class Open {

        /// The keyword that opened it, where, and the section that its values go to.
        private final String name;
        private final long position;
        private final Section section;
        /// What every line is, in a block of values; else null.
        private final LinesKeyword<?> lines;
        /// Blocks inside whose brace was passed over: keyword and place.
        private final List<Line> passedOver = new ArrayList<>(0);
        private boolean needsBrace = true;
        private Line unknown;

        Open(String name, long position, Section section, LinesKeyword<?> lines) {
            this.name = name;
            this.position = position;
            this.section = section;
            this.lines = lines;
        }
    }

    private final Lines lines;
    private final Diagnostics diagnostics;
    private final Deque<Open> blocks = new ArrayDeque<>();
    private int sections;
    /// How deep inside a block that is left out as its head was wrong; 0 outside of one.
    private int skipped;
    private boolean skipNeedsBrace;
    /// The block that was closed last by a brace of a block inside it, for messages about what follows.
    private Open closedTooSoon;

    BlockReader(Lines lines, Diagnostics diagnostics) {
        this.lines = lines;
        this.diagnostics = diagnostics;
    }

    /// Reads to the end and answers the section of the file.
    Section read() {
        var file = new Section(Grammar.FILE, true, 0, 0);
        var root = new Open("", 0, file, null);
        root.needsBrace = false;
        blocks.push(root);
        Line line = lines.next();
        Line last = line;
        while (line != null) {
            last = line;
            take(line);
            line = lines.next();
        }
        if (blocks.size() > 1) {
            Open open = blocks.peek();
            diagnostics.report(Problem.MISSING_CLOSING_BRACE, last.position(),
                (blocks.size() - 1) + " missing '}' at the end; " + open.name + " of "
                    + diagnostics.place(open.position, last.position()) + " is still open",
                "close it");
        }
        return file;
    }

    private void take(Line line) {
        if (skipped > 0 || skipNeedsBrace) {
            skip(line);
            return;
        }
        Open block = blocks.peek();
        if (block.needsBrace) {
            block.needsBrace = false;
            if (line.opens()) {
                return;
            }
            diagnostics.report(block.lines == null ? Problem.MISSING_OPENING_BRACE : Problem.ADVICE,
                line.position(), "'{' is missing after " + block.name + " of "
                    + diagnostics.place(block.position, line.position()), "write it there");
        }
        if (line.opens()) {
            passOver(block, line);
        } else if (line.closes()) {
            close(block, line);
        } else if (block.lines != null) {
            readValues(block, line);
        } else {
            readKeyword(block, line);
        }
    }

    /// Leaves lines out until the block is closed whose head was wrong.
    private void skip(Line line) {
        if (line.opens()) {
            skipNeedsBrace = false;
            skipped++;
        } else if (line.closes() && !skipNeedsBrace) {
            skipped--;
        }
    }

    private void passOver(Open block, Line line) {
        if (block.lines == null || block.unknown != null) {
            diagnostics.report(Problem.UNEXPECTED_OPENING_BRACE, line.position(), "unexpected '{'",
                block.unknown == null ? "take it out, with the '}' that goes with it"
                    : "take the block out: its '}' closes " + nameOf(block));
        }
        block.passedOver.add(block.unknown == null ? line : block.unknown);
        block.unknown = null;
    }

    private static String nameOf(Open block) {
        return block.name.isEmpty() ? "nothing" : block.name;
    }

    private void close(Open block, Line line) {
        if (blocks.size() == 1) {
            diagnostics.report(Problem.UNEXPECTED_CLOSING_BRACE, line.position(), "unexpected '}'"
                + (closedTooSoon == null ? "" : ": " + closedTooSoon.name + " of "
                    + diagnostics.place(closedTooSoon.position, line.position()) + " was closed before"),
                "take it out, or look for a '}' too many before it");
            return;
        }
        if (!block.passedOver.isEmpty()) {
            Line first = block.passedOver.getFirst();
            String inner = first.opens() ? "the '{'" : "'" + first.text().split("\\s", 2)[0] + "'";
            diagnostics.report(Problem.WARNING, line.position(), "this '}' closes " + block.name + " of "
                + diagnostics.place(block.position, line.position()) + ", not " + inner + " of "
                + diagnostics.place(first.position(), line.position()),
                "take the inner block out: what follows is read outside of " + block.name);
            closedTooSoon = block;
        }
        blocks.pop();
    }

    private void readValues(Open block, Line line) {
        if (!Quotes.balanced(line.text())) {
            reportQuote(line);
            return;
        }
        var arguments = new Arguments(diagnostics, line, block.name, Quotes.words(line.text()), 0);
        Grammar.readLine(block.lines, block.section, arguments);
    }

    private void reportQuote(Line line) {
        diagnostics.report(Problem.UNMATCHED_QUOTE, line.positionOf(line.text().lastIndexOf('"')),
            "the quote is not closed on this line", "write a second \"");
    }

    private void readKeyword(Open block, Line line) {
        String text = line.text();
        int end = 0;
        while (end < text.length() && text.charAt(end) != '"' && !Blanks.isBlank(text.charAt(end))) {
            end++;
        }
        Keyword<?> keyword = block.section.block().find(text.substring(0, end));
        block.unknown = null;
        if (keyword == null) {
            reportUnknown(block, line, text.substring(0, Math.max(1, end)));
            block.unknown = line;
            return;
        }
        if (text.indexOf('"') >= 0 && !Quotes.balanced(text)) {
            reportQuote(line);
            if (keyword instanceof ValueKeyword<?>) {
                return;
            }
        }
        List<Quotes.Word> words = Quotes.words(text);
        var arguments = new Arguments(
            diagnostics, line, keyword.name(), words.subList(1, words.size()), end);
        switch (keyword) {
            case ValueKeyword<?> value -> readValue(value, block.section, arguments);
            case LinesKeyword<?> values -> openValues(block, values, line, words);
            case SectionKeyword<?> section -> open(block, section, line, arguments);
        }
    }

    private void readValue(ValueKeyword<?> keyword, Section section, Arguments arguments) {
        Grammar.read(keyword, section, arguments, diagnostics);
        if (keyword == GlobalKeywords.INCLUDE_CHECK) {
            section.given(GlobalKeywords.INCLUDE_CHECK).ifPresent(lines::includeChecks);
        } else if (keyword == GlobalKeywords.RANDOM_SEED) {
            section.given(GlobalKeywords.RANDOM_SEED).ifPresent(lines::randomSeed);
        }
    }

    private void openValues(Open block, LinesKeyword<?> keyword, Line line, List<Quotes.Word> words) {
        if (words.size() > 1) {
            diagnostics.report(Problem.GENERAL_ERROR, line.positionOf(words.get(1).start()),
                keyword.name() + " has '" + words.get(1).text() + "' before its brace", "write it inside");
        }
        push(new Open(keyword.name(), line.position(), block.section, keyword));
        noteUnlessHonoured(keyword, line);
    }

    private void open(Open block, SectionKeyword<?> keyword, Line line, Arguments arguments) {
        Section section = Grammar.open(keyword, block.section, arguments, line.position(), ++sections);
        if (section == null) {
            skipNeedsBrace = true;
            return;
        }
        push(new Open(keyword.name(), line.position(), section, keyword.inner().body()));
        noteUnlessHonoured(keyword, line);
    }

    private void push(Open block) {
        if (blocks.size() < MAX_DEPTH) {
            blocks.push(block);
        }
    }

    private void noteUnlessHonoured(Keyword<?> keyword, Line line) {
        if (!keyword.isHonoured()) {
            diagnostics.report(Problem.NOT_HONOURED, line.position(),
                keyword.name() + " and what is in it is read and not acted on");
        }
    }

    private void reportUnknown(Open block, Line line, String word) {
        String where = block.name.isEmpty() ? "" : " in " + block.name;
        boolean wanted = diagnostics.wants(Problem.UNKNOWN_KEYWORD);
        diagnostics.report(Problem.UNKNOWN_KEYWORD, line.position(),
            wanted ? "unknown keyword '" + word + "'" + where : "", wanted ? cure(block, line, word) : "");
    }

    private String cure(Open block, Line line, String word) {
        if (closedTooSoon != null && closedTooSoon.section.block().find(word) != null) {
            return "it belongs to " + closedTooSoon.name + " of "
                + diagnostics.place(closedTooSoon.position, line.position()) + ", which was closed before";
        }
        List<String> elsewhere = Grammar.blocksWith(word);
        if (!elsewhere.isEmpty()) {
            return "it may stand in " + String.join(", ", elsewhere);
        }
        var here = block.section.block().keywords().stream().map(Keyword::name).toList();
        return Nearest.to(word, here).map(near -> "did you mean " + near + "?").orElse("take it out");
    }
}
