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

/// The number that came in last comes out first.
final class FreeBuffersTest {

    @Property(tries = 500)
    void isAStack(@ForAll @IntRange(min = 1, max = 9) int count,
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
                model.push(number);
            } else if (!model.isEmpty()) {
                int number = model.pop();
                assertEquals(number, free.takeOne());
                taken.add(number);
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
