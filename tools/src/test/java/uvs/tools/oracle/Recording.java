package uvs.tools.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import uvs.tools.oracle.Network.Output;

/// What was done in one scenario and what the real director made of it.
///
/// @param failure     why the scenario did not come to its end, or empty
/// @param servers     `/proc/net/ip_vs` at the end
/// @param connections `/proc/net/ip_vs_conn` at the end
/// @param counters    `ipvsadm -Ln --stats --exact` two seconds after the end
record Recording(String scenario, List<Step> steps, String failure, List<String> servers,
    List<String> connections,
    List<String> counters) {

    private static final String FAILURE = "failure ";
    private static final String SERVERS = "servers ";
    private static final String COUNTERS = "counters ";
    private static final String CONNECTIONS = "connections ";

    Recording {
        steps = List.copyOf(steps);
    }

    void write(Path file) throws IOException {
        var lines = new ArrayList<String>();
        steps.forEach(step -> lines.addAll(step.lines()));
        if (!failure.isEmpty()) {
            lines.add(FAILURE + failure.replace('\n', ' '));
        }
        servers.forEach(line -> lines.add(SERVERS + line));
        connections.forEach(line -> lines.add(CONNECTIONS + line));
        counters.forEach(line -> lines.add(COUNTERS + line));
        Files.write(file, lines);
    }

    Recording withCounters(List<String> lines) {
        return new Recording(scenario, steps, failure, servers, connections, lines);
    }

    static Recording read(Path file) throws IOException {
        var reader = new Reader();
        for (String line : Files.readAllLines(file)) {
            reader.take(line);
        }
        return reader.recording(file.getFileName().toString());
    }

    private static final class Reader {

        private final List<Step> steps = new ArrayList<>();
        private final List<String> servers = new ArrayList<>();
        private final List<String> counters = new ArrayList<>();
        private final List<String> connections = new ArrayList<>();
        private final List<Output> outputs = new ArrayList<>();
        private final List<Output> plain = new ArrayList<>();
        private Step.Arrival arrival;
        private String failure = "";

        void take(String line) {
            if (line.startsWith(FAILURE)) {
                failure = line.substring(FAILURE.length());
            } else if (line.startsWith(SERVERS)) {
                servers.add(line.substring(SERVERS.length()));
            } else if (line.startsWith(COUNTERS)) {
                counters.add(line.substring(COUNTERS.length()));
            } else if (line.startsWith(CONNECTIONS)) {
                connections.add(line.substring(CONNECTIONS.length()));
            } else {
                step(line);
            }
        }

        private void step(String line) {
            String[] words = line.split(" ");
            long time = Long.parseLong(words[0]);
            switch (words[1]) {
                case "out" -> outputs.add(output(words));
                case "plain" -> plain.add(output(words));
                case "in" -> {
                    finishArrival();
                    Output in = output(words);
                    arrival = new Step.Arrival(time, in.side(), in.frame(), List.of(), List.of());
                }
                default -> {
                    finishArrival();
                    steps.add(change(time, words, line));
                }
            }
        }

        private static Step change(long time, String[] words, String line) {
            return switch (words[1]) {
                case "ipvsadm" -> new Step.Ipvsadm(time, line.split(" ", 3)[2]);
                case "sysctl" -> new Step.Sysctl(time, words[2], Integer.parseInt(words[3]));
                case "mtu" -> new Step.Mtu(time, Side.of(words[2]), Integer.parseInt(words[3]));
                case "mark" -> new Step.Mark(time, line.split(" ", 3)[2]);
                case "pause" -> new Step.Pause(time);
                default -> throw new IllegalArgumentException("no step is written as " + line);
            };
        }

        private static Output output(String[] words) {
            return new Output(Side.of(words[2]), HexFormat.of().parseHex(words[3]));
        }

        private void finishArrival() {
            if (arrival != null) {
                steps.add(new Step.Arrival(arrival.timeNs(), arrival.side(), arrival.frame(), outputs,
                    plain));
                arrival = null;
                outputs.clear();
                plain.clear();
            }
        }

        Recording recording(String scenario) {
            finishArrival();
            return new Recording(scenario, steps, failure, servers, connections, counters);
        }
    }
}
