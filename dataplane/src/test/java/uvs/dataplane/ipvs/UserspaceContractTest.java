package uvs.dataplane.ipvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.TableChange;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.WorkerCounters;
import uvs.dataplane.service.WorkerInbox;
import uvs.scheduler.Schedulers;

/// The userspace data plane keeps the contract of all backends.
final class UserspaceContractTest {

    @TestFactory
    Stream<DynamicTest> keeps() {
        return BackendContract.clauses().stream().map(clause -> DynamicTest.dynamicTest(clause.name(),
            () -> with(clause.body())));
    }

    @Test
    void saysThatItDoesNotSynchronise() throws Exception {
        with(backend -> {
            var daemon = new SyncDaemon(SyncDaemon.Role.MASTER, "lo", 1, 0, Optional.empty(), 0, 0);
            BackendException refusal =
                assertThrows(BackendException.class, () -> backend.startSyncDaemon(daemon));
            assertEquals(Reason.NOT_SUPPORTED, refusal.reason());
            assertEquals("the userspace data plane does not synchronise connections with other directors;"
                + " use --backend ipvs for that", refusal.getMessage());
        });
    }

    private static void with(BackendContract.Body body) throws Exception {
        var inbox = new Inbox();
        try (var connections = new ConnectionTable(ConnectionLimits.fixed(64), 1);
            Backend backend = new UserspaceBackend(Schedulers.load(),
                List.of(new UserspaceBackend.Worker(inbox.queue, new WorkerCounters())), connections,
                Timeouts.DEFAULT, () -> 0)) {
            body.hold(backend);
        }
    }

    /// A worker that takes in what it is told and forwards nothing.
    private static final class Inbox {
        private final WorkerInbox queue = new WorkerInbox(this::drain);

        private void drain() {
            queue.take((TableChange _) -> { }, Integer.MAX_VALUE);
        }
    }
}
