package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.UDP;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Whatever is done to a table, it holds what a plain map of deadlines holds.
final class ConnectionTablePropertyTest {

    private static final int CAPACITY = 150;
    private static final int ROOM_TO_GROW = 20_000;
    private static final int CLIENTS = 250;
    private static final long TICK = 1L << ExpiryWheel.TICK_SHIFT;

    private enum Operation { INSERT, REFRESH, REMOVE, DOOM, ADVANCE, GROW }

    /// @param amount a number of milliseconds: the timeout, or how far the clock goes
    private record Step(Operation operation, int client, long amount) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Operation> operations = Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(Operation.INSERT)),
            Tuple.of(3, Arbitraries.just(Operation.REFRESH)),
            Tuple.of(3, Arbitraries.just(Operation.REMOVE)),
            Tuple.of(1, Arbitraries.just(Operation.DOOM)),
            Tuple.of(1, Arbitraries.just(Operation.GROW)),
            Tuple.of(1, Arbitraries.just(Operation.ADVANCE)));
        Arbitrary<Long> amounts = Arbitraries.oneOf(
            Arbitraries.longs().between(1, 100),
            Arbitraries.longs().between(1, 10_000),
            Arbitraries.longs().between(1, 1_000_000));
        return Combinators.combine(operations, Arbitraries.integers().between(0, CLIENTS - 1), amounts)
            .as(Step::new).list().ofMinSize(1).ofMaxSize(800);
    }

    @Property(tries = 150)
    void holdsWhatAMapHolds(@ForAll("steps") List<Step> steps) {
        run(steps, CAPACITY, new SplittableRandom(1));
    }

    /// All hashes are 0: one home for all, so that nearly everything overflows.
    @Property(tries = 150)
    void holdsWhatAMapHoldsThoughEveryHashIsTheSame(@ForAll("steps") List<Step> steps) {
        run(steps, CAPACITY, () -> 0L);
    }

    /// The index begins with one segment, and may grow at any step.
    @Property(tries = 150)
    void holdsWhatAMapHoldsWhileItGrows(@ForAll("steps") List<Step> steps) {
        run(steps, ROOM_TO_GROW, new SplittableRandom(1));
    }

    @Property(tries = 50)
    void holdsWhatAMapHoldsWhileItGrowsThoughEveryHashIsTheSame(@ForAll("steps") List<Step> steps) {
        run(steps.stream().filter(step -> step.client() < CAPACITY).toList(), ROOM_TO_GROW, () -> 0L);
    }

    private static void run(List<Step> steps, int maximum, RandomGenerator secret) {
        try (var at = new Fixture(new ConnectionLimits(CAPACITY, maximum, maximum, 0), 1, secret)) {
            Map<Integer, Long> deadlines = new HashMap<>();
            for (Step step : steps) {
                apply(at, deadlines, step);
                assertEquals(deadlines.size(), at.table.size(), step::toString);
            }
            check(at, deadlines);
            at.advance(2_000_000L * 1_000_000);
            assertEquals(0, at.table.size());
            assertEquals(0, at.table.index().occupied());
            assertEquals(0, at.accounting.inactive(1));
        }
    }

    private static void apply(Fixture at, Map<Integer, Long> deadlines, Step step) {
        long ns = step.amount() * 1_000_000;
        boolean known = deadlines.containsKey(step.client());
        switch (step.operation()) {
            case INSERT -> {
                Insertion insertion = at.insert(at.nat(UDP, step.client()).timeoutNs(ns));
                // A table that is full does not look whether the connection is there: its caller did.
                if (deadlines.size() == at.table.limits().maximum()) {
                    assertEquals(Insertion.TABLE_FULL, insertion);
                } else {
                    assertEquals(known ? Insertion.FOUND : Insertion.INSERTED, insertion);
                    deadlines.putIfAbsent(step.client(), at.now + ns);
                }
            }
            case REFRESH -> {
                assertEquals(known, at.findsClient(UDP, step.client()));
                if (known) {
                    at.owner.refresh(at.connection, at.now, ns);
                    deadlines.put(step.client(), at.now + ns);
                }
            }
            case REMOVE -> {
                assertEquals(known, at.finds(at.fromReal(UDP, step.client())));
                if (known) {
                    assertTrue(at.owner.remove(at.connection, at.now));
                    deadlines.remove(step.client());
                }
            }
            case DOOM -> {
                if (at.findsClient(UDP, step.client())) {
                    at.table.doom(at.connection);
                    deadlines.remove(step.client());
                    advance(at, deadlines, 0);
                }
            }
            case ADVANCE -> advance(at, deadlines, ns);
            case GROW -> at.table.index().grow();
        }
    }

    /// Within the last tick either answer is right, and the map takes the table's.
    private static void advance(Fixture at, Map<Integer, Long> deadlines, long ns) {
        at.advance(ns);
        deadlines.entrySet().removeIf(entry -> {
            long overdue = at.now - entry.getValue();
            return overdue >= TICK || overdue >= 0 && !at.findsClient(UDP, entry.getKey());
        });
    }

    private static void check(Fixture at, Map<Integer, Long> deadlines) {
        for (int client = 0; client < CLIENTS; client++) {
            boolean known = deadlines.containsKey(client);
            assertEquals(known, at.findsClient(UDP, client), "client " + client);
            if (known) {
                assertEquals(client, at.connection.clientPort());
                assertEquals(deadlines.get(client), at.connection.deadlineNs());
            }
            assertEquals(known, at.finds(at.fromReal(UDP, client)), "reply to client " + client);
        }
        int[] listed = {0};
        assertEquals(false, at.table.walk().next(at.now, Integer.MAX_VALUE, entry -> {
            assertTrue(deadlines.containsKey(entry.clientPort()));
            listed[0]++;
        }));
        assertEquals(deadlines.size(), listed[0]);
    }
}
