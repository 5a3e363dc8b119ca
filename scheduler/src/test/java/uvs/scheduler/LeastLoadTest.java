package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The schedulers that look for the least loaded server: lc, wlc, sed and nq.
final class LeastLoadTest {

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf", "twos"})
    void findNothingWhereNobodyIsAvailable(String scheduler) {
        TestDirector director = new TestDirector(scheduler);
        assertEquals("-", director.choose(1), "empty");
        director.list(0, 0, 1).overload("C", true);
        assertEquals("-", director.choose(1), "quiesced or overloaded");
        director.overload("C", false);
        assertEquals("C", director.choose(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq"})
    void theFirstOfEqualsIsChosen(String scheduler) {
        assertEquals("ABCABC", new TestDirector(scheduler).list(3, 3, 3).connect(6));
    }

    @Test
    void lcCountsAnActiveConnectionAs256InactiveOnes() {
        TestDirector director = new TestDirector("lc").list(1, 1);
        assertEquals("B", director.connections("A", 1, 0).connections("B", 0, 255).choose(1));
        assertEquals("A", director.connections("B", 0, 256).choose(1), "equal: the first");
        assertEquals("A", director.connections("B", 0, 257).choose(1));
        assertEquals("B", director.connections("A", 1, 2).choose(1));
    }

    @Test
    void lcDoesNotLookAtWeights() {
        assertEquals("ABABAB", new TestDirector("lc").list(1, 100).connect(6));
    }

    @Test
    void lcTakesAnOverheadThatWrappedForAGreatOne() {
        TestDirector director = new TestDirector("lc").list(1, 1);
        director.connections("A", 0x00800000, 0).connections("B", 0x007fffff, 255);    // 2^31 and 2^31 - 1
        assertEquals("B", director.choose(1));
        assertEquals("A", director.connections("A", 0x01000000, 0).choose(1), "2^32 is 0");
    }

    @Test
    void wlcDividesByTheWeight() {
        // Loads after each: A 1/2; B 1/1, A 2/2 against it is a tie.
        assertEquals("ABA" + "ABA", new TestDirector("wlc").list(2, 1).connect(6));
        TestDirector director = new TestDirector("wlc").list(3, 1).connections("A", 3, 0).connections("B", 1, 0);
        assertEquals("A", director.choose(1), "3/3 is 1/1: the first");
        assertEquals("B", director.connections("A", 3, 1).choose(1));
        assertEquals("A", director.connections("B", 1, 1).choose(1), "769/3 is less than 257/1");
    }

    @Test
    void wlcComparesInSixtyFourBits() {
        TestDirector director = new TestDirector("wlc").list(65535, 65534);
        director.connections("A", 70_000, 0).connections("B", 69_000, 0);
        assertEquals("B", director.choose(1));
    }

    @Test
    void wlcTakesAnOverheadThatWrappedForASmallOne() {
        TestDirector director = new TestDirector("wlc").list(1, 1);
        director.connections("A", 0, 0).connections("B", 0x00800000, 0);    // -2^31 in 32 bits with a sign
        assertEquals("B", director.choose(1));
    }

    @Test
    void wlcDoesNotChooseAnIdleServerOfWeightZero() {
        TestDirector director = new TestDirector("wlc").list(1, 0, 0).connections("A", 100, 100);
        assertEquals("A", director.choose(1));
    }

    @Test
    void sedCountsTheNewConnectionIn() {
        // (active + 1) / weight: 1/3 2/3 3/3=1/1 ...
        assertEquals("AAA" + "BAAAB", new TestDirector("sed").list(3, 1).connect(8));
        assertEquals("BB" + "A", new TestDirector("sed").list(1, 3).connect(3), "1/1 before 3/3 when it is first");
    }

    @Test
    void sedDoesNotLookAtInactiveConnections() {
        TestDirector director = new TestDirector("sed").list(1, 1).connections("A", 0, 5000);
        assertEquals("A", director.choose(1));
    }

    @Test
    void nqTakesTheFirstIdleServerEvenWhereSedWouldQueue() {
        TestDirector director = new TestDirector("nq").list(100, 1, 1);
        assertEquals("ABC" + "AAA", director.connect(6));
        director.connections("B", 0, 700);
        assertEquals("B", director.choose(1), "inactive connections are no work");
        assertEquals("A", director.overload("B", true).choose(1));
        assertEquals("A", director.overload("B", false).edit("B", 0).choose(1));
    }
}
