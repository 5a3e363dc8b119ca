package uvs.config.text;

/// Takes comments away: from `#` or `!` to the end, unless inside double quotes or after a backslash.
final class Comments {

    private Comments() {
    }

    /// The text of a line without its comment and without blanks at its end. An escaped `#` or `!` loses its
    /// backslash.
    static String strip(String line) {
        int end = line.length();
        boolean quoted = false;
        boolean escaped = false;
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if ((c == '#' || c == '!') && !quoted) {
                if (i > 0 && line.charAt(i - 1) == '\\') {
                    escaped = true;
                } else {
                    end = i;
                }
            }
        }
        String text = line.substring(0, Blanks.trimEnd(line, end));
        return escaped ? unescape(text) : text;
    }

    private static String unescape(String text) {
        var plain = new StringBuilder(text.length());
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            boolean escapes = c == '\\' && !quoted && i + 1 < text.length()
                && (text.charAt(i + 1) == '#' || text.charAt(i + 1) == '!');
            if (!escapes) {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
