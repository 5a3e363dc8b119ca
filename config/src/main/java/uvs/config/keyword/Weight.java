package uvs.config.keyword;

import uvs.config.Range;

/// A weight, and whether it counts the other way round.
public record Weight(int value, boolean reverse) {

    /// `N [reverse|noreverse]`, from `-greatest` to `greatest`.
    static ValueType<Weight> type(int greatest) {
        var range = new Range(-(long) greatest, greatest);
        return Types.of(range + " [reverse]", arguments -> read(arguments, range), Weight::toString);
    }

    private static Weight read(Arguments arguments, Range range) {
        Long value = Numbers.read(arguments, range, Numbers.Junk.TOLERATED);
        if (value == null) {
            return null;
        }
        boolean reverse = arguments.take("reverse");
        if (!reverse) {
            arguments.take("noreverse");
        }
        return new Weight(value.intValue(), reverse);
    }

    @Override
    public String toString() {
        return value + (reverse ? " reverse" : "");
    }
}
