package uvs.dataplane.forward;

import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.conn.OffloadedConnections;
import uvs.dataplane.port.FastPath;

/// Finds connections of the table in a [FastPath]: under what packets from the client have, and under what those of the real server
/// have.
public final class OffloadedKeys implements OffloadedConnections {

    private final FastPath path;

    public OffloadedKeys(FastPath path) {
        this.path = path;
    }

    @Override
    public long lastSeenNs(Connection connection, long otherwise) {
        long seenNs = otherwise;
        if (connection.has(ConnectionFlags.OFFLOADED)) {
            seenNs = later(seenNs, path.lastSeenNs(connection.protocol(), (int) connection.clientLow(), connection.clientPort(),
                (int) connection.virtualLow(), connection.virtualPort(), seenNs));
        }
        if (connection.has(ConnectionFlags.OFFLOADED_REPLIES)) {
            seenNs = later(seenNs, path.lastSeenNs(connection.protocol(), (int) connection.realLow(), connection.realPort(),
                (int) connection.clientLow(), connection.clientPort(), seenNs));
        }
        return seenNs;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    @Override
    public void withdraw(Connection connection, int directions) {
        if ((directions & ConnectionFlags.OFFLOADED) != 0) {
            path.remove(connection.protocol(), (int) connection.clientLow(), connection.clientPort(),
                (int) connection.virtualLow(), connection.virtualPort());
        }
        if ((directions & ConnectionFlags.OFFLOADED_REPLIES) != 0) {
            path.remove(connection.protocol(), (int) connection.realLow(), connection.realPort(),
                (int) connection.clientLow(), connection.clientPort());
        }
    }
}
