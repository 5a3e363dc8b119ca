package uvs.config.keyword;

import java.util.List;
import java.util.function.BinaryOperator;
import uvs.config.text.Diagnostics;
import uvs.config.text.Line;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// A keyword whose value follows on the same line.
public final class ValueKeyword<T> extends Keyword<T> {

    private final ValueType<T> type;
    private T defaultValue;
    private String defaultText = "";
    private ValueKeyword<T> correct;
    private boolean deprecated;
    private BinaryOperator<T> adding;

    ValueKeyword(Block block, int index, String name, ValueType<T> type) {
        super(block, index, name);
        this.type = type;
    }

    public ValueType<T> type() {
        return type;
    }

    /// The default in the words of the file. With none, the keyword has no value until it is given.
    ValueKeyword<T> defaultsTo(String words) {
        var diagnostics = new Diagnostics();
        var line = new Line(name() + " " + words, 0, 0);
        var given = Quotes.words(words);
        defaultValue = type.read(new Arguments(diagnostics, line, name(), given, name().length()));
        if (defaultValue == null) {
            throw new IllegalArgumentException("words=" + words + " are no value of " + this);
        }
        defaultText = words;
        return this;
    }

    ValueKeyword<T> defaultsTo(T value, String text) {
        defaultValue = value;
        defaultText = text;
        return this;
    }

    /// Says that each line adds to what the ones before it said, and how.
    ValueKeyword<T> adds(BinaryOperator<T> join) {
        adding = join;
        return this;
    }

    /// The value of a section that had `before` when a line says `now`; null when `now` takes its place.
    T joined(T before, T now) {
        return adding == null ? null : adding.apply(before, now);
    }

    /// Where the default comes from, when it is not the same everywhere.
    ValueKeyword<T> inherits(String from) {
        defaultText = from;
        return this;
    }

    /// Says that this is an old spelling of another keyword of the same block.
    ValueKeyword<T> spellingOf(ValueKeyword<T> other) {
        correct = other;
        deprecated = true;
        return this;
    }

    /// Says that this is another name of a keyword of the same block, as good as the other.
    ValueKeyword<T> sameAs(ValueKeyword<T> other) {
        correct = other;
        return this;
    }

    /// Whether this is an old spelling.
    public boolean isDeprecated() {
        return deprecated;
    }

    /// The keyword that this is an old spelling or another name of, or null.
    public ValueKeyword<T> correct() {
        return correct;
    }

    @Override
    ValueKeyword<T> tier(Tier tier) {
        super.tier(tier);
        return this;
    }

    @Override
    ValueKeyword<T> recent() {
        super.recent();
        return this;
    }

    @Override
    ValueKeyword<T> honoured() {
        super.honoured();
        return this;
    }

    @Override
    ValueKeyword<T> honoured(String... words) {
        super.honoured(words);
        return this;
    }

    @Override
    ValueKeyword<T> note(String note) {
        super.note(note);
        return this;
    }

    @Override
    public String description() {
        return type.description();
    }

    @Override
    public String defaultText() {
        return defaultText;
    }

    /// Null when there is no default.
    @Override
    T absent() {
        return defaultValue;
    }

    /// Takes the value of one line into its section.
    void read(Section section, Arguments arguments, Diagnostics diagnostics) {
        ValueKeyword<T> target = correct == null ? this : correct;
        if (deprecated) {
            diagnostics.report(Problem.DEPRECATED, arguments.linePosition(),
                name() + " is an old spelling", "write " + correct.name());
        }
        T value = type.read(arguments);
        if (value == null) {
            return;
        }
        arguments.adviseOfRest();
        section.set(target, value, arguments.linePosition(), diagnostics);
        target.noteUnlessHonoured(value, arguments.linePosition(), diagnostics);
    }

    private void noteUnlessHonoured(T value, long position, Diagnostics diagnostics) {
        if (!isHonoured()) {
            diagnostics.report(Problem.NOT_HONOURED, position, name() + " is read and not acted on");
        } else if (!honouredWords().isEmpty()) {
            String word = firstWord(type.write(value));
            if (!honouredWords().contains(word)) {
                diagnostics.report(Problem.NOT_HONOURED, position, name() + " " + word
                    + " is read and not acted on", "what is: " + String.join(", ", honouredWords()));
            }
        }
    }

    private static String firstWord(String words) {
        return List.of(words.split(" ", 2)).getFirst();
    }
}
