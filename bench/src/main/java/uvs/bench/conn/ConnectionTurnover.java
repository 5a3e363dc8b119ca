package uvs.bench.conn;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionDraft;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Insertion;

/// Whether memory stays when connections come and go, and whether a burst waits when the index grows.
///
/// First 3 million connections come, of which 20,000 are alive at a time, in the table that a director has: what is resident
/// is to be the same after each third. Then they stay, and the index grows with them: it prints how long bursts of 32 new
/// connections take, each with the cycle's part of the growth.
public final class ConnectionTurnover {

    private static final int BURST = 32;
    private static final int PARTS = 3;
    private static final int ALIVE = 20_000;
    private static final int COME_AND_GO = 3_000_000;
    private static final int STAY = 3_000_000;
    private static final ConnectionLimits LIMITS = new ConnectionLimits(1 << 20, 1 << 24, 1 << 24, 0);

    private final ConnectionTable table;
    private final ConnectionOwner owner;
    private final Connection connection;
    private final ConnectionDraft draft = new ConnectionDraft();
    private final ConnectionKey key = new ConnectionKey();
    private int number;

    private ConnectionTurnover(ConnectionTable table) {
        this.table = table;
        this.owner = new ConnectionOwner(table, 0, FilledTable.NOBODY, 0);
        this.connection = table.newView();
    }

    /// @param arguments none
    public static void main(String[] arguments) throws Exception {
        long before = ConnectionMemory.residentBytes();
        try (var table = new ConnectionTable(LIMITS, 1)) {
            var turnover = new ConnectionTurnover(table);
            turnover.comeAndGo(before);
            turnover.stay(before);
        }
    }

    private void comeAndGo(long before) throws Exception {
        for (int part = 1; part <= PARTS; part++) {
            while (number < (long) COME_AND_GO * part / PARTS) {
                if (number >= ALIVE) {
                    FilledTable.fromClient(key, number - ALIVE);
                    if (!table.find(key, connection) || !owner.remove(connection, 0)) {
                        throw new IllegalStateException("connection " + (number - ALIVE) + " is not there");
                    }
                }
                insert();
                if (number % BURST == 0) {
                    owner.expire(0, BURST);
                }
            }
            table.releaseUnused();
            System.out.printf("%,d came, %,d are there: %,d bytes in use, %,d resident more than before the table%n",
                number, table.size(), table.usedBytes(), ConnectionMemory.residentBytes() - before);
        }
    }

    private void stay(long before) throws Exception {
        var burstsNs = new long[STAY / BURST];
        for (int burst = 0; burst < burstsNs.length; burst++) {
            long startNs = System.nanoTime();
            for (int i = 0; i < BURST; i++) {
                insert();
            }
            owner.expire(0, BURST);
            burstsNs[burst] = System.nanoTime() - startNs;
        }
        table.releaseUnused();
        System.out.printf("%,d are there: %,d bytes in use, %,d resident more than before the table%n",
            table.size(), table.usedBytes(), ConnectionMemory.residentBytes() - before);
        Arrays.sort(burstsNs);
        System.out.printf("a burst of %d: median %s, at 99 %% %s, at 99.9 %% %s, at 99.99 %% %s, at most %s%n", BURST,
            micros(burstsNs, 0.5), micros(burstsNs, 0.99), micros(burstsNs, 0.999), micros(burstsNs, 0.9999),
            micros(burstsNs, 1));
    }

    private void insert() {
        Insertion insertion = owner.insert(
            FilledTable.nat(draft, key, number++).method(ConnectionFlags.NAT).timeoutNs(TimeUnit.DAYS.toNanos(1)), 0, connection);
        if (insertion != Insertion.INSERTED) {
            throw new IllegalStateException("insertion=" + insertion + " at connection " + number);
        }
    }

    private static String micros(long[] sortedNs, double part) {
        return TimeUnit.NANOSECONDS.toMicros(sortedNs[(int) (part * (sortedNs.length - 1))]) + " us";
    }
}
