package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class WeightedRoundRobinTest {

    private TestDirector director = new TestDirector("wrr");

    @Test
    void interleavesByWeight() {
        // Thresholds 4, 3, 2, 1: A; A B; A B C; and with 1 all of them.
        assertEquals("AABABCABC", director.bound(4, 3, 2).choose(9));
        assertEquals("AABABCABC", director.choose(9), "the round begins anew");
    }

    @Test
    void beginsLowWhenTheServersWereAddedFromLightToHeavy() {
        // Adding C alone makes it 2 - (2 - 1) = 1; the others leave it there. Then 4, 3, 2, 1.
        assertEquals("ABC" + "AABABCABC", director.list(4, 3, 2).choose(12));
    }

    @Test
    void stepsByTheGreatestCommonDivisor() {
        // Step 100; thresholds 201 and 101, then 1.
        assertEquals("AABABC", director.bound(300, 200, 100).choose(6));
    }

    @Test
    void isRoundRobinForEqualWeights() {
        assertEquals("ABCABC", director.bound(7, 7, 7).choose(6));
    }

    @Test
    void neverChoosesWeightZero() {
        assertEquals("AACAAC", director.bound(2, 0, 1).choose(6));
        director.edit("A", 0).edit("C", 0);
        assertEquals("--", director.choose(2));
    }

    @Test
    void findsNothingInAnEmptyPool() {
        assertEquals("-", director.choose(1));
        director.list(1);
        assertEquals("A", director.choose(1));
        director.remove("A");
        assertEquals("-", director.choose(1));
    }

    @Test
    void keepsTheThresholdWhenAWeightChangesButBeginsAtTheHead() {
        director.bound(3, 2, 1);
        assertEquals("AAB", director.choose(3));    // the second pass, threshold 2, is at B
        director.edit("C", 2);
        assertEquals("ABC", director.choose(3));    // threshold 2 again, from the head
        assertEquals("ABC", director.choose(3));    // threshold 1
        assertEquals("A", director.choose(1));      // threshold 3
    }

    @Test
    void fitsTheThresholdToTheNewStep() {
        director.bound(5, 3, 2);                     // thresholds 5, 4, 3, 2, 1
        assertEquals("AAAB", director.choose(4));   // threshold 3, at B
        director.edit("A", 4).edit("B", 4).edit("C", 2);
        // Editing A: weights 4 3 2, step 1, threshold stays 3. Editing B: weights 4 4 2, step 2, top 3; 3 becomes 3.
        assertEquals("ABABCABABC", director.choose(10));
    }

    @Test
    void lowersTheThresholdToTheNewTop() {
        director.bound(9, 1);
        assertEquals("A", director.choose(1));
        director.edit("A", 2);
        assertEquals("AABAAB", director.choose(6));
    }

    @Test
    void passesOverTheOverloadedWithoutWalkingEveryThreshold() {
        director.bound(1_000_000_000, 2, 1).overload("A", true);
        assertEquals("BBCBBC", director.choose(6));
        director.overload("A", false);
        assertEquals("AA", director.choose(2));
    }

    @Test
    void givesUpWhenEverybodyIsOverloaded() {
        director.bound(1_000_000_000, 2, 1);
        assertEquals("A", director.choose(1));
        director.overload("A", true).overload("B", true).overload("C", true);
        assertEquals("---", director.choose(3));
        director.overload("C", false);
        assertEquals("CC", director.choose(2));
    }

    @Test
    void asksTheServersBeforeTheCursorToo() {
        director.bound(1, 1, 1);
        assertEquals("AB", director.choose(2));
        director.overload("C", true);
        assertEquals("A", director.choose(1));
        director.overload("A", true).overload("B", true);
        assertEquals("-", director.choose(1));
        director.overload("A", false).overload("B", false).overload("C", false);
        assertEquals("BCA", director.choose(3), "the cursor stayed at A");
    }

    @Test
    void takesTheThresholdOverToFinerSteps() {
        director.bound(300, 200, 100);              // thresholds 201, 101, 1
        assertEquals("A", director.choose(1));
        director.edit("C", 201);                    // thresholds 300 to 1, and 201 it stays
        assertEquals("AC" + "ABC", director.choose(5));
        director = new TestDirector("wrr").bound(2, 1).edit("A", 5);
        assertEquals("A" + "AB" + "AAAAAB", director.choose(9), "2, 1; then 5 to 1");
    }

    @Test
    void beginsANewRoundWhenItGaveUp() {
        director.bound(3, 1);
        assertEquals("A", director.choose(1));
        assertEquals("-", director.overload("A", true).overload("B", true).choose(1));
        assertEquals("AAAB", director.overload("A", false).overload("B", false).choose(4));

        director = new TestDirector("wrr").list(3, 1).overload("A", true).overload("B", true);
        assertEquals("-", director.choose(1), "at the head, with the lowest threshold");
        assertEquals("AAAB", director.overload("A", false).overload("B", false).choose(4));
    }
}
