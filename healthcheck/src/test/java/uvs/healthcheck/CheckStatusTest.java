package uvs.healthcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.junit.jupiter.api.Test;
import uvs.healthcheck.CheckStatus.Latency;

class CheckStatusTest {

    @Test
    void theQuantilesAreHdrHistograms() {
        var random = new Random(5);
        for (int count : new int[] {1, 2, 3, 10, 99, 100, 101, 5000}) {
            var histogram = new PackedHistogram(CheckRunner.LONGEST_LATENCY_MICROS, 2);
            for (int i = 0; i < count; i++) {
                histogram.recordValue(random.nextLong(1L << random.nextInt(1, 31)));
            }
            assertEquals(new Latency(
                histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99), histogram.getMaxValue()), Latency.of(histogram));
        }
    }

    @Test
    void nothingRecordedIsZero() {
        assertEquals(new Latency(0, 0, 0, 0), Latency.of(new Histogram(1000, 2)));
    }
}
