package uvs.dataplane.conn;

import static uvs.dataplane.conn.Line.NONE;


/// The connections of one worker whose handshake is not complete, oldest first.
final class HalfOpenList {

    private final OffHeap lines;
    private int oldest = NONE;
    private int newest = NONE;
    private int size;

    HalfOpenList(OffHeap lines) {
        this.lines = lines;
    }

    int size() {
        return size;
    }

    /// The line of the oldest, or [Line#NONE].
    int oldest() {
        return oldest;
    }

    void add(int line) {
        set(line, Line.HALF_OPEN_NEXT, NONE);
        set(line, Line.HALF_OPEN_PREVIOUS, newest);
        if (newest == NONE) {
            oldest = line;
        } else {
            set(newest, Line.HALF_OPEN_NEXT, line);
        }
        newest = line;
        size++;
    }

    void remove(int line) {
        int previous = get(line, Line.HALF_OPEN_PREVIOUS);
        int next = get(line, Line.HALF_OPEN_NEXT);
        if (previous == NONE) {
            oldest = next;
        } else {
            set(previous, Line.HALF_OPEN_NEXT, next);
        }
        if (next == NONE) {
            newest = previous;
        } else {
            set(next, Line.HALF_OPEN_PREVIOUS, previous);
        }
        size--;
    }

    private int get(int line, int field) {
        return lines.getInt(Line.offset(line) + field);
    }

    private void set(int line, int field, int value) {
        lines.setInt(Line.offset(line) + field, value);
    }
}
