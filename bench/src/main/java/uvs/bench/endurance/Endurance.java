package uvs.bench.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.tools.demo.Answer;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.Requests;
import uvs.tools.demo.ThisProgram;

/// Has `uvs run` forward 64-byte datagrams of 50,000 flows, by NAT, nearly as fast as it can, for ten minutes or as
/// long as is asked for, and beside them sixteen TCP connections that stay.
///
/// At the end all frames of packet memory must be free or the kernel's to receive into, no connection may have ended or begun
/// anew, no request on a TCP connection may have failed, and the heap must not have grown. Ends with 1 when one of these does not hold.
public final class Endurance {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FLOWS = 50_000;
    private static final int CONNECTIONS = 16;
    private static final int WARM_UP_SECONDS = 10;
    private static final int SAMPLE_SECONDS = 30;
    /// So much of what was carried in the warm-up is sent from then on: with more, all that is measured is how frames get lost.
    private static final double LOAD = 0.9;
    /// What the heap may have grown by, after a collection.
    private static final long HEAP_SLACK = 2_000_000;
    private static final String CONFIGURATION = """
        virtual_server 192.0.2.100 9 {
            lb_algo rr
            lb_kind NAT
            protocol UDP
            real_server 198.51.100.11 9 {
            }
        }
        virtual_server 192.0.2.100 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 198.51.100.12 8080 {
            }
            real_server 198.51.100.13 8080 {
            }
        }
        """;

    private final DemoNetwork network;
    private final DirectorProgram director;
    private final DirectorHeap heap;
    private final List<String> faults = new ArrayList<>();

    private Endurance(DemoNetwork network, String engine, int workers, String fastPath) throws IOException {
        this.network = network;
        Files.writeString(network.directory().resolve("uvs.properties"),
            "engine = " + engine + "\nworkers = " + workers + "\nfast-path = " + fastPath + "\n");
        Host sink = network.realServer(1);
        sink.run("nft", "add table netdev sink; add chain netdev sink in { type filter hook ingress device eth0 priority 0; };"
            + " add rule netdev sink in udp dport 9 drop").orThrow();
        if (workers > 1) {
            String queues = Integer.toString(workers);
            network.client().run("ethtool", "-L", "eth0", "rx", queues, "tx", queues).orThrow();
            network.director().run("ethtool", "-L", "client0", "rx", queues, "tx", queues).orThrow();
        }
        // Frames that the generator redirects into a veth need it.
        network.director().run("ethtool", "-K", "client0", "gro", "on").orThrow();
        network.startWebServers();
        director = network.startDirector(CONFIGURATION);
        heap = new DirectorHeap(director.program().pid().orElseThrow());
    }

    /// @param arguments seconds, engine, workers; 600, `xdp` and 1 if not given; how many frames a second, 0 for nine
    ///                  tenths of what is carried in the warm-up, as if not given; and whether there is a fast path, `yes` or `no`
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 600;
        String engine = arguments.length > 1 ? arguments[1] : "xdp";
        int workers = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        long wanted = arguments.length > 3 ? Long.parseLong(arguments[3]) : 0;
        String fastPath = arguments.length > 4 ? arguments[4] : "yes";
        List<String> faults;
        try (var network = DemoNetwork.open()) {
            faults = new Endurance(network, engine, workers, fastPath).run(seconds, wanted);
        }
        System.out.println(faults.isEmpty() ? "endurance: ok" : "endurance: " + String.join("; ", faults));
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    private List<String> run(int seconds, long wanted) throws Exception {
        Counts idle = counts();
        load(WARM_UP_SECONDS, wanted).awaitLine("^sent ", LIMIT);
        Counts warm = counts();
        long rate = wanted > 0 ? wanted : (long) ((warm.arrived() - idle.arrived()) / (double) WARM_UP_SECONDS * LOAD);
        System.out.printf(Locale.ROOT, "%s; sending %,d frames a second for %d s%n", director.lines().stream()
            .filter(line -> line.contains("engine ")).findFirst().orElse(""), rate, seconds);

        Requests requests = network.startRequests(Long.MAX_VALUE / 2, CONNECTIONS, Integer.MAX_VALUE, Duration.ofMillis(100));
        Program source = load(seconds, rate);
        long startNs = System.nanoTime();
        heap.afterCollection();
        Counts begin = counts();
        long heapBefore = heap.afterCollection();
        System.out.println("seconds   frames    carried  B/packet      heap  connections   free  held  receiving  sending");
        int answered = 0;
        for (int at = SAMPLE_SECONDS; at < seconds; at += SAMPLE_SECONDS) {
            long untilNs = startNs + at * 1_000_000_000L;
            while (System.nanoTime() < untilNs) {
                answered += count(requests.next());
            }
            report(at, begin, counts(), heap.afterCollection());
        }
        source.awaitLine("^sent ", LIMIT.plusSeconds(SAMPLE_SECONDS));
        Counts end = counts();
        long heapAfter = heap.afterCollection();
        requests.stop();
        report(seconds, begin, end, heapAfter);
        System.out.printf(Locale.ROOT, "%,d requests over %d TCP connections%n", answered, CONNECTIONS);
        check(begin, end, heapBefore, heapAfter);
        return faults;
    }

    private Program load(int seconds, long rate) {
        String mac = network.director().ip("-br link show dev client0").split("\\s+")[2];
        return network.client().start(Map.of(), ThisProgram.uvs("generate", "--interface", "eth0", "--to", mac, "--source",
            "10.0.0.1", "--destination", DemoNetwork.VIP, "--port", "9", "--flows", Integer.toString(FLOWS), "--rate",
            Long.toString(rate), "--seconds", Integer.toString(seconds)));
    }

    private int count(Answer answer) {
        if (answer.failed()) {
            faults.add("a request failed: " + answer.failure());
            return 0;
        }
        return 1;
    }

    private static void report(int seconds, Counts begin, Counts now, long heap) {
        System.out.printf(Locale.ROOT, "%7d %,12d %,12d  %8.4f %,9d  %,11d %6d %5d %10d %8d%n", seconds,
            now.frames() - begin.frames(), now.arrived() - begin.arrived(), now.allocatedPerFrame(begin), heap, now.present(),
            now.memory("free"), now.memory("held"), now.memory("receiving"), now.memory("sending"));
    }

    private void check(Counts begin, Counts end, long heapBefore, long heapAfter) throws Exception {
        Counts settled = counts();
        for (int i = 0; i < 100 && settled.memory("held") + settled.memory("sending") > 0; i++) {
            Thread.sleep(100);
            settled = counts();
        }
        if (settled.memory("held") + settled.memory("sending") > 0
            || settled.memory("free") + settled.memory("receiving") != settled.memory()) {
            faults.add("frames are not accounted for: " + settled.workers());
        }
        if (end.ended() != begin.ended()) {
            faults.add(end.ended() - begin.ended() + " connections ended");
        }
        if (end.inserted() > FLOWS + CONNECTIONS + 1) {
            faults.add(end.inserted() + " connections for " + FLOWS + " flows and " + CONNECTIONS + " TCP connections");
        }
        if (heapAfter > heapBefore + HEAP_SLACK) {
            faults.add("the heap grew from " + heapBefore + " to " + heapAfter + " bytes");
        }
    }

    private Counts counts() throws Exception {
        return Counts.of(director, network.realServer(1));
    }
}
