package uvs.dataplane.port;

/// The numbers of free buffers. What was given back last is taken first: it is still in the processor's cache.
final class FreeBuffers {

    private final int[] numbers;
    private int size;

    /// All numbers below `count` are free at first.
    FreeBuffers(int count) {
        numbers = new int[count];
        while (size < count) {
            numbers[size] = count - 1 - size++;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(int number) {
        if (size == numbers.length) {
            throw new IllegalStateException("number=" + number + " was given back twice");
        }
        numbers[size++] = number;
    }

    /// There must be one.
    int takeOne() {
        return numbers[--size];
    }
}
