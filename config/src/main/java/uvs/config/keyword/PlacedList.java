package uvs.config.keyword;

import java.util.AbstractList;
import java.util.Arrays;

/// Values in the order of a file, each with the place that it stands at.
final class PlacedList<E> extends AbstractList<E> {

    private Object[] values = new Object[1];
    private long[] positions = new long[1];
    private int size;

    void add(E value, long position) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            positions = Arrays.copyOf(positions, 2 * size);
        }
        values[size] = value;
        positions[size] = position;
        size++;
    }

    long position(int index) {
        return positions[index];
    }

    @Override
    public E get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("index=" + index + " is not below " + size);
        }
        @SuppressWarnings("unchecked")
        E value = (E) values[index];
        return value;
    }

    @Override
    public int size() {
        return size;
    }
}
