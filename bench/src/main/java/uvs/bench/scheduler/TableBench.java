package uvs.bench.scheduler;

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

/// What it costs a scheduler with a table to take in one changed weight: it happens on the forwarder's thread, between
/// two batches of packets.
///
/// A change may take 1 ms: it is rare, and what arrives meanwhile waits in the receive ring.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class TableBench {

    @Param({"wrr", "sh", "mh"})
    private String scheduler;

    @Param({"10", "1000"})
    private int servers;

    private final Scheduler.Change change = new Scheduler.Change.Edited(0);
    private BenchPool pool;
    private Scheduler chooser;

    @Setup
    public void bind() {
        pool = new BenchPool(servers);
        chooser = Schedulers.load().find(scheduler).orElseThrow().create(SchedulerOptions.DEFAULTS);
        chooser.changed(pool, new Scheduler.Change.Bound(), 0);
    }

    @Benchmark
    public Scheduler changed() {
        chooser.changed(pool, change, 0);
        return chooser;
    }
}
