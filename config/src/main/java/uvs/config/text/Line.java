package uvs.config.text;

/// One logical line: `{`, `}`, or text without an unquoted brace.
///
/// @param text       without blanks at either end, never empty
/// @param position   of its first character, packed as in [Diagnostics]
/// @param exactUpTo  how many of its characters stand in the file as they are. What comes after was put there
///                   for a definition, and is told as the place where that was used
public record Line(String text, long position, int exactUpTo) {

    Line(String text, long position) {
        this(text, position, Integer.MAX_VALUE);
    }

    /// Where the character at `index` is in the file.
    public long positionOf(int index) {
        return position + Math.min(index, exactUpTo);
    }

    /// This line from `index` on, with other text in its place.
    Line from(int index, String rest) {
        return new Line(rest, positionOf(index),
            exactUpTo == Integer.MAX_VALUE ? exactUpTo : Math.max(0, exactUpTo - index));
    }

    boolean is(char brace) {
        return text.length() == 1 && text.charAt(0) == brace;
    }

    public boolean opens() {
        return is('{');
    }

    public boolean closes() {
        return is('}');
    }
}
