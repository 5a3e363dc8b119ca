package uvs.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Writes a regular expression of PCRE2 in Java's syntax, where the two differ: a brace that is no repetition,
/// POSIX classes and brackets in classes, comments, names of groups, some escapes, and several of PCRE2's
/// options.
final class PcreSyntax {

    /// Instead of a number, for a name that several groups have.
    private static final int SEVERAL = -1;
    private static final Pattern REPETITION = Pattern.compile("\\{[0-9]+(,[0-9]*)?}");
    private static final Pattern NAMED = Pattern.compile("\\(\\?(?:P?<([A-Za-z_]\\w*)>|'([A-Za-z_]\\w*)')");
    private static final Pattern NAMED_AGAIN = Pattern.compile(
        "\\(\\?P=(\\w+)\\)|\\\\k(?:<(\\w+)>|'(\\w+)'|\\{(\\w+)})|\\\\g\\{([A-Za-z_]\\w*)}");
    private static final Pattern NUMBERED_AGAIN = Pattern.compile("\\\\g(?:([+-]?[0-9]+)|\\{([+-]?[0-9]+)})");
    private static final Pattern POSIX = Pattern.compile("\\[:(\\^?)([a-z]+):]");
    private static final Pattern INLINE = Pattern.compile("\\(\\?([A-Za-z^-]*)[:)]");
    private static final Pattern NUMBER = Pattern.compile(
        "\\\\(?:x\\{([0-9a-fA-F]+)}|x([0-9a-fA-F]{0,2})|o\\{([0-7]+)}|(0[0-7]{0,2})"
            + "|N\\{U\\+([0-9a-fA-F]+)})");
    private static final Map<String, String> CLASSES = Map.ofEntries(
        Map.entry("alpha", "p{Alpha}"), Map.entry("lower", "p{Lower}"), Map.entry("upper", "p{Upper}"),
        Map.entry("alnum", "p{Alnum}"), Map.entry("ascii", "p{ASCII}"), Map.entry("blank", "p{Blank}"),
        Map.entry("cntrl", "p{Cntrl}"), Map.entry("digit", "d"), Map.entry("graph", "p{Graph}"),
        Map.entry("print", "p{Print}"), Map.entry("punct", "p{Punct}"), Map.entry("space", "s"),
        Map.entry("word", "w"), Map.entry("xdigit", "p{XDigit}"));

    private final String text;
    private final Collection<String> options;
    private final StringBuilder java = new StringBuilder();
    private final Map<String, Integer> names = new HashMap<>();
    private int groups;
    private int at;

    PcreSyntax(String text, Collection<String> options) {
        this.text = text;
        this.options = options;
    }

    String translate() {
        try {
            return translated();
        } catch (NumberFormatException e) {
            throw refused("a number is too large, " + e.getMessage());
        }
    }

