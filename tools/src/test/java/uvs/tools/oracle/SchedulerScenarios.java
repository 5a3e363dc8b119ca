package uvs.tools.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The choices of every scheduler, while connections come and go and weights change.
final class SchedulerScenarios {

    private static final String WEB = "192.0.2.1:80";

    private SchedulerScenarios() {
    }

    static List<Scenario> all() {
        return Stream.of("rr", "wrr", "lc", "wlc", "sed", "nq", "sh", "sh -b sh-port", "sh -b sh-fallback",
            "dh",
                "lblc", "lblcr", "fo", "ovf", "mh", "mh -b mh-port", "mh -b mh-fallback")
            .map(scheduler -> new Scenario("choices-" + scheduler.replace(" -b ", "-"), network ->
                choices(network, scheduler))).toList();
    }

    /// Connections of many clients, of which every third closes; then a weight becomes 0, a server comes, one
    /// goes.
    private static void choices(Network network, String scheduler) {
        network.ipvsadm("-A -t " + WEB + " -s " + scheduler,
            "-a -t " + WEB + " -r 10.0.0.1:8080 -m -w 1",
            "-a -t " + WEB + " -r 10.0.0.2:8080 -m -w 4",
            "-a -t " + WEB + " -r 10.0.0.3:8080 -m -w 2");
        connections(network, 1, 12);
        network.ipvsadm("-e -t " + WEB + " -r 10.0.0.2:8080 -m -w 0");
        connections(network, 20, 6);
        network.ipvsadm("-a -t " + WEB + " -r 10.0.0.4:8080 -m -w 3");
        connections(network, 30, 8);
        network.ipvsadm("-d -t " + WEB + " -r 10.0.0.1:8080", "-e -t " + WEB + " -r 10.0.0.2:8080 -m -w 7");
        connections(network, 40, 12);
    }

    private static void connections(Network network, int first, int count) {
        var open = new ArrayList<Tcp>();
        for (int i = first; i < first + count; i++) {
            open.add(new Tcp(network, "203.0." + i % 5 + "." + i + ":" + (40_000 + i % 3), WEB).connect());
            if (i % 3 == 0) {
                open.get(i - first).close();
            }
        }
    }
}
