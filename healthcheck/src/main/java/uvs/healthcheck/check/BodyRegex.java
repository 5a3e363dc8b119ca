package uvs.healthcheck.check;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import uvs.config.HealthChecker.Regex;

/// Looks for a regular expression in a body.
///
/// The expressions are written for PCRE2; Java's engine reads the same syntax but for rarities. A body chosen to
/// make the search take for ever is given up after [#MOST_STEPS].
final class BodyRegex {

    /// How much of a body is searched.
    static final int LONGEST_BODY = 1 << 20;

    /// Characters looked at, which takes some 20 ms of the event loop.
    static final int MOST_STEPS = 4_000_000;

    private final Regex regex;
    private final Pattern pattern;
    private final Charset charset;

    BodyRegex(Regex regex) throws PatternSyntaxException {
        this.regex = regex;
        // PCRE2 knows one line end, Java several.
        int flags = Pattern.UNIX_LINES;
        String text = regex.pattern();
        for (String option : regex.options()) {
            flags |= flag(option);
            text = wrapped(option, text);
        }
        pattern = Pattern.compile(text, flags);
        charset = regex.options().contains("utf") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    /// PCRE2's options that change what matches. The others are about how its compiler goes about it.
    private static int flag(String option) {
        return switch (option) {
            case "caseless" -> Pattern.CASE_INSENSITIVE;
            case "dotall" -> Pattern.DOTALL;
            case "extended", "extended_more" -> Pattern.COMMENTS;
            case "literal" -> Pattern.LITERAL;
            case "multiline" -> Pattern.MULTILINE;
            case "ucp" -> Pattern.UNICODE_CHARACTER_CLASS;
            case "utf" -> Pattern.UNICODE_CASE;
            default -> 0;
        };
    }

    /// PCRE2's options that say where a match must begin and end.
    private static String wrapped(String option, String text) {
        return switch (option) {
            case "endanchored" -> "(?:" + text + ")\\z";
            case "match_line" -> "^(?:" + text + ")$";
            case "match_word" -> "\\b(?:" + text + ")\\b";
            default -> text;
        };
    }

    /// Judges a body: the reason to fail, or [Reason#OK].
    Outcome judge(byte[] body) {
        String text = new String(body, charset);
        int least = position(text, regex.minOffset());
        try {
            var matcher = pattern.matcher(new Counted(text, new int[] {MOST_STEPS}));
            boolean anywhere = least <= text.length() && matcher.find(least);
            boolean found = anywhere && (regex.maxOffset() == 0 || offset(text, matcher) <= regex.maxOffset());
            if (regex.negated()) {
                return found ? Outcome.of(Reason.REGEX_PRESENT, "at byte " + offset(text, matcher))
                    : Outcome.of(Reason.OK);
            }
            if (found) {
                return Outcome.of(Reason.OK);
            }
            if (anywhere) {
                return Outcome.of(Reason.REGEX_TOO_FAR, "at byte " + offset(text, matcher) + ", not before "
                    + regex.maxOffset());
            }
            return least > 0 && matcher.reset().find()
                ? Outcome.of(Reason.REGEX_TOO_FAR, "at byte " + offset(text, matcher) + ", not after "
                    + regex.minOffset())
                : Outcome.of(Reason.REGEX_ABSENT);
        } catch (StepsExhausted | StackOverflowError _) {
            return Outcome.of(Reason.REGEX_GAVE_UP);
        }
    }

    private long offset(String text, Matcher matcher) {
        return charset == StandardCharsets.ISO_8859_1 ? matcher.start()
            : text.substring(0, matcher.start()).getBytes(charset).length;
    }

    private int position(String text, long offset) {
        if (charset == StandardCharsets.ISO_8859_1 || offset == 0) {
            return (int) Math.min(offset, Integer.MAX_VALUE);
        }
        byte[] bytes = text.getBytes(charset);
        return new String(bytes, 0, (int) Math.min(offset, bytes.length), charset).length();
    }

    private static final class StepsExhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        StepsExhausted() {
            super(null, null, false, false);
        }
    }

    /// A text that can be looked at only so many times.
    private record Counted(String text, int[] steps) implements CharSequence {

        @Override
        public char charAt(int index) {
            if (--steps[0] < 0) {
                throw new StepsExhausted();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }
    }
}
