package uvs.bench.conn;

import java.util.SplittableRandom;
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
import uvs.dataplane.conn.ConnectionBurst;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.StateTracker;

/// What it costs to find the connection of a packet, IPv4 with NAT, and to follow its state.
///
/// The whole packet may take 60 ns with 1,000 connections and 200 ns with a million in random order. Packets
/// come in bursts of 32; half of them are replies. Their order repeats after four million packets.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ConnectionFindBench {

    private static final int BURST = 32;
    private static final int ORDER = 1 << 22;

    @Param({"1000", "1000000", "10000000"})
    private int connections;

    private FilledTable filled;
    private ConnectionTable table;
    private Connection connection;
    private StateTracker tracker;
    private final ConnectionKey[] keys = ConnectionKey.forBurst(BURST);
    private ConnectionBurst burst;
    private int[] order;
    private int next;

    @Setup(Level.Trial)
    public void fill() throws Exception {
        filled = new FilledTable(connections, ConnectionFlags.NAT);
        table = filled.table();
        connection = table.newView();
        tracker = filled.tracker();
        burst = new ConnectionBurst(table, keys);
        var random = new SplittableRandom(1);
        order = random.ints(ORDER, 0, connections).toArray();
    }

    @TearDown(Level.Trial)
    public void close() {
        filled.close();
    }

    private void fillKeys() {
        for (int i = 0; i < BURST; i++) {
            int number = order[next++ & ORDER - 1];
            if ((i & 1) == 0) {
                FilledTable.fromClient(keys[i], number);
            } else {
                FilledTable.fromReal(keys[i], number);
            }
        }
    }

    /// The price of making up the packets, to be taken off the others.
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long keysOnly() {
        fillKeys();
        long sum = 0;
        for (int i = 0; i < BURST; i++) {
            sum += keys[i].sourcePort();
        }
        return sum;
    }

    /// One packet after the other.
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long singly() {
        fillKeys();
        long sum = 0;
        for (int i = 0; i < BURST; i++) {
            if (table.find(keys[i], connection)) {
                sum += connection.realServer();
            }
        }
        return sum;
    }

    /// In steps, so that the cache misses of a burst overlap.
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long inSteps() {
        fillKeys();
        burst.fetch(BURST);
        long sum = 0;
        for (int i = 0; i < BURST; i++) {
            if (burst.find(i, connection)) {
                sum += connection.realServer();
            }
        }
        return sum;
    }

    /// In steps, and then what every packet does to its connection: state, time, count, a last look.
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long inStepsWithState() {
        fillKeys();
        burst.fetch(BURST);
        long sum = 0;
        for (int i = 0; i < BURST; i++) {
            if (burst.find(i, connection)) {
                tracker.tcp(connection, FilledTable.ACK, connection.isReply(), next);
                connection.countPacket();
                sum += connection.realServer() + connection.realLow();
                sum += connection.isValid() ? 1 : 0;
            }
        }
        return sum;
    }
}
