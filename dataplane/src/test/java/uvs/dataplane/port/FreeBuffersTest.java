package uvs.dataplane.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Numbers come out in the order in which they came in, alone or with their followers.
final class FreeBuffersTest {

    @Property(tries = 500)
    void isAQueue(@ForAll @IntRange(min = 1, max = 9) int count,
            @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 30) Integer> steps) {
        var free = new FreeBuffers(count);
        var model = new ArrayDeque<Integer>();
        var taken = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            model.add(i);
        }
        for (int step : steps) {
            if (step >= 15 && !taken.isEmpty()) {
                int number = taken.remove(step % taken.size());
                free.add(number);
                model.add(number);
            } else if (!model.isEmpty()) {
                int first = model.poll();
                assertEquals(first, free.first());
                taken.add(first);
                if (step % 2 == 0) {
                    assertEquals(first, free.takeOne());
                } else {
                    int run = 1;
                    int limit = 1 + step / 2;
                    while (run < limit && !model.isEmpty() && model.peek() == first + run) {
                        taken.add(model.poll());
                        run++;
                    }
                    assertEquals(run, free.takeRun(limit));
                }
            }
            assertEquals(model.size(), free.size());
            assertEquals(model.isEmpty(), free.isEmpty());
        }
    }

    @Example
    void refusesANumberThatWasNotTaken() {
        var free = new FreeBuffers(2);
        String message = assertThrows(IllegalStateException.class, () -> free.add(1)).getMessage();
        assertTrue(message.contains("number=1"), message);
    }
}
