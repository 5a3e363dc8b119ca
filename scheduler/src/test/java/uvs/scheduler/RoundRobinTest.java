package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RoundRobinTest {

    private final TestDirector director = new TestDirector("rr");

    @Test
    void beginsWithTheServerAddedLastAndGoesRound() {
        director.add("old", 1).add("new", 1);
        assertEquals("newoldnewold", director.choose(4));
    }

    @Test
    void looksAtWeightsOnlyForZero() {
        assertEquals("ACDACD", director.list(5, 0, 1, 100).choose(6));
    }

    @Test
    void passesOverTheOverloaded() {
        director.list(1, 1, 1).overload("B", true);
        assertEquals("ACA", director.choose(3));
        director.overload("B", false);
        assertEquals("BC", director.choose(2));
    }

    @Test
    void choosesTheSameServerAgainWhenItIsTheOnlyOneLeft() {
        director.list(1, 1, 1);
        assertEquals("AB", director.choose(2));
        director.edit("A", 0).edit("C", 0);
        assertEquals("BB", director.choose(2));
        director.edit("B", 0);
        assertEquals("--", director.choose(2));
        director.edit("A", 1).edit("B", 1).edit("C", 1);
        assertEquals("CA", director.choose(2), "failing does not move the cursor");
    }

    @Test
    void findsNothingInAnEmptyPool() {
        assertEquals("-", director.choose(1));
    }

    @Test
    void goesOnBehindTheLastChoiceWhenAServerIsAdded() {
        director.list(1, 1, 1);
        assertEquals("AB", director.choose(2));
        director.add("X", 1);
        assertEquals("CXAB", director.choose(4));
    }

    @Test
    void startsAtAServerAddedBeforeTheFirstChoice() {
        director.list(1, 1).add("X", 1);
        assertEquals("XAB", director.choose(3));
    }

    @Test
    void passesNobodyOverWhenTheLastChoiceIsRemoved() {
        director.list(1, 1, 1, 1);
        assertEquals("AB", director.choose(2));
        director.remove("B");
        assertEquals("CDAC", director.choose(4));
        director.remove("A");
        assertEquals("DCD", director.choose(3), "a removal before the cursor shifts it");
        director.add("E", 1).remove("C");
        assertEquals("ED", director.choose(2));
    }

    @Test
    void beginsAgainWhenTheFirstServerWasChosenAndRemoved() {
        director.list(1, 1, 1);
        assertEquals("A", director.choose(1));
        director.remove("A");
        assertEquals("BCB", director.choose(3));
    }
}
