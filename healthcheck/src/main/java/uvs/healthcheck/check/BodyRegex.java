package uvs.healthcheck.check;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import uvs.config.HealthChecker.Regex;
import uvs.config.PcrePattern;

/// Looks for a regular expression in a body.
///
/// A body chosen to make the search take for ever is given up after [#MOST_STEPS].
final class BodyRegex {

    /// How much of a body is searched.
    static final int LONGEST_BODY = 1 << 20;

    /// Characters looked at, which takes some 20 ms of the event loop.
    static final int MOST_STEPS = 4_000_000;

    private final Regex regex;
    private final Pattern pattern;
    private final Charset charset;
    private final boolean firstLine;

    BodyRegex(Regex regex) throws PatternSyntaxException {
        this.regex = regex;
        var compiled = PcrePattern.compile(regex);
        pattern = compiled.pattern();
        charset = compiled.charset();
        firstLine = compiled.firstLine();
    }

    /// Judges a body: the reason to fail, or [Reason#OK].
    Outcome judge(byte[] body) {
        String text = new String(body, charset);
        int least = position(text, regex.minOffset());
        try {
            var matcher = pattern.matcher(new Counted(text, new int[] {MOST_STEPS}));
            boolean anywhere = least <= text.length() && matcher.find(least)
                && !(firstLine && matcher.start() > endOfLine(text, least));
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

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
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
