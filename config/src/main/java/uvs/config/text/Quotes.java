package uvs.config.text;

import java.util.ArrayList;
import java.util.List;

/// The words of a line: apart by blanks, or by double quotes, which make one word of what is between them.
public final class Quotes {

    private Quotes() {
    }

    /// One word, and where in its text it starts.
    public record Word(String text, int start) {
    }

    /// Whether the double quotes of `text` come in pairs.
    public static boolean balanced(String text) {
        boolean open = false;
        for (int i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 1)) {
            open = !open;
        }
        return !open;
    }

    /// The words for most keywords: no escapes, and `abc"def"` is two words.
    public static List<Word> words(String text) {
        var words = new ArrayList<Word>(4);
        int at = Blanks.skip(text, 0, text.length());
        while (at < text.length()) {
            int start = at;
            if (text.charAt(at) == '"') {
                int close = text.indexOf('"', at + 1);
                int end = close < 0 ? text.length() : close;
                words.add(new Word(text.substring(start + 1, end), start));
                at = close < 0 ? end : end + 1;
            } else {
                while (at < text.length() && text.charAt(at) != '"' && !Blanks.isBlank(text.charAt(at))) {
                    at++;
                }
                words.add(new Word(text.substring(start, at), start));
            }
            at = Blanks.skip(text, at, text.length());
        }
        return words;
    }

    /// The words for commands: single and double quotes, parts that touch are one word, and backslash
    /// escapes.
    ///
    /// @param keepEscapes leaves escapes as they are, for regular expressions
    public static List<Word> commandWords(String text, boolean keepEscapes) {
        var words = new ArrayList<Word>(4);
        int at = Blanks.skip(text, 0, text.length());
        while (at < text.length()) {
            var word = new StringBuilder();
            int start = at;
            char quote = 0;
            while (at < text.length() && (quote != 0 || !Blanks.isBlank(text.charAt(at)))) {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    at = keepEscapes ? keep(text, at, word) : Escapes.append(text, at, word);
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                    at++;
                } else if (c == quote && quote != 0) {
                    quote = 0;
                    at++;
                } else {
                    word.append(c);
                    at++;
                }
            }
            words.add(new Word(word.toString(), start));
            at = Blanks.skip(text, at, text.length());
        }
        return words;
    }

    private static int keep(String text, int at, StringBuilder word) {
        word.append(text, at, at + 2);
        return at + 2;
    }

    /// Writes a word so that [#commandWords] reads it as one again. What a comment, a brace or a definition
    /// could be taken for is escaped or in quotes.
    public static String quotedForCommand(String word) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c < ' ' || c == 127 || c == '"' || c == '\\' || c == '$') {
                quoted.append("\\x").append(Character.forDigit(c >> 4 & 15, 16));
                quoted.append(Character.forDigit(c & 15, 16));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// Writes a word so that [#words] reads it as one again.
    public static String quotedIfNeeded(String word) {
        boolean plain = !word.isEmpty() && word.chars().noneMatch(
            c -> Blanks.isBlank((char) c) || "{}#!@~$'".indexOf(c) >= 0);
        return plain ? word : '"' + word + '"';
    }
}
