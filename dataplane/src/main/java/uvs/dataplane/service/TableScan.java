package uvs.dataplane.service;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import uvs.dataplane.conn.ConnectionEntry;
import uvs.dataplane.conn.ConnectionWalk;

/// A walk over the connections of the userspace data plane.
final class TableScan implements ConnectionScan {

    private final ConnectionWalk walk;
    private final NanoClock clock;

    TableScan(ConnectionWalk walk, NanoClock clock) {
        this.walk = walk;
        this.clock = clock;
    }

    @Override
    public boolean next(int limit, Consumer<ConnectionStatus> consumer) {
        return walk.next(clock.nanoTime(), limit, entry -> consumer.accept(status(entry)));
    }

    private static ConnectionStatus status(ConnectionEntry entry) {
        return new ConnectionStatus(
            entry.protocol(), entry.client(), entry.clientPort(), entry.virtual(), entry.virtualPort(), entry.real(),
            entry.realPort(), entry.state().listed(), TimeUnit.NANOSECONDS.toSeconds(entry.remainingNs()),
            Optional.empty());
    }

    @Override
    public void close() {
        // The walk holds nothing that is not the table's.
    }
}
