package uvs.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessorChoiceTest {

    private static final List<Integer> ALLOWED = List.of(0, 1, 2, 3, 8);

    @Test
    void givesEachWorkerTheNextOfTheList() {
        assertEquals(List.of(3, 0), ProcessorChoice.of("3,0", 2, ALLOWED));
        assertEquals(List.of(1, 2, 3), ProcessorChoice.of("1-3,8", 3, ALLOWED));
        assertEquals(List.of(0, 1, 2, 3, 8), ProcessorChoice.of("all", 5, ALLOWED));
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused("4", 1, "may not use processor 4; it may use [0, 1, 2, 3, 8]");
        assertRefused("1", 2, "names 1 processors for 2 workers; name more, or ask for fewer workers");
        assertRefused("all", 6, "all names 5 processors for 6 workers");
        assertRefused("2,2", 1, "has processor 2 twice");
        assertRefused("3-1", 1, "3-1 ends before it begins");
        for (String text : List.of("", "x", "1-", "-1", "1;2", "9999999999", "5000")) {
            assertRefused(text, 1, "is not a list of processors");
        }
    }

    private static void assertRefused(String text, int workers, String why) {
        var refused = assertThrows(IllegalArgumentException.class, () -> ProcessorChoice.of(text, workers, ALLOWED));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
