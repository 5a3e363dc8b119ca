package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExpiryTest {

    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int RST = 0x04;
    private static final long TICK = 1L << ExpiryWheel.TICK_SHIFT;
    private static final long DAY = 86_400 * SECOND;

    private final Fixture at = new Fixture(ConnectionLimits.fixed(1000));

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void endsAConnectionAtItsDeadlineAndNotBefore() {
        at.inserted(UDP, 1);
        at.advance(3 * SECOND - 1);
        assertTrue(at.findsClient(UDP, 1));
        at.advance(TICK);
        assertFalse(at.findsClient(UDP, 1));
        assertEquals(1, at.table.count(ConnectionCounter.EXPIRED));
    }

    @Test
    void endsConnectionsOfAnyTimeoutInTime() {
        long[] timeouts = {1, TICK - 1, TICK, 63 * TICK, 64 * TICK, 65 * TICK, 4095 * TICK, 4096 * TICK,
            900 * SECOND, 3600 * SECOND, DAY, 31 * DAY, 49 * DAY};
        for (long start : new long[] {0, 1, 63 * TICK, 64 * TICK - 1, 4096 * TICK}) {
            at.advance(start);
            for (long timeout : timeouts) {
                at.insert(at.nat(UDP, 1).timeoutNs(timeout));
                at.advance(timeout - 1);
                assertTrue(at.connection.isValid(), "timeout=" + timeout);
                at.advance(TICK);
                assertFalse(at.connection.isValid(), "timeout=" + timeout);
            }
        }
    }

    @Test
    void goesOnWithEveryPacket() {
        at.inserted(UDP, 1);
        for (int i = 0; i < 100; i++) {
            at.advance(200 * SECOND);
            if (i == 0) {
                assertFalse(at.connection.isValid());
                at.inserted(UDP, 1);
            }
            at.tracker.udp(at.connection, false, at.now);
        }
        at.advance(300 * SECOND - 1);
        assertTrue(at.connection.isValid());
        at.advance(TICK);
        assertFalse(at.connection.isValid());
    }

    @Test
    void endsEarlierWhenTheNewStateIsShorter() {
        at.inserted(TCP, 1);
        at.tracker.tcp(at.connection, SYN, false, at.now);
        at.tracker.tcp(at.connection, ACK, false, at.now);
        at.advance(100 * SECOND);
        at.tracker.tcp(at.connection, RST, false, at.now);
        at.advance(10 * SECOND + TICK);
        assertFalse(at.connection.isValid());
    }

    @Test
    void looksAtNoMoreThanItMay() {
        for (int client = 0; client < 100; client++) {
            at.inserted(UDP, client);
        }
        at.now += 10 * SECOND;
        int calls = 0;
        while (at.table.size() > 0) {
            long before = at.table.size();
            assertTrue(at.owner.expire(at.now, 7) <= 7);
            assertTrue(before - at.table.size() <= 7);
            calls++;
            // What is not due goes on meanwhile.
            at.insert(at.nat(UDP, 500).timeoutNs(1000 * SECOND));
            at.owner.remove(at.connection, at.now);
        }
        assertTrue(calls >= 100 / 7, "calls=" + calls);
        assertEquals(0, at.table.index().occupied());
    }

    @Test
    void removesAtOnceWhatItIsAskedTo() {
        at.inserted(UDP, 1);
        assertTrue(at.owner.remove(at.connection, at.now));
        assertFalse(at.findsClient(UDP, 1));
        assertFalse(at.finds(at.fromReal(UDP, 1)));
        assertTrue(at.owner.remove(at.connection, at.now));
        assertEquals(1, at.table.count(ConnectionCounter.REMOVED));
    }

    @Test
    void removesWhatAnotherThreadDoomed() {
        at.inserted(UDP, 1);
        at.inserted(UDP, 2);
        at.findsClient(UDP, 1);
        assertTrue(at.table.doom(at.connection));
        assertTrue(at.table.doom(at.connection));
        assertTrue(at.findsClient(UDP, 1));
        at.advance(0);
        assertFalse(at.findsClient(UDP, 1));
        assertTrue(at.findsClient(UDP, 2));
        assertEquals(1, at.table.count(ConnectionCounter.DOOMED_REMOVED));
        assertEquals(1, at.accounting.inactive(1));
    }

    /// The line hangs in the list of reviews while its connection ends otherwise: it must not be used again
    /// before it is off that list.
    @Test
    void usesALineAgainOnlyWhenItsReviewIsOver() {
        try (var small = new Fixture(ConnectionLimits.fixed(1))) {
            small.inserted(UDP, 1);
            small.table.doom(small.connection);
            small.owner.remove(small.connection, small.now);
            assertEquals(Insertion.TABLE_FULL, small.insert(small.nat(UDP, 2)));
            small.advance(0);
            small.inserted(UDP, 2);
            small.advance(0);
            assertTrue(small.findsClient(UDP, 2));
        }
    }

    @Test
    void changesOfAnotherWorkerReachTheOwner() {
        try (var two = new Fixture(ConnectionLimits.fixed(100), 2)) {
            var other = new ConnectionOwner(two.table, 1, two.accounting, two.now);
            var otherTracker = new StateTracker(other, two.accounting);
            two.inserted(TCP, 1);
            otherTracker.tcp(two.connection, SYN, false, two.now);
            assertEquals(1, two.owner.halfOpen());
            otherTracker.tcp(two.connection, ACK, false, two.now);
            two.advance(100 * SECOND);
            assertEquals(0, two.owner.halfOpen());
            assertTrue(two.connection.isValid());
            assertEquals(1, two.accounting.active(1));

            // The deadline comes nearer: the owner has to hear of it.
            otherTracker.tcp(two.connection, RST, false, two.now);
            assertEquals(0, two.accounting.active(1));
            two.advance(0);
            two.advance(10 * SECOND + TICK);
            assertFalse(two.connection.isValid());

            two.inserted(TCP, 2);
            assertFalse(other.remove(two.connection, two.now));
            assertTrue(two.connection.isValid());
            two.advance(0);
            assertFalse(two.connection.isValid());
        }
    }
}
