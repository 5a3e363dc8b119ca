package uvs.tools.adm;

import java.util.OptionalLong;

/// Decimal numbers as `strtol` reads them: spaces and a sign may stand before them.
final class Decimal {

    /// More digits than any limit here has.
    private static final int MOST_DIGITS = 18;

    private Decimal() {
    }

    /// The number in `text` and nothing behind it; empty if it is none, or is not in the range.
    static OptionalLong read(String text, long lowest, long highest) {
        int start = start(text);
        int end = end(text, start);
        if (end == start || end != text.length()) {
            return OptionalLong.empty();
        }
        long number = number(text, start, end);
        return number < lowest || number > highest ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /// The number at the start of `text`, whatever follows, as `atoi` has it: 0 if there is none.
    static long prefix(String text) {
        int start = start(text);
        return number(text, start, end(text, start));
    }

    private static int start(String text) {
        int at = 0;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
    }

    private static int end(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static long number(String text, int start, int end) {
        int first = start;
        while (first < end && text.charAt(first) == '0') {
            first++;
        }
        if (first == end) {
            return 0;
        }
        long number = end - first > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(text.substring(first, end));
        return start > 0 && text.charAt(start - 1) == '-' ? -number : number;
    }

    static boolean isSpace(char character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }
}
