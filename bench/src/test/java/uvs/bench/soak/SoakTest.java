package uvs.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uvs.dataplane.testbed.Testbed;

/// The short form of `bench/soak`: each failure once. The seed, which decides the order, is in the output.
@Tag(Testbed.TAG)
final class SoakTest {

    @Test
    void losesNoConnectionButByWhatWasDoneToIt() {
        assertEquals(List.of(), Soak.shortOne(new Random().nextInt(1_000_000)).run());
    }
}
