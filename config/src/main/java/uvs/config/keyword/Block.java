package uvs.config.keyword;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A kind of block: the keywords that may stand in it.
public final class Block {

    private static final int MAX_KEYWORDS = 255;

    private final String name;
    private final Map<String, Keyword<?>> keywords = new LinkedHashMap<>();
    private LinesKeyword<?> body;

    Block(String name) {
        this.name = name;
    }

    /// What the block is called: the keyword that opens it.
    public String name() {
        return name;
    }

    /// The keyword of this name, or null.
    public Keyword<?> find(String keyword) {
        return keywords.get(keyword);
    }

    /// What every line of the block is, whatever its first word; null for a block of keywords.
    public LinesKeyword<?> body() {
        return body;
    }

    /// Makes this a block of values with a head, such as `virtual_server_group NAME`.
    <E> LinesKeyword<E> body(String line, ValueType<E> type) {
        LinesKeyword<E> lines = lines(line, type);
        body = lines;
        return lines;
    }

    /// In the order of the table, which is that of the dump.
    public Collection<Keyword<?>> keywords() {
        return Collections.unmodifiableCollection(keywords.values());
    }

    int size() {
        return keywords.size();
    }

    <T> ValueKeyword<T> value(String keyword, ValueType<T> type) {
        return add(new ValueKeyword<>(this, keywords.size(), keyword, type));
    }

    /// A keyword that needs no word: it is there or not.
    ValueKeyword<Boolean> flag(String keyword) {
        return value(keyword, Types.FLAG).defaultsTo(false, "off");
    }

    /// A keyword that is on or off, and on without a word.
    ValueKeyword<Boolean> bool(String keyword) {
        return value(keyword, Types.BOOLEAN);
    }

    <E> LinesKeyword<E> lines(String keyword, ValueType<E> type) {
        return add(new LinesKeyword<>(this, keywords.size(), keyword, type, false));
    }

    <E> LinesKeyword<E> words(String keyword, ValueType<E> type) {
        return add(new LinesKeyword<>(this, keywords.size(), keyword, type, true));
    }

    <H> SectionKeyword<H> section(String keyword, Block inner, ValueType<H> head) {
        return add(new SectionKeyword<>(this, keywords.size(), keyword, inner, head, false));
    }

    /// A block without a head that goes on when it comes again.
    SectionKeyword<Boolean> section(String keyword, Block inner) {
        return add(new SectionKeyword<>(this, keywords.size(), keyword, inner, Types.NOTHING, true));
    }

    /// A block without a head that is another one each time.
    SectionKeyword<Boolean> repeatedSection(String keyword, Block inner) {
        return section(keyword, inner, Types.NOTHING);
    }

    private <K extends Keyword<?>> K add(K keyword) {
        if (keywords.size() == MAX_KEYWORDS) {
            throw new IllegalStateException("keyword=" + keyword + " is one more than a section can number");
        }
        if (keywords.putIfAbsent(keyword.name(), keyword) != null) {
            throw new IllegalArgumentException("keyword=" + keyword + " is there twice");
        }
        return keyword;
    }

    /// Every block below this one, itself first, each once.
    public List<Block> withAllBelow() {
        var found = new ArrayList<Block>();
        collect(found);
        return found;
    }

    private void collect(List<Block> found) {
        if (found.contains(this)) {
            return;
        }
        found.add(this);
        for (Keyword<?> keyword : keywords()) {
            if (keyword instanceof SectionKeyword<?> section) {
                section.inner().collect(found);
            }
        }
    }
}
