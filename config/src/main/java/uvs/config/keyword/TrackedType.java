package uvs.config.keyword;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uvs.config.Range;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// One line of `track_interface` and of the blocks like it: a name, and a weight that may be left out.
final class TrackedType implements ValueType<TrackedLine> {

    /// Weights of what is up or down.
    static final TrackedType WEIGHTS = new TrackedType(253);
    /// Weights of processes and files, of which there may be several at once.
    static final TrackedType LARGE_WEIGHTS = new TrackedType(254);

    private final Range range;

    private TrackedType(int greatest) {
        range = new Range(-greatest, greatest);
    }

    @Override
    public TrackedLine read(Arguments arguments) {
        String name = arguments.next();
        if (name == null) {
            return null;
        }
        long place = arguments.position();
        Optional<Integer> weight = Optional.empty();
        Optional<Boolean> reverse = Optional.empty();
        while (arguments.more()) {
            String word = arguments.next();
            switch (word) {
                case "weight" -> {
                    Long value = Numbers.read(arguments, range, Numbers.Junk.REFUSED);
                    weight = Optional.ofNullable(value == null ? null : Integer.valueOf(value.intValue()));
                }
                case "reverse" -> reverse = Optional.of(true);
                case "noreverse" -> reverse = Optional.of(false);
                default -> arguments.wrong(Problem.GENERAL_ERROR,
                    "'" + word + "' is nothing that " + arguments.keyword() + " takes",
                        "write weight and a number");
            }
        }
        return new TrackedLine(name, weight, reverse, place);
    }

    @Override
    public String write(TrackedLine line) {
        var words = new ArrayList<String>(List.of(Quotes.quotedIfNeeded(line.name())));
        line.weight().ifPresent(weight -> words.add("weight " + weight));
        line.reverse().ifPresent(reverse -> words.add(reverse ? "reverse" : "noreverse"));
        return String.join(" ", words);
    }

    @Override
    public String description() {
        return "name [weight " + range + "] [reverse\\|noreverse]";
    }
}
