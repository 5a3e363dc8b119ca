package uvs.config.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes out the definitions that a line uses.
///
/// What was written out is looked at again, up to [#MAX_PASSES] times: a definition may use others.
final class Substitution {

    /// A longer chain of definitions goes in a circle.
    static final int MAX_PASSES = 32;
    /// What a line may grow to: the length of keepalived's own buffer, less its end.
    static final int MAX_LENGTH = 1_023;

    private final Definitions definitions;

    /// The text after the last call of [#apply].
    private String text = "";
    private int firstChange;
    private List<String> further = List.of();
    private Trouble trouble = Trouble.NONE;

    /// What did not go as it was meant.
    enum Trouble { NONE, CIRCLE, TOO_LONG, NOT_LAST }

    Substitution(Definitions definitions) {
        this.definitions = definitions;
    }

    /// Writes out the definitions in `line`. The answer is in the other methods.
    void apply(String line, Path directory) {
        text = line;
        firstChange = Integer.MAX_VALUE;
        further = List.of();
        trouble = Trouble.NONE;
        int limit = Math.max(MAX_LENGTH, line.length());
        for (int pass = 0; true; pass++) {
            String before = text;
            pass(directory);
            if (text.equals(before)) {
                return;
            }
            text = Comments.strip(text);
            if (text.length() > limit) {
                text = text.substring(0, limit);
                trouble = Trouble.TOO_LONG;
                return;
            }
            if (pass == MAX_PASSES) {
                trouble = Trouble.CIRCLE;
                return;
            }
        }
    }

    String text() {
        return text;
    }

    /// Where the text first differs from the line, or more than its length.
    int firstChange() {
        return firstChange;
    }

    /// The further lines of a definition with several, to be read after this one.
    List<String> further() {
        return further;
    }

    Trouble trouble() {
        return trouble;
    }

    /// Writes out every use once, from left to right.
    private void pass(Path directory) {
        var written = new StringBuilder();
        int copied = 0;
        int dollar = text.indexOf('$');
        while (dollar >= 0) {
            int start = dollar + 1;
            boolean braced = text.startsWith("{", start);
            int nameStart = braced ? start + 1 : start;
            int nameEnd = Definitions.nameEnd(text, nameStart);
            int end = braced ? closing(nameEnd) : bare(nameEnd);
            Definitions.Body body = end < 0 || nameEnd == nameStart ? null : definitions.look(
                text.substring(nameStart, nameEnd), braced ? text.substring(nameEnd, end - 1) : "",
                    directory);
            if (body != null && body.lines().size() > 1 && end < text.length()) {
                trouble = Trouble.NOT_LAST;
                body = null;
            }
            if (body != null) {
                firstChange = Math.min(firstChange, written.length() + dollar - copied);
                written.append(text, copied, dollar).append(body.lines().getFirst());
                copied = end;
                further = joined(body.lines().subList(1, body.lines().size()), further);
            }
            dollar = text.indexOf('$', Math.max(start, copied));
        }
        if (copied > 0) {
            text = written.append(text, copied, text.length()).toString();
        }
    }

    /// Lines that were found now, before those of the definition that they stood in.
    private static List<String> joined(List<String> now, List<String> before) {
        var both = new ArrayList<>(now);
        both.addAll(before);
        return both;
    }

    /// Where `${NAME PARAMETERS}` ends, or -1 when it is not that.
    private int closing(int nameEnd) {
        int close = text.indexOf('}', nameEnd);
        boolean apart = close == nameEnd || close > 0 && Blanks.isBlank(text.charAt(nameEnd));
        return apart && text.substring(nameEnd, close).indexOf('$') < 0 ? close + 1 : -1;
    }

    /// Where `$NAME` ends, or -1 when something follows that does not end a name.
    private int bare(int nameEnd) {
        if (nameEnd == text.length()) {
            return nameEnd;
        }
        char next = text.charAt(nameEnd);
        return Blanks.isBlank(next) || next == ',' || next == ')' ? nameEnd : -1;
    }
}
