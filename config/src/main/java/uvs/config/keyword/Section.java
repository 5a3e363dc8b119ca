package uvs.config.keyword;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// One block of a file as it was read: its values by keyword, and where they stand.
public final class Section {

    private static final byte[] NO_SLOTS = {};
    private static final Object[] NO_VALUES = {};
    private static final long[] NO_POSITIONS = {};
    private static final int FIRST_SIZE = 4;

    private final Block block;
    private final Object head;
    private final long position;
    private final int order;
    /// Where in the other two the value of each keyword is, from 1; 0 for none. There may be millions of
    /// sections, and each has few of the keywords that it could have.
    private byte[] slots = NO_SLOTS;
    private Object[] values = NO_VALUES;
    private long[] positions = NO_POSITIONS;
    private int used;

    /// @param head     what stood before the brace
    /// @param position of the block's keyword
    /// @param order    how many sections were opened before
    public Section(Block block, Object head, long position, int order) {
        this.block = block;
        this.head = head;
        this.position = position;
        this.order = order;
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

    /// Where the value at `index` of a block of values stands.
    public long positionOf(LinesKeyword<?> keyword, int index) {
        return ((PlacedList<?>) get(keyword)).position(index);
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
        int slot = slotOf(keyword);
        return slot < 0 ? position : positions[slot];
    }

    private <T> T valueOrNull(Keyword<T> keyword) {
        if (keyword.block() != block) {
            throw new IllegalArgumentException("keyword=" + keyword + " is not one of " + block.name());
        }
        int slot = slotOf(keyword);
        if (slot < 0) {
            return null;
        }
        @SuppressWarnings("unchecked")
        T value = (T) values[slot];
        return value;
    }

    private int slotOf(Keyword<?> keyword) {
        return slots == NO_SLOTS ? -1 : Byte.toUnsignedInt(slots[keyword.index()]) - 1;
    }

    /// Sets a value. A second one counts, and the first is named: keepalived says nothing.
    <T> void set(ValueKeyword<T> keyword, T value, long where, Diagnostics diagnostics) {
        int slot = slotOf(keyword);
        if (slot < 0) {
            append(keyword, value, where);
            return;
        }
        @SuppressWarnings("unchecked")
        T joined = keyword.joined((T) values[slot], value);
        if (joined != null) {
            values[slot] = joined;
            return;
        }
        if (!keyword.type().equals(Types.FLAG) && diagnostics.wants(Problem.ADVICE)) {
            diagnostics.report(Problem.ADVICE, where, keyword.name() + " is given again, and the one of "
                + diagnostics.place(positions[slot], where) + " counts no more", "take one of them out");
        }
        values[slot] = value;
        positions[slot] = where;
    }

    <E> void add(Keyword<List<E>> keyword, E value, long where) {
        if (slotOf(keyword) < 0) {
            append(keyword, new PlacedList<E>(), where);
        }
        @SuppressWarnings("unchecked")
        var list = (PlacedList<E>) values[slotOf(keyword)];
        list.add(value, where);
    }

    private void append(Keyword<?> keyword, Object value, long where) {
        if (slots == NO_SLOTS) {
            slots = new byte[block.size()];
        }
        if (used == values.length) {
            int size = used == 0 ? FIRST_SIZE : 2 * used;
            values = Arrays.copyOf(values, size);
            positions = Arrays.copyOf(positions, size);
        }
        values[used] = value;
        positions[used] = where;
        slots[keyword.index()] = (byte) ++used;
    }
}
