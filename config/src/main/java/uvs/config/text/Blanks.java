package uvs.config.text;

/// The white space of keepalived.conf: space, tab, form feed, carriage return, vertical tab.
public final class Blanks {

    private Blanks() {
    }

    public static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /// Where the first character from `start` on is that is not blank, or `end`.
    public static int skip(String text, int start, int end) {
        int at = start;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// Where the blanks at the end of `text` up to `end` begin.
    public static int trimEnd(String text, int end) {
        int at = end;
        while (at > 0 && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
