package uvs.bench.conn;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionDraft;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Insertion;
import uvs.dataplane.conn.StateTracker;

/// What the end of a connection costs whose time is up, when 10,000 end at once: found on the wheel, taken off it and out of the
/// index in both directions, its line given back.
///
/// The budget: a quarter of the microsecond that a new connection may take, since each that comes also goes.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ExpiryBench {

    private static final int COUNT = 10_000;
    private static final int SYN = 0x02;
    private static final long LONG_AFTER_NS = TimeUnit.HOURS.toNanos(1);

    private ConnectionTable table;
    private ConnectionOwner owner;
    private StateTracker tracker;
    private Connection connection;
    private final ConnectionDraft draft = new ConnectionDraft();
    private final ConnectionKey key = new ConnectionKey();
    private long nowNs;

    @Setup(Level.Trial)
    public void open() throws Exception {
        table = new ConnectionTable(new ConnectionLimits(COUNT * 2, COUNT * 2, COUNT * 2, 0), 1);
        owner = new ConnectionOwner(table, 0, FilledTable.NOBODY, 0);
        tracker = new StateTracker(owner, FilledTable.NOBODY);
        connection = table.newView();
    }

    @TearDown(Level.Trial)
    public void close() {
        table.close();
    }

    /// This takes milliseconds, and so does what is measured: the clock of an invocation does not count.
    @Setup(Level.Invocation)
    public void fill() {
        for (int i = 0; i < COUNT; i++) {
            if (owner.insert(FilledTable.nat(draft, key, i).method(ConnectionFlags.NAT), nowNs, connection)
                != Insertion.INSERTED) {
                throw new IllegalStateException("size=" + table.size());
            }
            tracker.tcp(connection, SYN, false, nowNs);
        }
        nowNs += LONG_AFTER_NS;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int expire() {
        int looked = 0;
        while (table.size() > 0) {
            looked += owner.expire(nowNs, Integer.MAX_VALUE);
        }
        return looked;
    }
}
