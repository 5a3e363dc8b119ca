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
import org.openjdk.jmh.annotations.Param;
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

/// What a connection costs from its insertion to its end by expiry, with many others alive.
///
/// A new connection may take 1 µs in all, scheduling and the rewriting of its packet included.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ConnectionLifeBench {

    private static final int BURST = 32;
    private static final int SYN = 0x02;
    private static final long SYN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    /// How many connections are alive at a time.
    @Param({"1000", "1000000"})
    private int alive;

    private ConnectionTable table;
    private ConnectionOwner owner;
    private StateTracker tracker;
    private Connection connection;
    private final ConnectionDraft draft = new ConnectionDraft();
    private final ConnectionKey key = new ConnectionKey();
    private int number;
    private long nowNs;
    private long stepNs;

    @Setup(Level.Trial)
    public void open() throws Exception {
        int capacity = alive * 2 + 10_000;
        table = new ConnectionTable(new ConnectionLimits(capacity, capacity, capacity, 0), 1);
        owner = new ConnectionOwner(table, 0, FilledTable.NOBODY, 0);
        tracker = new StateTracker(owner, FilledTable.NOBODY);
        connection = table.newView();
        // So fast goes the clock that as many come as go.
        stepNs = SYN_TIMEOUT_NS / alive;
        for (int i = 0; i < alive; i += BURST) {
            life();
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        table.close();
    }

    /// A SYN comes in, the connection is in SYN_RECV; and one that came a minute ago ends.
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int life() {
        int inserted = 0;
        for (int i = 0; i < BURST; i++) {
            nowNs += stepNs;
            inserted += insert();
        }
        return inserted + owner.expire(nowNs, 2 * BURST);
    }

    private int insert() {
        FilledTable.nat(draft, key, number++ & Integer.MAX_VALUE).method(ConnectionFlags.NAT);
        if (owner.insert(draft, nowNs, connection) != Insertion.INSERTED) {
            throw new IllegalStateException("size=" + table.size());
        }
        tracker.tcp(connection, SYN, false, nowNs);
        return 1;
    }

    /// A connection comes and is removed at once.
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int insertAndRemove() {
        int removed = 0;
        for (int i = 0; i < BURST; i++) {
            FilledTable.nat(draft, key, number++ & Integer.MAX_VALUE).method(ConnectionFlags.NAT);
            owner.insert(draft, nowNs, connection);
            removed += owner.remove(connection, nowNs) ? 1 : 0;
        }
        return removed;
    }
}
