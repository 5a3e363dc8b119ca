package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import org.junit.jupiter.api.Test;

/// The index begins small, and grows a few buckets at a time while connections come, go and are looked for.
final class IndexGrowthTest {

    private static final int MANY = 20_000;
    private static final int ENOUGH_CYCLES = 100_000;

    private final Fixture at = new Fixture(new ConnectionLimits(1, MANY, MANY, 0));

    private ConnectionIndex index() {
        return at.table.index();
    }

    private int level() {
        return ConnectionIndex.level(index().shape());
    }

    private boolean isGrowing() {
        return ConnectionIndex.isGrowing(index().shape());
    }

    private void finishGrowing() {
        for (int cycle = 0; isGrowing(); cycle++) {
            assertTrue(cycle < ENOUGH_CYCLES);
            at.advance(0);
        }
    }

    private void assertFindsBothWays(int protocol, int client) {
        assertTrue(at.findsClient(protocol, client), "client " + client);
        assertEquals(client & 0xffff, at.connection.clientPort());
        assertTrue(at.finds(at.fromReal(protocol, client)), "reply to client " + client);
        assertEquals(client & 0xffff, at.connection.clientPort());
    }

    @Test
    void growsWithConnectionsAndKeepsThemAll() {
        long before = at.table.usedBytes();
        for (int client = 0; client < MANY; client++) {
            at.inserted(TCP, client);
            assertFindsBothWays(TCP, client / 2);
        }
        finishGrowing();
        assertTrue(at.table.usedBytes() > before + MANY * 100L);
        assertTrue(ConnectionIndex.connectionsAt(level()) >= MANY);
        for (int client = 0; client < MANY; client++) {
            assertFindsBothWays(TCP, client);
        }
        at.advance(200 * Fixture.SECOND);
        assertEquals(0, at.table.size());
        assertEquals(0, index().occupied());
    }

    @Test
    void staysAsItIsWhenAsManyComeAsGo() {
        int alive = 300;
        for (int client = 0; client < alive; client++) {
            at.inserted(UDP, client);
        }
        finishGrowing();
        long used = at.table.usedBytes();
        for (int client = alive; client < MANY; client++) {
            assertTrue(at.findsClient(UDP, client - alive));
            assertTrue(at.owner.remove(at.connection, at.now));
            at.inserted(UDP, client);
        }
        assertEquals(used, at.table.usedBytes());
    }

    @Test
    void changesWhatIsAboutToMove() {
        for (int client = 0; client < 150; client++) {
            at.inserted(UDP, client);
        }
        index().grow();
        // Frozen, and partly copied.
        at.advance(0);
        at.advance(0);
        assertEquals(Segment.STILL, index().state(1));
        assertTrue(at.findsClient(UDP, 7));
        assertTrue(at.owner.remove(at.connection, at.now));
        assertEquals(Segment.MOVED, index().state(1));
        assertFalse(at.findsClient(UDP, 7));
        assertFalse(at.finds(at.fromReal(UDP, 7)));
        assertFindsBothWays(UDP, 8);
        assertEquals(Insertion.FOUND, at.insert(at.nat(UDP, 8)));
        assertEquals(149, at.table.size());
        assertEquals(2 * 149, index().occupied());
        assertFalse(isGrowing());
    }

    @Test
    void insertsIntoWhatIsAboutToMove() {
        for (int client = 0; client < 150; client++) {
            at.inserted(UDP, client);
        }
        index().grow();
        at.advance(0);
        assertEquals(Insertion.FOUND, at.insert(at.nat(UDP, 149)));
        at.inserted(UDP, 150);
        assertFindsBothWays(UDP, 150);
        assertFindsBothWays(UDP, 0);
    }

    @Test
    void givesTheOldIndexBackOnceItsWorkersHaveLeftIt() throws Exception {
        try (var two = new Fixture(new ConnectionLimits(1, MANY, MANY, 0), 2)) {
            var other = new ConnectionOwner(two.table, 1, two.accounting, two.now);
            ConnectionIndex index = two.table.index();
            two.inserted(UDP, 1);
            long slot = Segment.slotAt(Segment.home(two.table.hash(two.fromClient(UDP, 1)), 0), 0);
            assertNotEquals(0, index.buckets().getLong(slot));
            index.grow();
            while (ConnectionIndex.isGrowing(index.shape())) {
                two.advance(0);
            }
            two.advance(0);
            two.table.releaseUnused();
            assertNotEquals(0, index.buckets().getLong(slot), "the other worker may still look there");
            other.expire(two.now, 1);
            two.table.releaseUnused();
            assertEquals(0, index.buckets().getLong(slot));
            assertTrue(two.findsClient(UDP, 1));
        }
    }
}
