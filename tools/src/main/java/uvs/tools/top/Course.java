package uvs.tools.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// The newest sample, and how things went before it. One thread.
final class Course {

    /// As many as the widest plot shows.
    static final int KEPT = 60;

    private Optional<Sample> newest = Optional.empty();
    private final ArrayDeque<Double> connections = new ArrayDeque<>();
    private final ArrayDeque<Double> packets = new ArrayDeque<>();
    private double dropsASecond;
    private String trouble = "";

    /// The director has answered.
    void add(JsonNode status) {
        Sample sample = newest.map(before -> before.next(status)).orElseGet(() -> Sample.first(status));
        dropsASecond = newest.map(before -> {
            double seconds = (sample.timeMs() - before.timeMs()) / 1e3;
            return seconds > 0 ? Math.max(0, (sample.dropped() - before.dropped()) / seconds) : 0.0;
        }).orElse(0.0);
        newest = Optional.of(sample);
        keep(connections, sample.total().connections());
        keep(packets, sample.total().packets());
        trouble = "";
    }

    private static void keep(ArrayDeque<Double> values, double value) {
        if (values.size() == KEPT) {
            values.removeFirst();
        }
        values.addLast(value);
    }

    /// It has not: what there is grows old.
    void trouble(String words) {
        trouble = words;
    }

    /// Why there is no news, or nothing.
    String trouble() {
        return trouble;
    }

    Optional<Sample> newest() {
        return newest;
    }

    double dropsASecond() {
        return dropsASecond;
    }

    /// New connections a second, the newest last.
    List<Double> connections() {
        return List.copyOf(connections);
    }

    /// Packets a second, the newest last.
    List<Double> packets() {
        return List.copyOf(packets);
    }
}
