package uvs.tools.oracle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uvs.dataplane.linux.SystemCallException;

/// Plays scenarios against the real `ip_vs` of the machine it runs on, which is a guest made for it, as root.
/// Writes a recording of each into a folder.
///
/// Arguments: the folder, the seed of the random traffic, and the part of the scenarios to play, as `1/3`.
public final class Recorder {

    /// Once for the machine.
    private static final String SETTINGS = "sysctl -qw net.ipv4.icmp_msgs_per_sec=1000000 "
        + "net.ipv4.icmp_msgs_burst=1000000 net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 "
        + "net.core.netdev_max_backlog=10000";

    /// A little more than the kernel takes to add up the counters of servers.
    private static final int COUNTERS_MS = 2_200;

    private static final String PLAIN = "plain";
    /// What `ip -all netns exec` writes before the lines of each.
    private static final String NAMESPACE = "netns: ";

    private Recorder() {
    }

    public static void main(String[] arguments) throws IOException, SystemCallException,
            InterruptedException {
        Path folder = Path.of(arguments[0]);
        List<Scenario> scenarios = AllScenarios.part(Long.parseLong(arguments[1]), arguments[2]);
        var recordings = new ArrayList<Recording>();
        try (var shell = new Shell()) {
            shell.run(SETTINGS);
            RealDirector.prepare(shell, Stream.concat(Stream.of(PLAIN),
                IntStream.range(0, scenarios.size()).mapToObj(Recorder::namespace)).toList());
            try (var plain = new RealDirector(shell, PLAIN)) {
                plain.leave();
                for (Scenario scenario : scenarios) {
                    long startNs = System.nanoTime();
                    recordings.add(record(scenario, shell, namespace(recordings.size()), plain));
                    System.out.println(scenario.name()
                        + " " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
                }
            }
            Thread.sleep(COUNTERS_MS);
            Map<String, List<String>> counters = counters(shell);
            for (int i = 0; i < recordings.size(); i++) {
                Recording recording = recordings.get(i).withCounters(counters.get(namespace(i)));
                recording.write(folder.resolve(recording.scenario()));
            }
        }
    }

    /// The counters of every namespace, by one program.
    private static Map<String, List<String>> counters(Shell shell) {
        var counters = new HashMap<String, List<String>>();
        var lines = new ArrayList<String>();
        for (String line : shell.run("ip -all netns exec ipvsadm -Ln --stats --exact")) {
            if (line.startsWith(NAMESPACE)) {
                lines = new ArrayList<>();
                counters.put(line.substring(NAMESPACE.length()), lines);
            }
            lines.add(line);
        }
        return counters;
    }

    private static String namespace(int number) {
        return "d" + number;
    }

    private static Recording record(Scenario scenario, Shell shell, String namespace, RealDirector plain)
        throws IOException, SystemCallException {
        try (var director = new RealDirector(shell, namespace)) {
            var guest = new Guest(director, plain);
            String failure = "";
            try {
                scenario.play().in(guest);
            } catch (RuntimeException e) {
                failure = e.toString();
            }
            guest.restore();
            return guest.recording(scenario.name(), failure);
        }
    }
}
