package uvs.bench.forward;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// What a second worker adds: packets of established connections that one worker forwards, and two with one table together.
///
/// The budget: two forward 1.6 times as many as one, whether each has connections of its own, as the frames of a flow meet one
/// worker; or both have all of them, as requests and replies of a connection may meet two.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class WorkersBench {

    private static final int MOST = 2;
    private static final int ORDER = 1 << 20;

    /// The workers and the table that they share.
    @State(Scope.Benchmark)
    public static class Shared {

        @Param({"1000", "1000000"})
        private int connections;

        private final AtomicInteger numbers = new AtomicInteger();
        private ForwardingSet set;

        @Setup
        public void open() throws Exception {
            set = new ForwardingSet(connections, MOST);
        }

        @TearDown
        public void close() {
            set.close();
        }
    }

    /// One worker, its thread, and in which order its packets come.
    @State(Scope.Thread)
    public static class Own {

        private int number;
        private int[] ownOrder;
        private int[] anyOrder;
        private int next;

        @Setup
        public void open(Shared shared) {
            number = shared.numbers.getAndIncrement() % MOST;
            var random = new Random(number);
            anyOrder = random.ints(ORDER, 0, shared.connections).toArray();
            ownOrder = random.ints(ORDER, 0, shared.connections / MOST).map(each -> each * MOST + number).toArray();
        }

        private long forward(ForwardingSet set, int[] order) {
            LoopEngine engine = set.engine(number);
            for (int i = 0; i < LoopEngine.BURST; i++) {
                long at = (long) order[next++ & ORDER - 1] * ForwardingSet.STRIDE;
                engine.arrive(0, set.packets(), at, ForwardingSet.FRAME);
            }
            set.worker(number).doWork();
            return engine.sent();
        }
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(LoopEngine.BURST)
    public long oneWorker(Shared shared, Own own) {
        return own.forward(shared.set, own.ownOrder);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(LoopEngine.BURST)
    public long twoWorkers(Shared shared, Own own) {
        return own.forward(shared.set, own.ownOrder);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(LoopEngine.BURST)
    public long twoWorkersWithTheSameConnections(Shared shared, Own own) {
        return own.forward(shared.set, own.anyOrder);
    }
}
