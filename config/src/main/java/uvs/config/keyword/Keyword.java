package uvs.config.keyword;

import java.util.List;

/// One keyword of one block: a row of the table.
///
/// Made while the table is built, and not changed afterwards.
///
/// @param <T> what it comes to in a block, all its lines taken together
public abstract sealed class Keyword<T> permits ValueKeyword, LinesKeyword, SectionKeyword {

    private final Block block;
    private final int index;
    private final String name;
    private Tier tier = Tier.A;
    private boolean recent;
    private boolean honoured;
    private List<String> honouredWords = List.of();
    private String note = "";

    Keyword(Block block, int index, String name) {
        this.block = block;
        this.index = index;
        this.name = name;
    }

    public String name() {
        return name;
    }

    public Block block() {
        return block;
    }

    /// Its place among the keywords of its block.
    int index() {
        return index;
    }

    public Tier tier() {
        return tier;
    }

    Keyword<T> tier(Tier newTier) {
        tier = newTier;
        return this;
    }

    /// Whether keepalived 2.2.7 does not know it.
    public boolean isRecent() {
        return recent;
    }

    Keyword<T> recent() {
        recent = true;
        return this;
    }

    /// Whether the program acts on it, at least on some of its values.
    public boolean isHonoured() {
        return honoured;
    }

    /// Says that the program acts on it.
    Keyword<T> honoured() {
        honoured = true;
        return this;
    }

    /// Says that the program acts on it where its value begins with one of these words.
    Keyword<T> honoured(String... words) {
        honoured = true;
        honouredWords = List.of(words);
        return this;
    }

    /// The words that a value must begin with to be acted on; none when every value is.
    public List<String> honouredWords() {
        return honouredWords;
    }

    /// What else there is to say in the page of keywords.
    public String note() {
        return note;
    }

    Keyword<T> note(String newNote) {
        note = newNote;
        return this;
    }

    /// In the page of keywords: what may follow.
    public abstract String description();

    /// In the page of keywords: what it is when nobody says; empty when there is nothing to say.
    public abstract String defaultText();

    /// What it comes to in a section that does not have it.
    abstract T absent();

    @Override
    public String toString() {
        return block.name() + "." + name;
    }
}
