package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.TCP;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two workers on one table, each with its own views, on the same connections at the same time.
@Timeout(120)
final class ConcurrencyTest {

    private static final int CLIENTS = 200;
    private static final int WORKERS = 2;
    private static final long FAR = TimeUnit.DAYS.toNanos(1);

    private final long seed = System.nanoTime();
    private final List<Worker> workers = new ArrayList<>();
    private final CyclicBarrier barrier = new CyclicBarrier(WORKERS);

    /// One worker's things: a thread's view of the fixture.
    private static final class Worker {

        final ConnectionTable table;
        final ConnectionOwner owner;
        final StateTracker tracker;
        final ConnectionKey key = new ConnectionKey();
        final ConnectionDraft draft = new ConnectionDraft();
        final Connection connection;
        final SplittableRandom random;
        final int number;
        long now;

        Worker(Fixture at, int number, long seed) {
            this.table = at.table;
            this.number = number;
            this.now = at.now;
            this.owner = number == 0
                ? at.owner : new ConnectionOwner(at.table, number, at.accounting, at.now);
            this.tracker = new StateTracker(owner, at.accounting);
            this.connection = at.table.newView();
            this.random = new SplittableRandom(seed + number);
        }

        ConnectionKey fromClient(int client) {
            return key.ipv4(TCP, Fixture.CLIENTS, client, Fixture.VIRTUAL, 80);
        }

        Insertion insert(int client) {
            return owner.insert(draft.start(fromClient(client))
                .real(client & 63, false, 0, Integer.toUnsignedLong(Fixture.REAL), 8000 + client)
                .timeoutNs(FAR), now, connection);
        }

        boolean find(int client) {
            if (random.nextBoolean()) {
                return table.find(fromClient(client), connection);
            }
            return table.find(
                key.ipv4(TCP, Fixture.REAL, 8000 + client, Fixture.CLIENTS, client), connection);
        }
    }

    @Test
    void insertsEachConnectionOnce() throws Exception {
        race(new SplittableRandom(seed), 300);
    }

    @Test
    void insertsEachConnectionOnceThoughEveryHashIsTheSame() throws Exception {
        race(() -> 0L, 30);
    }

    /// In each round both insert the same connections in orders of their own, look, and remove what is
    /// theirs.
    private void race(RandomGenerator secret, int rounds) throws Exception {
        var limits = new ConnectionLimits(4 * CLIENTS, 4 * CLIENTS, 4 * CLIENTS, 0);
        try (var at = new Fixture(limits, WORKERS, secret)) {
            run(at, worker -> {
                for (int round = 0; round < rounds; round++) {
                    barrier.await();
                    insertAll(worker);
                    barrier.await();
                    assertEquals(CLIENTS, at.table.size(), "seed=" + seed);
                    for (int client = 0; client < CLIENTS; client++) {
                        assertTrue(worker.find(client), "seed=" + seed + " client=" + client);
                        assertEquals(client, worker.connection.clientPort(), "seed=" + seed);
                    }
                    barrier.await();
                    for (int client = 0; client < CLIENTS; client++) {
                        if (worker.find(client) && worker.connection.owner() == worker.number) {
                            assertTrue(worker.owner.remove(worker.connection, worker.now), "seed=" + seed);
                        }
                    }
                    barrier.await();
                    assertEquals(0, at.table.size(), "seed=" + seed);
                    assertEquals(0, at.table.index().occupied(), "seed=" + seed);
                }
                return null;
            });
        }
    }

    private void insertAll(Worker worker) {
        int step = 2 * worker.random.nextInt(CLIENTS / 2) + 1;
        // An odd step that 200 has no factor in common with visits all of them.
        step = step % 5 == 0 ? step + 2 : step;
        int client = worker.random.nextInt(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            client = (client + step) % CLIENTS;
            Insertion insertion = worker.insert(client);
            assertTrue(insertion == Insertion.INSERTED || insertion == Insertion.FOUND, "seed=" + seed);
            assertEquals(client, worker.connection.clientPort(), "seed=" + seed);
        }
    }

