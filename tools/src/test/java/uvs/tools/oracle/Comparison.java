package uvs.tools.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import uvs.tools.oracle.Network.Output;

/// Lays a recording beside what the userspace path made of it, frame by frame, and the tables at the end.
final class Comparison {

    private static final long ROUNDING_SECONDS = 2;

    private final List<String> differences = new ArrayList<>();

    private Comparison() {
    }

    /// What differs, a line for each, in the order of the recording.
    static List<String> differences(Recording recording, Replay.Outcome outcome) {
        var comparison = new Comparison();
        if (!recording.failure().isEmpty()) {
            comparison.differences.add("the recording failed: " + recording.failure());
        }
        comparison.frames(recording, outcome.outputs());
        comparison.table("servers", Tables.servers(recording.servers()), Tables.servers(outcome));
        comparison.table("counters", Tables.counters(recording.counters()), Tables.counters(outcome));
        comparison.table("connections", Tables.connections(recording.connections()),
            Tables.connections(outcome));
        comparison.expiries(recording, outcome);
        return comparison.differences;
    }

    private void frames(Recording recording, List<List<Output>> outputs) {
        int number = 0;
        var wanted = new EnumMap<Side, Reassembly>(Side.class);
        var gotten = new EnumMap<Side, Reassembly>(Side.class);
        for (Side side : Side.values()) {
            wanted.put(side, new Reassembly());
            gotten.put(side, new Reassembly());
        }
        for (Step step : recording.steps()) {
            if (step instanceof Step.Arrival arrival) {
                List<Output> got = outputs.get(number++);
                for (Side side : Side.values()) {
                    frames(number, arrival, side, wanted.get(side).take(on(side, arrival.outputs())),
                        gotten.get(side).take(on(side, got)));
                }
            }
        }
        for (Side side : Side.values()) {
            fragments(side, "want", wanted.get(side));
            fragments(side, "got", gotten.get(side));
        }
    }

    private void fragments(Side side, String word, Reassembly reassembly) {
        reassembly.rest().forEach(frame ->
            differences.add("left at the " + side.word() + ": " + word + " " + summary(frame)));
    }

    private static List<byte[]> on(Side side, List<Output> outputs) {
        return outputs.stream().filter(output -> output.side() == side).map(Output::frame).toList();
    }

    private void frames(int number, Step.Arrival arrival, Side side, List<byte[]> want, List<byte[]> got) {
        for (int i = 0; i < Math.max(want.size(), got.size()); i++) {
            byte[] wanted = i < want.size() ? want.get(i) : new byte[0];
            byte[] gotten = i < got.size() ? got.get(i) : new byte[0];
            byte[] maskedWant = RunToRun.masked(wanted, wanted, arrival.frame());
            byte[] maskedGot = RunToRun.masked(gotten, wanted, arrival.frame());
            if (!Arrays.equals(maskedWant, maskedGot)) {
                boolean both = wanted.length > 0 && gotten.length > 0;
                differences.add("frame " + number + " from the " + arrival.side().word() + " "
                    + Dissection.of(arrival.frame()).summary() + ": to the " + side.word() + " want " + summary(wanted)
                    + ", got " + summary(gotten) + (both ? " (" + Dissection.difference(maskedWant,
                        maskedGot) + ")" : ""));
            }
        }
    }

    private static String summary(byte[] frame) {
        return frame.length == 0 ? "nothing" : Dissection.of(frame).summary();
    }

    /// The kernel rounds to its timer's ticks, and the tables are read a moment after the last step.
    private void expiries(Recording recording, Replay.Outcome outcome) {
        TreeMap<String, Long> got = Tables.expiries(outcome);
        Tables.expiries(recording.connections()).forEach((connection, seconds) -> {
            Long gotten = got.get(connection);
            if (gotten != null && Math.abs(seconds - gotten) > ROUNDING_SECONDS) {
                differences.add("expiry: " + connection + ": want " + seconds + " s, got " + gotten + " s");
            }
        });
    }

    private void table(String name, TreeMap<String, String> want, TreeMap<String, String> got) {
        var keys = new TreeSet<>(want.keySet());
        keys.addAll(got.keySet());
        differences.addAll(keys.stream()
            .filter(key -> !want.getOrDefault(key, "none").equals(got.getOrDefault(key, "none")))
            .map(key -> name + ": " + key + ": want " + want.getOrDefault(key, "none") + ", got "
                + got.getOrDefault(key, "none"))
            .collect(Collectors.toList()));
    }
}
