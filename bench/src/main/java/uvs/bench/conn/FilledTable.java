package uvs.bench.conn;

import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionDraft;
import uvs.dataplane.conn.ConnectionKey;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionOwner;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Insertion;
import uvs.dataplane.conn.RealServerAccounting;
import uvs.dataplane.conn.StateTracker;
import uvs.dataplane.linux.SystemCallException;

/// A connection table of one worker, full of established TCP connections over IPv4 which never end.
final class FilledTable implements AutoCloseable {

    static final int ACK = 0x10;

    private static final int SYN = 0x02;
    private static final int TCP = 6;
    private static final int VIRTUAL = 0xc000020a;
    private static final int BURST = 32;
    private static final int CYCLES = 1 << 20;
    private static final int PORTS_PER_CLIENT = 50_000;

    /// Counts nothing: the counters are the service table's.
    static final RealServerAccounting NOBODY = new RealServerAccounting() {
        @Override
        public void bound(int realServer, boolean template) {
        }

        @Override
        public void activated(int realServer) {
        }

        @Override
        public void deactivated(int realServer) {
        }

        @Override
        public void unbound(int realServer, boolean template, boolean active) {
        }
    };

    private final ConnectionTable table;
    private final ConnectionOwner owner;
    private final StateTracker tracker;

    /// @param method one of the methods in [uvs.dataplane.conn.ConnectionFlags]
    FilledTable(int connections, int method) throws SystemCallException {
        table = new ConnectionTable(ConnectionLimits.fixed(connections), 1);
        owner = new ConnectionOwner(table, 0, NOBODY, 0);
        tracker = new StateTracker(owner, NOBODY);
        var draft = new ConnectionDraft();
        var key = new ConnectionKey();
        Connection connection = table.newView();
        for (int number = 0; number < connections; number++) {
            Insertion insertion = owner.insert(nat(draft, key, number).method(method), 0, connection);
            if (insertion != Insertion.INSERTED) {
                throw new IllegalStateException("insertion=" + insertion + " at connection " + number);
            }
            tracker.tcp(connection, SYN, false, 0);
            tracker.tcp(connection, ACK, false, 0);
            if (number % BURST == 0) {
                owner.expire(0, BURST);
            }
        }
        settle();
    }

    /// The index grows to the end, and gives back what it leaves.
    private void settle() throws SystemCallException {
        long used;
        do {
            used = table.usedBytes();
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                owner.expire(0, BURST);
            }
        } while (table.usedBytes() < used);
        table.releaseUnused();
    }

    ConnectionTable table() {
        return table;
    }

    ConnectionOwner owner() {
        return owner;
    }

    StateTracker tracker() {
        return tracker;
    }

    static ConnectionKey fromClient(ConnectionKey key, int number) {
        return key.ipv4(TCP, client(number), port(number), VIRTUAL, 80);
    }

    static ConnectionKey fromReal(ConnectionKey key, int number) {
        return key.ipv4(TCP, real(number), 8080, client(number), port(number));
    }

    static ConnectionDraft nat(ConnectionDraft draft, ConnectionKey key, int number) {
        return draft.start(fromClient(key, number))
            .real(number & 63, false, 0, Integer.toUnsignedLong(real(number)), 8080);
    }

    private static int client(int number) {
        return 0x0a000000 + number / PORTS_PER_CLIENT;
    }

    private static int port(int number) {
        return 1024 + number % PORTS_PER_CLIENT;
    }

    private static int real(int number) {
        return 0xac100000 + (number & 63);
    }

    @Override
    public void close() {
        table.close();
    }
}
