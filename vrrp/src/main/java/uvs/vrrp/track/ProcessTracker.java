package uvs.vrrp.track;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import uvs.config.TrackProcess;

/// Compares how many processes there are of a kind with how many there have to be, and tells a change once it has
/// lasted for its delay.
final class ProcessTracker {

    private final TrackProcess wanted;
    private final Consumer<TrackerResult> results;
    private Optional<Boolean> told = Optional.empty();
    private OptionalLong changeNs = OptionalLong.empty();

    ProcessTracker(TrackProcess wanted, Consumer<TrackerResult> results) {
        this.wanted = wanted;
        this.results = results;
    }

    void look(ProcessTable table, long nowNs) {
        int count = table.count(wanted);
        boolean up = count >= wanted.quorum() && count <= wanted.quorumMax();
        if (told.equals(Optional.of(up))) {
            changeNs = OptionalLong.empty();
            return;
        }
        // Too many came of a fork, too few of an end.
        boolean tooFew = count < wanted.quorum();
        long delayNs = (tooFew ? wanted.terminateDelay() : wanted.forkDelay()).toNanos();
        if (changeNs.isEmpty()) {
            changeNs = OptionalLong.of(nowNs);
        }
        if (told.isEmpty() || nowNs - changeNs.getAsLong() >= delayNs) {
            told = Optional.of(up);
            changeNs = OptionalLong.empty();
            results.accept(new TrackerResult.Process(wanted.name(), up));
        }
    }
}
