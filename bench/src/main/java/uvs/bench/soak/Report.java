package uvs.bench.soak;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import uvs.bench.soak.Ending.What;

/// What a run came to, in a few lines.
record Report(Observations observations, List<Footprint> footprints) {

    void write(Consumer<String> lines) {
        lines.accept("failures: " + Arrays.stream(Failure.values())
            .map(failure -> failure + " " + observations.count(failure)).collect(Collectors.joining(", ")));
        lines.accept("connections established: " + Arrays.stream(Kind.values())
            .map(kind -> kind + " " + observations.sum(kind.name()::equals)).collect(Collectors.joining(", ")) + "; "
            + observations.sum(Ledger.ANSWERS::equals) + " answers, "
            + observations.sum(Ledger.BYTES::equals) / 1_000_000 + " MB compared");
        lines.accept("by what was done: " + observations.excused(What.LOST) + " lost, "
            + observations.excused(What.REFUSED) + " refused, " + observations.excused(What.STALLED) + " stalled");
        footprints.forEach(footprint -> lines.accept("director1: " + footprint));
    }
}
