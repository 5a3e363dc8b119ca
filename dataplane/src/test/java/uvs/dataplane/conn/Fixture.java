package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;

/// A table with one owner, a clock moved by hand, and connections by short names: client `n` is 198.51.100.7
/// with port `n`, or 10.x.y.z for high numbers, to 192.0.2.10:80, real server 10.1.0.1:8080.
final class Fixture implements AutoCloseable {

    static final int TCP = 6;
    static final int UDP = 17;
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    static final int VIRTUAL = IpAddress.of("192.0.2.10").ipv4();
    static final int REAL = IpAddress.of("10.1.0.1").ipv4();
    static final int CLIENTS = IpAddress.of("198.51.100.0").ipv4();

    /// Close to where a long overflows, so that times are compared by difference.
    long now = Long.MAX_VALUE - 10 * SECOND;

    final CountingAccounting accounting = new CountingAccounting();
    final ConnectionTable table;
    final ConnectionOwner owner;
    final StateTracker tracker;
    final ConnectionKey key = new ConnectionKey();
    final ConnectionDraft draft = new ConnectionDraft();
    final Connection connection;

    Fixture(ConnectionLimits limits) {
        this(limits, 1);
    }

    Fixture(ConnectionLimits limits, int workers) {
        this(limits, workers, new SplittableRandom(1));
    }

    Fixture(ConnectionLimits limits, int workers, RandomGenerator secret) {
        try {
            table = new ConnectionTable(limits, workers, secret);
        } catch (SystemCallException e) {
            throw new IllegalStateException(e);
        }
        owner = new ConnectionOwner(table, 0, accounting, now);
        tracker = new StateTracker(owner, accounting);
        connection = table.newView();
    }

    ConnectionKey fromClient(int protocol, int client) {
        return key.ipv4(protocol, CLIENTS + (client >>> 16), client & 0xffff, VIRTUAL, 80);
    }

    ConnectionKey fromReal(int protocol, int client) {
        return key.ipv4(protocol, REAL, 8080, CLIENTS + (client >>> 16), client & 0xffff);
    }

    ConnectionDraft nat(int protocol, int client) {
        return draft.start(fromClient(protocol, client)).virtualServer(3).method(ConnectionFlags.NAT)
            .real(1, false, 0, Integer.toUnsignedLong(REAL), 8080);
    }

    Insertion insert(ConnectionDraft from) {
        return owner.insert(from, now, connection);
    }

    /// Inserts a NAT connection that must be new.
    Connection inserted(int protocol, int client) {
        assertEquals(Insertion.INSERTED, insert(nat(protocol, client)));
        return connection;
    }

    boolean finds(ConnectionKey wanted) {
        return table.find(wanted, connection);
    }

    boolean findsClient(int protocol, int client) {
        return finds(fromClient(protocol, client));
    }

    /// Moves the clock, and lets go what is due by then.
    void advance(long ns) {
        now += ns;
        owner.expire(now, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        table.close();
    }
}
