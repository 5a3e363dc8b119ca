package uvs.config.keyword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// One block of a file as it was read: its values by keyword, and where they stand.
public final class Section {

    private static final long NOWHERE = -1;

    private final Block block;
    private final Object head;
    private final long position;
    private final int order;
    private Object[] values;
    private long[] positions;

    /// @param head     what stood before the brace
    /// @param position of the block's keyword
    /// @param order    how many sections were opened before
    public Section(Block block, Object head, long position, int order) {
        this.block = block;
        this.head = head;
        this.position = position;
        this.order = order;
        values = new Object[0];
        positions = new long[0];
    }

    public Block block() {
        return block;
    }

    /// What stood between this section's keyword and the brace.
    public <H> H head(SectionKeyword<H> keyword) {
        if (keyword.inner() != block) {
            throw new IllegalArgumentException("keyword=" + keyword + " does not open " + block.name());
        }
        @SuppressWarnings("unchecked")
        H typed = (H) head;
        return typed;
    }

    public long position() {
        return position;
    }

    /// Whether this section was opened before another: some names must be there before they are used.
    public boolean isBefore(Section other) {
        return order < other.order;
    }

    /// The value, or the default; an exception for a keyword that has neither.
    public <T> T get(Keyword<T> keyword) {
        T value = valueOrNull(keyword);
        if (value == null) {
            value = keyword.absent();
        }
        if (value == null) {
            throw new IllegalStateException("keyword=" + keyword + " has no default");
        }
        return value;
    }

    /// The value if the section has one.
    public <T> Optional<T> given(Keyword<T> keyword) {
        return Optional.ofNullable(valueOrNull(keyword));
    }

    /// The value, or `otherwise` if the section has none.
    public <T> T get(Keyword<T> keyword, T otherwise) {
        T value = valueOrNull(keyword);
        return value == null ? otherwise : value;
    }

    public boolean has(Keyword<?> keyword) {
        return valueOrNull(keyword) != null;
    }

    /// Where the keyword stands, or the section itself when it does not have it.
    public long positionOf(Keyword<?> keyword) {
        int index = keyword.index();
        return index < positions.length && positions[index] != NOWHERE ? positions[index] : position;
    }

    private <T> T valueOrNull(Keyword<T> keyword) {
        if (keyword.block() != block) {
            throw new IllegalArgumentException("keyword=" + keyword + " is not one of " + block.name());
        }
        if (keyword.index() >= values.length) {
            return null;
        }
        @SuppressWarnings("unchecked")
        T value = (T) values[keyword.index()];
        return value;
    }

    /// Sets a value. A second one counts, and the first is named: keepalived says nothing.
    <T> void set(ValueKeyword<T> keyword, T value, long where, Diagnostics diagnostics) {
        room();
        int index = keyword.index();
        if (values[index] != null) {
            @SuppressWarnings("unchecked")
            T joined = keyword.joined((T) values[index], value);
            if (joined != null) {
                values[index] = joined;
                return;
            }
        }
        if (values[index] != null && !keyword.type().equals(Types.FLAG)) {
            diagnostics.report(Problem.ADVICE, where, keyword.name() + " is given again, and the one of "
                + diagnostics.place(positions[index], where) + " counts no more", "take one of them out");
        }
        values[index] = value;
        positions[index] = where;
    }

    <E> void add(Keyword<List<E>> keyword, E value, long where) {
        room();
        int index = keyword.index();
        if (values[index] == null) {
            values[index] = new ArrayList<E>(2);
            positions[index] = where;
        }
        @SuppressWarnings("unchecked")
        var list = (List<E>) values[index];
        list.add(value);
    }

    private void room() {
        if (values.length == 0) {
            values = new Object[block.size()];
            positions = new long[block.size()];
            Arrays.fill(positions, NOWHERE);
        }
    }
}
