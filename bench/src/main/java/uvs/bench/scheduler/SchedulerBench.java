package uvs.bench.scheduler;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import uvs.scheduler.Scheduler;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.Schedulers;

/// What it costs to choose a real server for a new connection, with as many connections coming as going.
///
/// Everything that a new connection costs may take 1 µs with wrr and a handful of servers; this may take a tenth of
/// it. The schedulers that look at every server grow with their number.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class SchedulerBench {

    /// How many connections there are at a time.
    private static final int CONNECTIONS = 4096;

    @Param({"rr", "wrr", "lc", "wlc", "sed", "nq", "sh", "dh", "lblc", "lblcr", "fo", "ovf", "mh", "twos"})
    private String scheduler;

    @Param({"10", "1000"})
    private int servers;

    private final BenchFlow flow = new BenchFlow();
    private final int[] connections = new int[CONNECTIONS];
    private int oldest;
    private BenchPool pool;
    private Scheduler chooser;

    @Setup
    public void bind() {
        pool = new BenchPool(servers);
        chooser = Schedulers.load().find(scheduler).orElseThrow().create(SchedulerOptions.DEFAULTS);
        chooser.changed(pool, new Scheduler.Change.Bound(), 0);
        Arrays.fill(connections, Scheduler.NONE);
    }

    /// One connection ends, another begins.
    @Benchmark
    public int pick() {
        int ended = connections[oldest];
        if (ended != Scheduler.NONE) {
            pool.closed(ended);
        }
        flow.next();
        int chosen = chooser.pick(flow, 0);
        if (chosen != Scheduler.NONE) {
            pool.opened(chosen);
        }
        connections[oldest] = chosen;
        oldest = oldest + 1 & CONNECTIONS - 1;
        return chosen;
    }
}
