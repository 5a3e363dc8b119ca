package uvs.dataplane.port;

/// The numbers of free buffers, first in first out, so that neighbours stay neighbours.
final class FreeBuffers {

    private final int[] ring;
    private final int capacity;
    private int head;
    private int size;

    /// All numbers below `count` are free at first.
    FreeBuffers(int count) {
        capacity = count;
        ring = new int[count];
        for (int i = 0; i < count; i++) {
            ring[i] = i;
        }
        size = count;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(int number) {
        if (size == capacity) {
            throw new IllegalStateException("number=" + number + " was given back twice");
        }
        int tail = head + size;
        ring[tail < capacity ? tail : tail - capacity] = number;
        size++;
    }

    /// The number that comes next.
    int first() {
        return ring[head];
    }

    int takeOne() {
        int number = ring[head];
        head = head + 1 < capacity ? head + 1 : 0;
        size--;
        return number;
    }

    /// Takes the next number and those which follow it by one each, at most `limit` in all, and answers how many these
    /// are.
    int takeRun(int limit) {
        int expected = takeOne();
        int count = 1;
        while (count < limit && size > 0 && ring[head] == ++expected) {
            takeOne();
            count++;
        }
        return count;
    }
}
