package uvs.config.keyword;

import java.util.List;

/// A keyword with a block of values: one or more on each line.
///
/// @param <E> one value
public final class LinesKeyword<E> extends Keyword<List<E>> {

    private final ValueType<E> type;
    private final boolean severalOnALine;

    LinesKeyword(Block block, int index, String name, ValueType<E> type, boolean severalOnALine) {
        super(block, index, name);
        this.type = type;
        this.severalOnALine = severalOnALine;
    }

    public ValueType<E> type() {
        return type;
    }

    @Override
    LinesKeyword<E> tier(Tier tier) {
        super.tier(tier);
        return this;
    }

    @Override
    LinesKeyword<E> recent() {
        super.recent();
        return this;
    }

    @Override
    LinesKeyword<E> honoured() {
        super.honoured();
        return this;
    }

    @Override
    LinesKeyword<E> note(String note) {
        super.note(note);
        return this;
    }

    @Override
    public String description() {
        return "{ " + type.description() + " }, one " + (severalOnALine ? "or more " : "") + "a line";
    }

    @Override
    public String defaultText() {
        return "none";
    }

    @Override
    List<E> absent() {
        return List.of();
    }

    /// Takes one line of the block.
    void read(Section section, Arguments arguments) {
        do {
            long position = arguments.nextPosition();
            E value = type.read(arguments);
            if (value == null) {
                return;
            }
            section.add(this, value, position);
        } while (severalOnALine && arguments.more());
        arguments.adviseOfRest();
    }
}