    /// Everything at once: inserting, finding, changing states, removing what is one's own, having the
    /// other's removed, expiring; while a third thread lists.
    @Test
    void keepsItsBooksWhateverHappensAtOnce() throws Exception {
        try (var at = new Fixture(ConnectionLimits.fixed(CLIENTS), WORKERS, new SplittableRandom(seed))) {
            var over = new AtomicBoolean();
            var listed = new long[1];
            Thread lister = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    ConnectionWalk walk = at.table.walk();
                    while (walk.next(at.now, 64, entry -> {
                        assertEquals(entry.clientPort() + 8000, entry.realPort(), "seed=" + seed);
                        listed[0]++;
                    })) {
                        Thread.onSpinWait();
                    }
                }
            });
            var uncaught = new Throwable[1];
            lister.setUncaughtExceptionHandler((_, thrown) -> uncaught[0] = thrown);
            run(at, worker -> {
                for (int i = 0; i < 300_000; i++) {
                    mixed(worker);
                }
                return null;
            });
            over.set(true);
            lister.join();
            assertEquals(null, uncaught[0]);
            assertTrue(listed[0] > 0);
            drain(at);
        }
    }

    private void mixed(Worker worker) {
        int client = worker.random.nextInt(CLIENTS);
        int choice = worker.random.nextInt(16);
        if (!worker.find(client)) {
            worker.insert(client);
            return;
        }
        Connection connection = worker.connection;
        int port = connection.clientPort();
        int realPort = connection.realPort();
        if (connection.isValid()) {
            assertEquals(client, port, "seed=" + seed);
            assertEquals(8000 + client, realPort, "seed=" + seed);
        }
        switch (choice) {
            case 0 -> worker.owner.remove(connection, worker.now);
            case 1 -> worker.table.doom(connection);
            case 2 -> worker.owner.expire(worker.now, 10);
            case 3 -> worker.now += TimeUnit.SECONDS.toNanos(1);
            default -> worker.tracker.tcp(connection, 1 << worker.random.nextInt(5),
                worker.random.nextBoolean(), worker.now);
        }
    }

    /// All that is left expires, and then nothing is left anywhere.
    private void drain(Fixture at) throws Exception {
        at.now += 1000 * FAR;
        run(at, worker -> {
            worker.owner.expire(worker.now, Integer.MAX_VALUE);
            worker.owner.expire(worker.now, Integer.MAX_VALUE);
            return null;
        });
        assertEquals(0, at.table.size(), "seed=" + seed);
        assertEquals(0, at.table.index().occupied(), "seed=" + seed);
        for (Worker worker : workers) {
            assertEquals(0, worker.owner.halfOpen(), "seed=" + seed);
        }
        for (int realServer = 0; realServer < 64; realServer++) {
            assertEquals(0, at.accounting.active(realServer), "seed=" + seed);
            assertEquals(0, at.accounting.inactive(realServer), "seed=" + seed);
        }
    }

    private void run(Fixture at, ThrowingConsumer body) throws Exception {
        if (workers.isEmpty()) {
            for (int number = 0; number < WORKERS; number++) {
                workers.add(new Worker(at, number, seed));
            }
        }
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Worker worker : workers) {
            worker.now = Math.max(worker.now, at.now);
            tasks.add(() -> {
                try {
                    return body.accept(worker);
                } catch (Throwable thrown) {
                    // The other worker is not to wait for this one.
                    barrier.reset();
                    throw thrown;
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            List<Throwable> failures = new ArrayList<>();
            for (Future<Void> done : threads.invokeAll(tasks)) {
                if (done.state() == Future.State.FAILED) {
                    failures.add(done.exceptionNow());
                }
            }
            failures.removeIf(failure -> failure instanceof BrokenBarrierException && failures.size() > 1);
            if (!failures.isEmpty()) {
                throw new AssertionError("seed=" + seed, failures.getFirst());
            }
        }
    }

    private interface ThrowingConsumer {
        Void accept(Worker worker) throws Exception;
    }
}
