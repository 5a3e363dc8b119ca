package uvs.config.text;

/// Backslash escapes in the words of commands: `\a \b \E \f \n \r \t \v`, up to three octal digits, `\x` and
/// up to two hexadecimal ones, `\c` and a letter. Any other character stands for itself.
final class Escapes {

    private static final String LETTERS = "abEfnrtv";
    private static final String CHARACTERS = "\007\b\033\f\n\r\t\013";

    private Escapes() {
    }

    /// Appends what the escape at `at` stands for, and answers where the text goes on after it.
    static int append(String text, int at, StringBuilder word) {
        char c = text.charAt(at + 1);
        int letter = LETTERS.indexOf(c);
        if (letter >= 0) {
            word.append(CHARACTERS.charAt(letter));
            return at + 2;
        }
        if (c == 'c' && at + 2 < text.length()) {
            word.append((char) (text.charAt(at + 2) & 0x1f));
            return at + 3;
        }
        if (c == 'x') {
            return appendDigits(text, at + 2, 2, 16, word, 'x');
        }
        if (c >= '0' && c <= '7') {
            return appendDigits(text, at + 1, 3, 8, word, c);
        }
        word.append(c);
        return at + 2;
    }

    private static int appendDigits(
        String text, int start, int longest, int radix, StringBuilder word, char otherwise) {
        int at = start;
        int value = 0;
        while (at < text.length() && at - start < longest && Character.digit(text.charAt(at), radix) >= 0) {
            value = value * radix + Character.digit(text.charAt(at), radix);
            at++;
        }
        word.append(at == start ? otherwise : (char) (value & 0xff));
        return at;
    }
}
