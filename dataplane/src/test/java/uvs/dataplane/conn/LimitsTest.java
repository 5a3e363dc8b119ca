package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import org.junit.jupiter.api.Test;

/// A flood of SYNs takes the place of its own kind only.
final class LimitsTest {

    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private static void open(Fixture at, int client) {
        at.inserted(TCP, client);
        at.tracker.tcp(at.connection, SYN, false, at.now);
    }

    private static void establish(Fixture at, int client) {
        open(at, client);
        at.tracker.tcp(at.connection, ACK, false, at.now);
    }

    @Test
    void givesUpTheOldestHalfOpenConnectionForANewerOne() {
        try (var at = new Fixture(new ConnectionLimits(100, 100, 10, 0))) {
            for (int client = 0; client < 10; client++) {
                open(at, client);
            }
            assertEquals(10, at.owner.halfOpen());
            open(at, 10);
            assertEquals(10, at.owner.halfOpen());
            assertFalse(at.findsClient(TCP, 0));
            assertTrue(at.findsClient(TCP, 1));
            assertEquals(1, at.table.count(ConnectionCounter.HALF_OPEN_EVICTED));
            assertEquals(10, at.accounting.active(1));
        }
    }

    @Test
    void keepsEstablishedConnectionsThroughAFlood() {
        try (var at = new Fixture(new ConnectionLimits(100, 100, 10, 0))) {
            for (int client = 0; client < 80; client++) {
                establish(at, client);
            }
            for (int flood = 0; flood < 10_000; flood++) {
                open(at, 1000 + flood);
                at.advance(1);
            }
            for (int client = 0; client < 80; client++) {
                assertTrue(at.findsClient(TCP, client), "client " + client);
            }
            // And somebody who means it still gets in.
            establish(at, 80);
            assertTrue(at.findsClient(TCP, 80));
            assertEquals(0, at.table.count(ConnectionCounter.REFUSED_TABLE_FULL));
        }
    }

    @Test
    void makesRoomInAFullTableFromTheHalfOpenOnly() {
        try (var at = new Fixture(new ConnectionLimits(10, 10, 10, 0))) {
            for (int client = 0; client < 8; client++) {
                establish(at, client);
            }
            open(at, 8);
            open(at, 9);
            at.inserted(UDP, 10);
            at.inserted(UDP, 11);
            assertFalse(at.findsClient(TCP, 8));
            assertFalse(at.findsClient(TCP, 9));
            assertEquals(Insertion.TABLE_FULL, at.insert(at.nat(TCP, 12)));
            for (int client = 0; client < 8; client++) {
                assertTrue(at.findsClient(TCP, client), "client " + client);
            }
        }
    }

    @Test
    void forgetsAConnectionThatLeftTheHandshakeOfItsOwn() {
        try (var at = new Fixture(new ConnectionLimits(100, 100, 10, 0))) {
            open(at, 1);
            at.advance(61 * SECOND);
            assertEquals(0, at.owner.halfOpen());
            assertEquals(0, at.table.size());
        }
    }

    @Test
    void refusesContradictoryLimits() {
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(0, 10, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(10, 9, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(10, 10, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(10, 10, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(1, 1 << 29, 1, 0));
    }
}