    private String translated() {
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> group();
                case '*', '+', '?' -> repetition(1);
                case '{' -> brace();
                case '$' -> take(1,
                    options.contains("dollar_endonly") && !options.contains("multiline") ? "\\z" : "$");
                case '^' -> take(1, options.contains("alt_circumflex") && options.contains("multiline")
                    ? "(?:^|(?<=\\n)\\z)" : "^");
                case '#' -> comment();
                default -> take(1, text.substring(at, at + 1));
            }
        }
        return java.toString();
    }

    private void take(int length, String instead) {
        java.append(instead);
        at += length;
    }

    private boolean extended() {
        return options.contains("extended") || options.contains("extended_more");
    }

    private PatternSyntaxException refused(String what) {
        return new PatternSyntaxException(what, text, at);
    }

    private Matcher here(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }

    /// A comment goes, since what is put behind the expression would become part of it.
    private void comment() {
        if (extended()) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        } else {
            take(1, "#");
        }
    }

    private void brace() {
        Matcher repetition = here(REPETITION);
        if (repetition.lookingAt()) {
            repetition(repetition.end() - at);
        } else {
            take(1, "\\{");
        }
    }

    private void repetition(int length) {
        take(length, text.substring(at, at + length));
        char next = at < text.length() ? text.charAt(at) : ' ';
        if (next == '+') {
            take(1, "+");
        } else if (next == '?') {
            take(1, options.contains("ungreedy") ? "" : "?");
        } else if (options.contains("ungreedy")) {
            java.append('?');
        }
    }

    private void group() {
        Matcher named = here(NAMED);
        Matcher reference = here(NAMED_AGAIN);
        Matcher inline = here(INLINE);
        if (named.lookingAt()) {
            groups++;
            boolean again = names.containsKey(first(named));
            if (again && !options.contains("dupnames")) {
                throw refused("two groups are named " + first(named));
            }
            names.put(first(named), again ? SEVERAL : groups);
            take(named.end() - at, "(");
        } else if (reference.lookingAt()) {
            reference(reference.end() - at, number(first(reference)));
        } else if (text.startsWith("(?#", at)) {
            int end = text.indexOf(')', at);
            at = end < 0 ? text.length() : end + 1;
        } else if (text.startsWith("(*", at)) {
            throw refused("verbs, (*...), are not supported");
        } else if (text.startsWith("(?", at)) {
            if (inline.lookingAt() && !inline.group(1).matches("[imsx]*(-[imsx]*)?")) {
                throw refused("the inline options " + inline.group(1) + " are not supported");
            }
            take(2, "(?");
            // What follows says which kind of group it is, and is no repetition.
            take(Math.min(1, text.length() - at), at < text.length() ? text.substring(at, at + 1) : "");
        } else if (options.contains("no_auto_capture")) {
            take(1, "(?:");
        } else {
            groups++;
            take(1, "(");
        }
    }

    private static String first(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        throw new IllegalStateException("no group of " + matcher.pattern() + " took part");
    }

    private int number(String name) {
        if (!names.containsKey(name)) {
            throw refused("there is no group named " + name + " before this");
        }
        if (names.get(name) == SEVERAL) {
            throw refused("several groups are named " + name + ", and it is referred to");
        }
        return names.get(name);
    }

    /// A reference by number, in a group so that digits behind it stay apart.
    private void reference(int length, int number) {
        if (number < 1) {
            throw refused("there is no group " + number);
        }
        take(length, "(?:\\" + number + ")");
    }

    private void escape() {
        Matcher again = here(NAMED_AGAIN);
        Matcher numbered = here(NUMBERED_AGAIN);
        char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (again.lookingAt()) {
            reference(again.end() - at, number(first(again)));
        } else if (numbered.lookingAt()) {
            String digits = first(numbered);
            int number = Integer.parseInt(digits);
            reference(numbered.end() - at, digits.startsWith("-") ? groups + 1 + number
                : digits.startsWith("+") ? groups + number : number);
        } else if (next == 'Q') {
            quoted();
        } else if (next == 'N' && !text.startsWith("\\N{U+", at)) {
            take(2, "[^\\n]");
        } else {
            character();
        }
    }

    private void quoted() {
        int end = text.indexOf("\\E", at);
        int stop = end < 0 ? text.length() : end;
        for (at += 2; at < stop; at++) {
            literal(text.charAt(at));
        }
        at = end < 0 ? stop : end + 2;
    }

    private void literal(char c) {
        boolean plain = Character.isLetterOrDigit(c) || c > 127;
        java.append(plain ? "" : "\\").append(c);
    }

    /// An escape that means the same within a class and outside.
    private void character() {
        Matcher number = here(NUMBER);
        char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (options.contains("alt_bsux") && "uUx".indexOf(next) >= 0) {
            int digits = next == 'u' ? 4 : 2;
            Matcher javascript = here(Pattern.compile("\\\\[ux]([0-9a-fA-F]{" + digits + "})"));
            boolean code = next != 'U' && javascript.lookingAt();
            take(code ? 2 + digits : 2, code ? "\\x{" + javascript.group(1) + "}" : String.valueOf(next));
        } else if (number.lookingAt()) {
            boolean octal = number.group(3) != null || number.group(4) != null;
            String digits = first(number);
            int value = digits.isEmpty() ? 0 : Integer.parseInt(digits, octal ? 8 : 16);
            take(number.end() - at, "\\x{" + Integer.toHexString(value) + "}");
        } else {
            take(Math.min(2, text.length() - at), text.substring(at, Math.min(text.length(), at + 2)));
        }
    }

    private void characterClass() {
        boolean negated = text.startsWith("[^", at);
        int start = at + (negated ? 2 : 1);
        if (options.contains("allow_empty_class") && text.startsWith("]", start)) {
            take(start + 1 - at, negated ? "[\\s\\S]" : "(?!)");
            return;
        }
        take(start - at, negated ? "[^" : "[");
        boolean first = true;
        while (at < text.length() && (first || text.charAt(at) != ']')) {
            classMember();
            first = false;
        }
        if (at < text.length()) {
            take(1, "]");
        }
    }

    private void classMember() {
        Matcher posix = here(POSIX);
        char c = text.charAt(at);
        if (posix.lookingAt()) {
            String name = CLASSES.get(posix.group(2));
            if (name == null) {
                throw refused("there is no class [:" + posix.group(2) + ":]");
            }
            boolean negated = !posix.group(1).isEmpty();
            take(posix.end() - at,
                "\\" + (negated ? Character.toUpperCase(name.charAt(0)) + name.substring(1) : name));
        } else if (text.startsWith("\\b", at)) {
            take(2, "\\x08");
        } else if (text.startsWith("\\Q", at)) {
            quoted();
        } else if (text.startsWith("\\E", at)) {
            at += 2;
        } else if (c == '\\') {
            character();
        } else if (c == '-' || options.contains("extended_more") && (c == ' ' || c == '\t')) {
            take(1, String.valueOf(c));
        } else {
            literal(c);
            at++;
        }
    }
}
