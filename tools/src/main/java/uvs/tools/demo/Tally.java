package uvs.tools.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Who answered how many requests.
public final class Tally {

    private final Map<String, Integer> answered = new TreeMap<>();
    private int failed;
    private String firstFailure = "";

    public void count(Answer answer) {
        if (answer.failed()) {
            if (failed++ == 0) {
                firstFailure = answer.failure();
            }
        } else {
            answered.merge(answer.server().orElseThrow(), 1, Integer::sum);
        }
    }

    /// How many were answered by the real server of this name.
    public int answeredBy(String server) {
        return answered.getOrDefault(server, 0);
    }

    public int answered() {
        return answered.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int failed() {
        return failed;
    }

    /// Why the first that failed did; empty if none did.
    public String firstFailure() {
        return firstFailure;
    }

    /// `real1 500, real2 333, real3 167`
    @Override
    public String toString() {
        String counts = answered.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
        return failed == 0 ? counts : counts + (counts.isEmpty() ? "" : ", ") + failed + " failed";
    }
}
