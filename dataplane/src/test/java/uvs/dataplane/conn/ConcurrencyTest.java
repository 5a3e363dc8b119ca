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
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two workers on one table, each with its own views, on the same connections at the same time.
@Timeout(120)
final class ConcurrencyTest {

    private static final int CLIENTS = 200;
    private static final int WORKERS = 2;
    /// How many that come and go a worker has at a time.
    private static final int ALIVE = 100;
    private static final long FAR = TimeUnit.DAYS.toNanos(1);

    private static final ConnectionLimits FIXED =
        new ConnectionLimits(4 * CLIENTS, 4 * CLIENTS, 4 * CLIENTS, 0);
    /// From one segment to 1,024.
    private static final ConnectionLimits GROWING = new ConnectionLimits(1, 160_000, 160_000, 0);

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
        race(FIXED, new SplittableRandom(seed), 300);
    }

    @Test
    void insertsEachConnectionOnceThoughEveryHashIsTheSame() throws Exception {
        race(FIXED, () -> 0L, 30);
    }

    @Test
    void insertsEachConnectionOnceWhileTheIndexGrows() throws Exception {
        for (int table = 0; table < 20; table++) {
            workers.clear();
            race(GROWING, new SplittableRandom(seed + table), 10);
        }
    }

    /// In each round both insert the same connections in orders of their own, look, and remove what is
    /// theirs.
    private void race(ConnectionLimits limits, RandomGenerator secret, int rounds) throws Exception {
        try (var at = new Fixture(limits, WORKERS, secret)) {
            run(at, worker -> {
                for (int round = 0; round < rounds; round++) {
                    barrier.await();
                    at.table.index().grow();
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
        mix(ConnectionLimits.fixed(CLIENTS), 300_000);
    }

    @Test
    void keepsItsBooksWhileTheIndexGrows() throws Exception {
        for (int table = 0; table < 20; table++) {
            workers.clear();
            mix(GROWING, 10_000);
        }
    }

    private void mix(ConnectionLimits limits, int times) throws Exception {
        try (var at = new Fixture(limits, WORKERS, new SplittableRandom(seed))) {
            var over = new AtomicBoolean();
            var listed = new AtomicLong();
            Thread lister = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    ConnectionWalk walk = at.table.walk();
                    while (walk.next(at.now, 64, entry -> {
                        assertEquals(entry.clientPort() + 8000, entry.realPort(), "seed=" + seed);
                        listed.incrementAndGet();
                    })) {
                        Thread.onSpinWait();
                    }
                }
            });
            var uncaught = new Throwable[1];
            lister.setUncaughtExceptionHandler((_, thrown) -> uncaught[0] = thrown);
            run(at, worker -> {
                // The third thread may be late.
                for (int i = 0; i < times || listed.get() == 0; i++) {
                    if (i % 512 == 0) {
                        at.table.index().grow();
                    }
                    mixed(worker);
                }
                return null;
            });
            over.set(true);
            lister.join();
            assertEquals(null, uncaught[0]);
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

    /// While two workers fill and empty the table and the index grows ten times, a third thread looks for connections that
    /// stay, and for those that have just come, from both sides; and gives back what the index leaves.
    @Test
    void findsWhatIsThereWhileTheIndexGrows() throws Exception {
        for (int table = 0; table < 20; table++) {
            workers.clear();
            try (var at = new Fixture(GROWING, WORKERS, new SplittableRandom(seed + table))) {
                var reader = new Worker(at, 0, seed);
                for (int client = 0; client < CLIENTS; client++) {
                    assertEquals(Insertion.INSERTED, reader.insert(client));
                }
                var newest = new AtomicIntegerArray(WORKERS);
                var over = new AtomicBoolean();
                Callable<Void> looking = () -> {
                    while (!over.get()) {
                        look(reader, newest);
                    }
                    return null;
                };
                try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                    Future<Void> looked = thread.submit(looking);
                    run(at, worker -> {
                        comeAndGo(worker, newest);
                        return null;
                    });
                    over.set(true);
                    looked.get();
                }
                assertTrue(ConnectionIndex.level(at.table.index().shape()) > 2, "seed=" + seed);
                drain(at);
            }
        }
    }

    private void look(Worker reader, AtomicIntegerArray newest) throws Exception {
        for (int i = 0; i < 64; i++) {
            int staying = reader.random.nextInt(CLIENTS);
            assertTrue(reader.find(staying), "seed=" + seed + " client=" + staying);
            int number = i % WORKERS;
            int client = newest.get(number);
            if (client > 0 && !reader.find(client)) {
                assertTrue(newest.get(number) - client > ALIVE / 2, "seed=" + seed + " client=" + client);
            }
        }
        reader.table.releaseUnused();
    }

    /// Connections of this worker only come, and go when there are many; each is found as long as it is there.
    private static void comeAndGo(Worker worker, AtomicIntegerArray newest) {
        int first = CLIENTS + worker.number * 20_000;
        for (int i = 0; i < 4000; i++) {
            if (i % 256 == 0) {
                worker.table.index().grow();
            }
            assertEquals(Insertion.INSERTED, worker.insert(first + i));
            newest.set(worker.number, first + i);
            assertTrue(worker.find(first + i));
            if (i >= ALIVE) {
                assertTrue(worker.find(first + i - ALIVE));
                assertTrue(worker.owner.remove(worker.connection, worker.now));
            }
            if (i % 16 == 0) {
                worker.owner.expire(worker.now, 16);
            }
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
            worker.now = at.now - worker.now > 0 ? at.now : worker.now;
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
