package uvs.dataplane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import uvs.dataplane.service.VirtualServerStatus.Counters;
import uvs.dataplane.service.VirtualServerStatus.Rates;

final class RateEstimatorTest {

    private final RateEstimator estimator = new RateEstimator();

    @Test
    void takesAQuarterOfTheDifferenceOver() {
        // 1000 packets in two seconds: 500 a second, of which a quarter is 125.
        estimator.sample(new Counters(1000, 1000, 0, 64_000, 0));
        assertEquals(new Rates(125, 125, 0, 8_000, 0), estimator.rates());
        estimator.sample(new Counters(2000, 2000, 0, 128_000, 0));
        assertEquals(new Rates(219, 219, 0, 14_000, 0), estimator.rates());
    }

    @Test
    void fallsBackToNothing() {
        estimator.sample(new Counters(100_000, 0, 0, 0, 0));
        for (int i = 0; i < 60; i++) {
            estimator.sample(new Counters(100_000, 0, 0, 0, 0));
        }
        assertEquals(Rates.NONE, estimator.rates());
    }

    @Test
    void settlesAtASteadyRate() {
        for (int i = 1; i <= 60; i++) {
            estimator.sample(new Counters(20L * i, 0, 0, 3_000L * i, 0));
        }
        assertEquals(new Rates(10, 0, 0, 1_500, 0), estimator.rates());
    }
}
