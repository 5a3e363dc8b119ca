package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The schedulers that look for the greatest weight, fo and ovf; and none.
final class GreatestWeightTest {

    @Test
    void foSendsEverythingToTheHeaviestThatIsAvailable() {
        TestDirector director = new TestDirector("fo").list(1, 5, 5, 2);
        assertEquals("BBB", director.connect(3));
        assertEquals("C", director.overload("B", true).choose(1));
        assertEquals("D", director.edit("C", 0).choose(1));
        assertEquals("B", director.overload("B", false).choose(1));
    }

    @Test
    void ovfFillsAServerUntilItHasMoreActiveConnectionsThanItsWeight() {
        assertEquals("BBBB" + "AAA" + "CC" + "--", new TestDirector("ovf").list(2, 3, 1).connect(11));
    }

    @Test
    void ovfDoesNotLookAtInactiveConnections() {
        TestDirector director = new TestDirector("ovf").list(2, 3).connections("B", 0, 1000);
        assertEquals("B", director.choose(1));
        assertEquals("B", director.connections("B", 3, 0).choose(1));
        assertEquals("A", director.connections("B", 4, 0).choose(1));
        assertEquals("A", director.connections("B", 0, 0).overload("B", true).choose(1));
    }

    @Test
    void ovfTakesTheFirstOfEqualWeights() {
        assertEquals("AAABBB", new TestDirector("ovf").list(2, 2).connect(6));
    }

    @Test
    void noneTakesNothing() {
        assertEquals("--", new TestDirector("none").list(1, 2).choose(2));
    }
}
