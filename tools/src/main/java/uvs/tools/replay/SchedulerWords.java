package uvs.tools.replay;

import java.util.Map;

/// How each scheduler chooses, in a few words.
final class SchedulerWords {

    private static final Map<String, String> WORDS = Map.ofEntries(
        Map.entry("rr", "in turn"),
        Map.entry("wrr", "in turn, by weight"),
        Map.entry("lc", "the fewest connections, an active one counting 256 times"),
        Map.entry("wlc", "the fewest connections for its weight, an active one counting 256 times"),
        Map.entry("sed", "the fewest active connections, this one included, for its weight"),
        Map.entry("nq", "one without active connections, else as sed"),
        Map.entry("sh", "by the hash of the client's address"),
        Map.entry("dh", "by the hash of the destination address"),
        Map.entry("lblc", "the one that this destination address had before, else as wlc"),
        Map.entry("lblcr", "one of those that this destination address had before, else as wlc"),
        Map.entry("fo", "the highest weight"),
        Map.entry("ovf", "the highest weight that has fewer active connections"),
        Map.entry("mh", "by the hash of the client's address, in the table of Maglev"),
        Map.entry("twos", "the better one of two taken at random"));

    private SchedulerWords() {
    }

    static String of(String scheduler) {
        return WORDS.getOrDefault(scheduler, "a scheduler from outside");
    }
}
