package uvs.dataplane.conn;

import static uvs.dataplane.conn.Line.NONE;


/// The free lines of one worker: first freed, first used again, so that a line rests as long as it can.
///
/// What runs short is taken from [SharedLines] a chunk at a time, and what runs over goes back there; so a
/// worker never keeps more than two chunks from the others.
final class LinePool {

    private final SharedLines shared;
    private final OffHeap lines;

    private int head = NONE;
    private int tail = NONE;
    private int size;

    /// Lines never used before: they are handed out in order and need no list.
    private int fresh;
    private int freshEnd;

    LinePool(SharedLines shared, OffHeap lines) {
        this.shared = shared;
        this.lines = lines;
    }

    /// A free line, or [Line#NONE].
    int take() {
        if (size == 0 && fresh == freshEnd && !refill()) {
            return NONE;
        }
        if (size == 0) {
            return fresh++;
        }
        int line = head;
        head = next(line);
        size--;
        return line;
    }

    void give(int line) {
        next(line, NONE);
        if (size == 0) {
            head = line;
        } else {
            next(tail, line);
        }
        tail = line;
        size++;
        if (size >= 2 * shared.chunk()) {
            giveBack();
        }
    }

    private boolean refill() {
        int first = shared.takeChain();
        if (first != NONE) {
            head = first;
            size = 1;
            tail = first;
            for (int next = next(tail); next != NONE; next = next(tail)) {
                tail = next;
                size++;
            }
            return true;
        }
        long range = shared.takeFresh();
        fresh = (int) (range >>> 32);
        freshEnd = (int) range;
        return fresh < freshEnd;
    }

    private void giveBack() {
        int first = head;
        int last = first;
        for (int i = 1; i < shared.chunk(); i++) {
            last = next(last);
        }
        head = next(last);
        next(last, NONE);
        size -= shared.chunk();
        shared.giveChain(first);
    }

    private int next(int line) {
        return lines.getInt(Line.offset(line) + Line.WHEEL_NEXT);
    }

    private void next(int line, int next) {
        lines.setInt(Line.offset(line) + Line.WHEEL_NEXT, next);
    }
}
