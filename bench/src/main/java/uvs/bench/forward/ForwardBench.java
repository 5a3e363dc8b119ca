package uvs.bench.forward;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import uvs.dataplane.forward.Worker;

/// What one packet of an established connection costs a worker: NAT of IPv4 TCP in bursts of 32, the connections in
/// random order, from parsing to the repaired checksum. Input and output are not in it; that the packets are copied in
/// is measured by [#arriveOnly].
///
/// The budget: 60 ns with 1,000 connections, 200 ns with a million (aim: 125), and no byte allocated (`-prof gc`).
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ForwardBench {

    @Param({"1000", "1000000"})
    private int connections;

    private ForwardingSet set;
    private LoopEngine engine;
    private Worker worker;
    private int[] order;
    private int next;

    @Setup
    public void open() throws Exception {
        set = new ForwardingSet(connections, 1);
        engine = set.engine(0);
        worker = set.worker(0);
        order = new Random(1).ints(1 << 20, 0, connections).toArray();
    }

    @TearDown
    public void close() {
        set.close();
    }

    private void arriveBurst(MemorySegment what, int from) {
        for (int i = 0; i < LoopEngine.BURST; i++) {
            int connection = order[from + i & order.length - 1];
            engine.arrive(0, what, (long) connection * ForwardingSet.STRIDE, ForwardingSet.FRAME);
        }
    }

    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long natTcp() {
        arriveBurst(set.packets(), next);
        next += LoopEngine.BURST;
        worker.doWork();
        return engine.sent();
    }

    /// A new connection in the place of one that was reset: the old one is removed, a real server chosen by wrr, the new one
    /// entered, and reset by another packet, which is part of the figure. The budget: a microsecond.
    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long newConnection() {
        arriveBurst(set.resets(), next);
        worker.doWork();
        arriveBurst(set.openings(), next);
        next += LoopEngine.BURST;
        worker.doWork();
        return engine.sent();
    }

    /// What of it is the copying in.
    @Benchmark
    @OperationsPerInvocation(LoopEngine.BURST)
    public long arriveOnly() {
        arriveBurst(set.packets(), next);
        next += LoopEngine.BURST;
        engine.discard();
        return engine.sent();
    }
}
