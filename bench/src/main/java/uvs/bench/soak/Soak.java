package uvs.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.TestbedException;

/// Mixed traffic through a pair of directors in which something fails every ten seconds.
///
/// TCP streams that carry data all the time, HTTP on connections that are kept and that are closed, and datagrams, by
/// NAT and direct routing, over IPv4 and IPv6. No connection that is established may be lost, nor stand still, but by
/// what was done to it: its real server died or hung, or another director took over its virtual address, since
/// directors do not tell each other of connections. All bytes are compared. A new connection may be refused only while
/// what it goes to is away. director1 lives throughout, and is not to grow.
@Command(name = "bench/soak", mixinStandardHelpOptions = true,
    description = "Mixed traffic through a pair of directors in which something fails every ten seconds.")
public final class Soak implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /// Traffic without a failure, between two where they follow each other at once, and at both ends.
    private static final Duration CALM = Duration.ofMillis(1_500);
    /// When the last connection has expired: the longest timeout is that of TCP's TIME_WAIT.
    private static final Duration EMPTY_LIMIT = Duration.ofSeconds(240);
    /// Compiled code, its profiles and what the allocator keeps come to that within half an hour; a leak of 100 bytes a
    /// connection comes to more.
    private static final long RESIDENT_GROWTH_KB = 48 * 1024;
    private static final long HEAP_GROWTH_KB = 4 * 1024;
    private static final int DESCRIPTOR_GROWTH = 4;
    private static final int THREAD_GROWTH = 4;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "30",
        description = "For how long; 0 for each failure once, one after the other. Default: ${DEFAULT-VALUE}")
    private int minutes = 30;

    @Option(names = "--seed", paramLabel = "N",
        description = "Which failures, in which order. Default: another one each time.")
    private long seed = new Random().nextInt(1_000_000);

    @Option(names = "--each", paramLabel = "N", defaultValue = "3",
        description = "Connections of each of four kinds to each of four virtual addresses. Default: ${DEFAULT-VALUE}")
    private int each = 3;

    private final List<Footprint> footprints = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Observations observations;
    private Directors directors;
    private long begunNs;

    /// Each failure once, one after the other.
    static Soak shortOne(long seed) {
        var soak = new Soak();
        soak.minutes = 0;
        soak.seed = seed;
        return soak;
    }

    /// @param arguments the options
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() {
        return run().isEmpty() ? 0 : 1;
    }

    /// Runs it all, and answers what should not have been: nothing, if all is well.
    List<String> run() {
        begunNs = System.nanoTime();
        say("seed " + seed + ", " + (isShort() ? "each failure once" : minutes + " minutes"));
        try (var network = new SoakNetwork()) {
            directors = new Directors(network);
            observations = new Observations();
            var random = new SplittableRandom(seed);
            var failures = new Failures(random, network, directors, observations);
            failures.startServers();
            directors.startBoth();
            Program clients = network.startClients(each);
            observations.listenTo(clients);
            try {
                fail(failures);
                finish(clients);
            } catch (TestbedException e) {
                observations.fault(e.getMessage());
            }
            faults.addAll(observations.faults());
            if (!faults.isEmpty()) {
                directors.logs().forEach(Soak::say);
            }
        }
        new Report(observations, footprints).write(Soak::say);
        faults.forEach(fault -> say("should not have been: " + fault));
        say(faults.isEmpty() ? "soak: ok" : "soak: " + faults.size() + " faults, seed " + seed);
        return List.copyOf(faults);
    }

    /// All failures, in an order that the seed decides; over and over, one at every interval, or once.
    private void fail(Failures failures) {
        var order = new Random(seed);
        long failBeginNs = System.nanoTime();
        long untilNs = failBeginNs + Duration.ofMinutes(minutes).toNanos();
        long nextNs = failBeginNs + CALM.toNanos();
        boolean once = isShort();
        while (once || System.nanoTime() - untilNs < 0) {
            once = false;
            List<Failure> bag = new ArrayList<>(List.of(Failure.values()));
            Collections.shuffle(bag, order);
            for (Failure failure : bag) {
                Failures.pause(Duration.ofNanos(Math.max(0, nextNs - System.nanoTime())));
                if (!isShort() && System.nanoTime() - untilNs >= 0) {
                    break;
                }
                long atNs = System.nanoTime();
                String to = failures.inject(failure);
                long tookNs = System.nanoTime() - atNs;
                Failures.pause(CALM);
                observations.judge();
                say(String.format(Locale.ROOT, "%7.1f s  %-17s %4.1f s  %s", (atNs - begunNs) / 1e9, failure,
                    tookNs / 1e9, to));
                nextNs = isShort() ? System.nanoTime() : Math.max(nextNs + INTERVAL.toNanos(), System.nanoTime());
                measure(failBeginNs, untilNs);
            }
        }
        footprints.add(directors.footprint());
    }

    /// Takes what director1 uses when it is time to: first when a tenth of the time has passed, then after every fifth.
    private void measure(long beginNs, long untilNs) {
        long partNs = Math.max(1, (untilNs - beginNs) / 5);
        boolean due = System.nanoTime() - beginNs - partNs / 2 >= footprints.size() * partNs;
        if (isShort() ? footprints.isEmpty() : due) {
            footprints.add(directors.footprint());
            say("           director1: " + footprints.getLast());
        }
    }

    private void finish(Program clients) {
        observations.judge();
        clients.stop();
        Footprint first = footprints.getFirst();
        Footprint last = footprints.getLast();
        // In a minute, code is still being compiled.
        if (!isShort()) {
            atMost("resident memory, KB", RESIDENT_GROWTH_KB, last.residentKb() - first.residentKb());
            directors.awaitNoConnections(EMPTY_LIMIT);
        }
        atMost("heap, KB", HEAP_GROWTH_KB, last.heapKb() - first.heapKb());
        atMost("file descriptors", DESCRIPTOR_GROWTH, last.fileDescriptors() - first.fileDescriptors());
        atMost("threads", THREAD_GROWTH, last.threads() - first.threads());
        directors.stopBoth().forEach(observations::fault);
    }

    private void atMost(String what, long limit, long growth) {
        if (growth > limit) {
            observations.fault(
                "director1 grew by " + growth + " " + what + "; " + limit + " are allowed: " + footprints);
        }
    }

    private boolean isShort() {
        return minutes == 0;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
