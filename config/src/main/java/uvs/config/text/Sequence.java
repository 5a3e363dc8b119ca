package uvs.config.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `~SEQ(…)` or `~LST(…)` sets its variables to, round by round.
sealed interface Sequence {

    List<String> variables();

    /// The values of the next round, one for each variable, or null after the last. An empty text is a value.
    List<String> next();

    /// Numbers with the same step between them, computed as they are asked for: there may be billions.
    final class Numbers implements Sequence {

        private final String variable;
        private final long end;
        private final long step;
        private final boolean hexadecimal;
        private long value;

        private Numbers(String variable, long start, long step, long end, boolean hexadecimal) {
            this.variable = variable;
            this.value = start;
            this.step = step;
            this.end = end;
            this.hexadecimal = hexadecimal;
        }

        @Override
        public List<String> variables() {
            return List.of(variable);
        }

        @Override
        public List<String> next() {
            if (step > 0 ? value > end : value < end) {
                return null;
            }
            String text = hexadecimal ? Long.toHexString(value) : Long.toString(value);
            value += step;
            return List.of(text);
        }
    }

    /// Tuples that were written out.
    final class Tuples implements Sequence {

        private final List<String> variables;
        private final List<List<String>> tuples;
        private int at;

        private Tuples(List<String> variables, List<List<String>> tuples) {
            this.variables = variables;
            this.tuples = tuples;
        }

        @Override
        public List<String> variables() {
            return variables;
        }

        @Override
        public List<String> next() {
            return at < tuples.size() ? tuples.get(at++) : null;
        }
    }

    /// Reads what stands between the parentheses of `~SEQ` or `~SEQx`; empty when it is none.
    static Optional<Sequence> numbers(String inside, boolean hexadecimal) {
        String[] parts = inside.split(",", -1);
        if (parts.length < 2 || parts.length > 4) {
            return Optional.empty();
        }
        var numbers = new long[parts.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            Optional<Integer> number = number(parts[i + 1].strip());
            if (number.isEmpty()) {
                return Optional.empty();
            }
            numbers[i] = number.get();
        }
        long end = numbers[numbers.length - 1];
        long start = numbers.length > 1 ? numbers[0] : end >= 0 ? 1 : -1;
        long step = numbers.length > 2 ? numbers[1] : end >= start ? 1 : -1;
        boolean reaches = step > 0 ? start <= end : step < 0 && start >= end;
        String variable = parts[0].strip();
        if (!reaches || !isName(variable) || hexadecimal && Math.min(start, end) < 0) {
            return Optional.empty();
        }
        return Optional.of(new Numbers(variable, start, step, end, hexadecimal));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.decode(text.matches("[+-]?0[0-9]+")
                ? text.replaceFirst("0+(?=[0-9])", "") : text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Reads what stands between the parentheses of `~LST`; empty when it is none, or a tuple has more values
    /// than there are variables.
    static Optional<Sequence> tuples(String inside) {
        List<List<String>> groups = groups(inside);
        if (groups.size() < 2 || !groups.getFirst().stream().allMatch(Sequence::isName)) {
            return Optional.empty();
        }
        List<String> variables = groups.getFirst();
        var tuples = new ArrayList<List<String>>();
        for (List<String> group : groups.subList(1, groups.size())) {
            if (group.size() > variables.size()) {
                return Optional.empty();
            }
            var tuple = new ArrayList<>(group);
            while (tuple.size() < variables.size()) {
                tuple.add("");
            }
            tuples.add(tuple);
        }
        return Optional.of(new Tuples(variables, tuples));
    }

    /// Splits at commas; what is in braces is one group.
    private static List<List<String>> groups(String inside) {
        var groups = new ArrayList<List<String>>();
        int at = 0;
        while (at <= inside.length()) {
            int start = Blanks.skip(inside, at, inside.length());
            int close = inside.startsWith("{", start) ? inside.indexOf('}', start) : -1;
            int comma = inside.indexOf(',', Math.max(start, close));
            int end = comma < 0 ? inside.length() : comma;
            if (close > 0) {
                groups.add(stripped(inside.substring(start + 1, close).split(",", -1)));
            } else {
                groups.add(stripped(inside.substring(start, end)));
            }
            at = end + 1;
        }
        return groups;
    }

    private static List<String> stripped(String... parts) {
        return List.of(parts).stream().map(String::strip).toList();
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && Definitions.nameEnd(text, 0) == text.length();
    }
}
