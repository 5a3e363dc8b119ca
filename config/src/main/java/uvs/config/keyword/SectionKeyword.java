package uvs.config.keyword;

import java.util.List;

/// A keyword with a block of keywords.
///
/// @param <H> what stands between the keyword and the brace, such as a name
public final class SectionKeyword<H> extends Keyword<List<Section>> {

    private final Block inner;
    private final ValueType<H> head;
    private final boolean single;

    SectionKeyword(Block block, int index, String name, Block inner, ValueType<H> head, boolean single) {
        super(block, index, name);
        this.inner = inner;
        this.head = head;
        this.single = single;
    }

    /// The block that it opens.
    public Block inner() {
        return inner;
    }

    public ValueType<H> head() {
        return head;
    }

    /// Whether a second block of it goes on with the first.
    boolean isSingle() {
        return single;
    }

    @Override
    SectionKeyword<H> tier(Tier tier) {
        super.tier(tier);
        return this;
    }

    @Override
    SectionKeyword<H> recent() {
        super.recent();
        return this;
    }

    @Override
    SectionKeyword<H> honoured() {
        super.honoured();
        return this;
    }

    @Override
    SectionKeyword<H> note(String note) {
        super.note(note);
        return this;
    }

    @Override
    public String description() {
        return (head.description().isEmpty() ? "" : head.description() + " ") + "{ ... }";
    }

    @Override
    public String defaultText() {
        return "none";
    }

    @Override
    List<Section> absent() {
        return List.of();
    }
}
