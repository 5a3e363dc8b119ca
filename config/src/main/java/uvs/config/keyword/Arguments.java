package uvs.config.keyword;

import java.util.List;
import uvs.config.text.Diagnostics;
import uvs.config.text.Line;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// The words of one line as a [ValueType] takes them, one after the other.
///
/// What is wrong is reported here, with the place of the word; whoever reports answers `null`.
public final class Arguments {

    private final Diagnostics diagnostics;
    private final Line line;
    private final String keyword;
    private final int textStart;
    private List<Quotes.Word> words;
    private int at;

    /// @param keyword   what the line is about, for messages
    /// @param words     all that follow the keyword, or all of a line in a block of values
    /// @param textStart where in the line's text they start
    public Arguments(
        Diagnostics diagnostics, Line line, String keyword, List<Quotes.Word> words, int textStart) {
        this.diagnostics = diagnostics;
        this.line = line;
        this.keyword = keyword;
        this.words = words;
        this.textStart = textStart;
    }

    public String keyword() {
        return keyword;
    }

    /// Takes the words in the way of commands from here on: single quotes and escapes count.
    public void asCommand(boolean keepEscapes) {
        String text = line.text().substring(textStart);
        words = Quotes.commandWords(text, keepEscapes).stream()
            .map(word -> new Quotes.Word(word.text(), word.start() + textStart)).toList();
    }

    public boolean more() {
        return at < words.size();
    }

    public int left() {
        return words.size() - at;
    }

    /// The next word, without taking it; null after the last.
    public String peek() {
        return more() ? words.get(at).text() : null;
    }

    /// The next word; reports that it is missing and answers null after the last.
    public String next() {
        if (!more()) {
            if (at == 0) {
                diagnostics.report(Problem.MISSING_PARAMETER, line.position(), keyword
                    + " needs a word after it",
                    "keepalived ends here: write the word, or take the line out");
            } else {
                diagnostics.report(Problem.GENERAL_ERROR, position(at - 1),
                    keyword + " needs a word after '" + words.get(at - 1).text() + "'", "write it");
            }
            return null;
        }
        return words.get(at++).text();
    }

    /// Takes the next word if it is this one.
    public boolean take(String word) {
        if (word.equals(peek())) {
            at++;
            return true;
        }
        return false;
    }

    /// Whether any word was taken.
    boolean wasTaken() {
        return at > 0;
    }

    /// Takes all the words that are left.
    public List<String> rest() {
        List<String> rest = words.subList(at, words.size()).stream().map(Quotes.Word::text).toList();
        at = words.size();
        return rest;
    }

    /// Reports the word that was taken last. Answers null, for the caller to answer.
    public <T> T wrong(Problem problem, String text, String cure) {
        diagnostics.report(problem, position(at - 1), text, cure);
        return null;
    }

    public <T> T wrong(String text, String cure) {
        return wrong(Problem.GENERAL_ERROR, text, cure);
    }

    /// Reports something about the word that was taken last, and goes on with it.
    public void advise(Problem problem, String text, String cure) {
        diagnostics.report(problem, position(at - 1), text, cure);
    }

    /// The place of the word that was taken last.
    public long position() {
        return position(at - 1);
    }

    /// The place of the next word.
    public long nextPosition() {
        return position(at);
    }

    /// The place of the line.
    public long linePosition() {
        return line.position();
    }

    private long position(int index) {
        return index < 0 || words.isEmpty() ? line.position()
            : line.positionOf(words.get(Math.min(index, words.size() - 1)).start());
    }

    /// Says that words are left which nobody asked for.
    void adviseOfRest() {
        if (more()) {
            String extra = next();
            advise(Problem.ADVICE, "'" + extra + "' is more than " + keyword + " takes, and is not read",
                "take it out");
        }
    }
}
