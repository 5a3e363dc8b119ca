package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

final class TwoRandomChoicesTest {

    private int first;
    private int second;
    private boolean drewFirst;

    /// Every pair of numbers from 0 to the sum of the weights is drawn once: the distribution, not a sample of it.
    private Map<String, Integer> distribution(TestDirector director, int sum) {
        Map<String, Integer> chosen = new HashMap<>();
        for (first = 0; first <= sum; first++) {
            for (second = 0; second <= sum; second++) {
                drewFirst = false;
                chosen.merge(director.choose(1), 1, Integer::sum);
            }
        }
        return chosen;
    }

    private TestDirector director(int sum, int... weights) {
        SchedulerOptions options = SchedulerOptions.DEFAULTS.withRandom(() -> {
            int number = drewFirst ? second : first;
            drewFirst = true;
            return bits(number, sum);
        });
        return new TestDirector("twos", options, false).list(weights);
    }

    /// The 32 random bits from which a number from 0 to `sum` is made.
    private static int bits(int number, int sum) {
        return (int) Math.ceilDiv((long) number << 32, sum + 1L);
    }

    @Test
    void drawsByWeightAndTakesTheFirstDrawnOfEquals() {
        // 0, 1 and 2 fall to A, 3 falls to B; the second draw has no say.
        assertEquals(Map.of("A", 3 * 4, "B", 1 * 4), distribution(director(3, 2, 1), 3));
        first = 3;
        second = 0;
        drewFirst = false;
        assertEquals("B", director(3, 2, 1).choose(1));
        // 0 to 5 fall to A, 6 to 8 to C.
        assertEquals(Map.of("A", 6 * 9, "C", 3 * 9), distribution(director(8, 5, 0, 3), 8));
    }

    @Test
    void takesTheLessLoadedOfTheTwo() {
        TestDirector director = director(3, 2, 1).connections("A", 1, 0);
        // B unless both draws are A: 16 - 3 * 3.
        assertEquals(Map.of("A", 9, "B", 7), distribution(director, 3));
        // 3/2 against 1/1 with B, the other way round.
        director.connections("A", 1, 0).connections("B", 1, 0);
        assertEquals(Map.of("A", 15, "B", 1), distribution(director, 3));
    }

    @Test
    void leavesOutTheOverloaded() {
        TestDirector director = director(3, 7, 2, 1).overload("A", true);
        assertEquals(Map.of("B", 12, "C", 4), distribution(director, 3));
    }

    @Test
    void comparesInThirtyTwoBitsAsTheKernelDoes() {
        // 100 * (100,000 << 8) is 2,560,000,000, which wraps to a negative number: A seems idle.
        TestDirector director = director(200, 100, 100).connections("A", 100_000, 0).connections("B", 1, 0);
        assertTrue(distribution(director, 200).get("A") > 201 * 201 / 2);
    }

    @Test
    void isNearItsDistributionWithARealSourceOfNumbers() {
        SplittableRandom random = new SplittableRandom(20_240_229);
        TestDirector director = new TestDirector(
            "twos", SchedulerOptions.DEFAULTS.withRandom(random::nextInt), false).list(3, 1);
        int ofA = 0;
        for (int i = 0; i < 100_000; i++) {
            ofA += director.choose(1).equals("A") ? 1 : 0;
        }
        assertEquals(80_000, ofA, 800, "(3 + 1) / (4 + 1), and six times its standard deviation of 126");
    }

    @Test
    void choosesEverybodyWithTheDefaultSource() {
        TestDirector director = new TestDirector("twos").list(1, 1, 1);
        String names = director.choose(1000);
        assertTrue(names.contains("A") && names.contains("B") && names.contains("C"), names);
    }
}
