package uvs.config.keyword;

import java.time.Duration;
import uvs.config.Range;
import uvs.config.text.Problem;

/// Reads numbers and times as keepalived does.
final class Numbers {

    /// What a number with something after it comes to, such as `10s`.
    enum Junk {
        /// The number counts, and the rest is warned of.
        TOLERATED,
        /// It is no number.
        REFUSED
    }

    private static final int MICRO_DIGITS = 6;
    private static final long MICROS = 1_000_000;

    private Numbers() {
    }

    /// The next word as a whole number in a range, or null.
    static Long read(Arguments arguments, Range range, Junk junk) {
        String word = arguments.next();
        return word == null ? null : parse(arguments, word, range, junk);
    }

    /// `word`, the one taken last, as a whole number in a range, or null.
    static Long parse(Arguments arguments, String word, Range range, Junk junk) {
        int digits = word.startsWith("-") || word.startsWith("+") ? 1 : 0;
        int end = digits;
        long value = 0;
        while (end < word.length() && isDigit(word.charAt(end)) && end < 19) {
            value = value * 10 + word.charAt(end++) - '0';
        }
        boolean tooLong = end < word.length() && isDigit(word.charAt(end));
        if (end == digits || !tooLong && end < word.length() && junk == Junk.REFUSED) {
            return arguments.wrong(Problem.INVALID_NUMBER, arguments.keyword() + " '" + word
                + "' is not a number",
                "write a whole number in " + range);
        }
        value = word.startsWith("-") ? -value : value;
        if (tooLong || !range.contains(value)) {
            return arguments.wrong(Problem.INVALID_NUMBER,
                arguments.keyword() + " " + word + " is not in " + range, "write a number in that range");
        }
        if (end < word.length()) {
            arguments.advise(Problem.WARNING, arguments.keyword() + " '" + word + "' is read as " + value,
                "take '" + word.substring(end) + "' away");
        }
        return value;
    }

    /// The next word as a time in seconds, in a range of microseconds, or null.
    ///
    /// @param decimals how many digits after the point count: 6, or 3 for scripts
    static Duration readTimer(Arguments arguments, Range micros, int decimals) {
        String word = arguments.next();
        if (word == null) {
            return null;
        }
        int end = 0;
        long value = 0;
        int fraction = -1;
        int counted = 0;
        boolean roundUp = false;
        while (end < word.length() && value < Long.MAX_VALUE / 20) {
            char c = word.charAt(end);
            if (c == '.' && fraction < 0) {
                fraction = 0;
            } else if (!isDigit(c)) {
                break;
            } else if (fraction < decimals) {
                value = value * 10 + c - '0';
                fraction += fraction < 0 ? 0 : 1;
                counted++;
            } else {
                roundUp = fraction == decimals ? c >= '5' : roundUp;
                fraction++;
            }
            end++;
        }
        if (counted == 0) {
            return arguments.wrong(Problem.INVALID_NUMBER, arguments.keyword() + " '" + word
                + "' is not a time",
                "write seconds, such as 2.5");
        }
        for (int digit = Math.max(0, Math.min(fraction, decimals)); digit < MICRO_DIGITS; digit++) {
            value = value > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : value * 10;
        }
        value += roundUp ? (long) Math.pow(10, MICRO_DIGITS - decimals) : 0;
        if (fraction > decimals) {
            arguments.advise(Problem.INVALID_NUMBER, arguments.keyword() + " " + word
                + " has more than " + decimals + " decimal places, and is rounded to " + seconds(value),
                "write fewer");
        }
        if (!micros.contains(value) || end < word.length() && isDigit(word.charAt(end))) {
            return arguments.wrong(Problem.INVALID_NUMBER, arguments.keyword() + " " + word + " is not in "
                + seconds(micros), "write seconds in that range");
        }
        if (end < word.length()) {
            arguments.advise(Problem.WARNING, arguments.keyword() + " '" + word + "' is read as "
                + seconds(value),
                "take '" + word.substring(end) + "' away");
        }
        return Duration.ofSeconds(value / MICROS, value % MICROS * 1_000);
    }

    /// A time as it is written in a file: seconds, with as many decimals as it takes.
    static String seconds(Duration time) {
        return seconds(time.toNanos() / 1_000);
    }

    static String seconds(Range micros) {
        return seconds(micros.least()) + ".." + seconds(micros.greatest());
    }

    private static String seconds(long micros) {
        long whole = micros / MICROS;
        long part = Math.abs(micros % MICROS);
        if (part == 0) {
            return Long.toString(whole);
        }
        String digits = String.format("%06d", part);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return whole + "." + digits.substring(0, end);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
