package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.UDP;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of connections whose packets the kernel carries.
final class OffloadedConnectionsTest {

    private static final int BOTH = ConnectionFlags.OFFLOADED_BOTH;
    private static final long TICK = 1L << ExpiryWheel.TICK_SHIFT;

    private final Fixture at = new Fixture(ConnectionLimits.fixed(1000));
    private final List<String> withdrawn = new ArrayList<>();
    private long seenNs;

    OffloadedConnectionsTest() {
        at.owner.offloaded(new Carried());
    }

    private class Carried implements OffloadedConnections {

        @Override
        public long lastSeenNs(Connection connection, long otherwise) {
            return seenNs;
        }

        @Override
        public void withdraw(Connection connection, int directions) {
            withdrawn.add(connection.clientPort() + (directions == BOTH ? " both"
                : directions == ConnectionFlags.OFFLOADED ? " client" : " replies"));
        }
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void endWhenTheKernelHasSeenNoPacketForTheirTime() {
        at.inserted(UDP, 1);
        at.tracker.udp(at.connection, false, at.now);
        assertTrue(at.connection.offloaded(ConnectionFlags.OFFLOADED, 0));
        at.advance(299 * SECOND);
        seenNs = at.now;
        assertEquals(300 * SECOND, remainingNs());
        at.advance(2 * SECOND);
        assertTrue(at.connection.isValid());
        assertEquals(List.of(), withdrawn);
        assertEquals(298 * SECOND, remainingNs());

        at.advance(298 * SECOND - 1);
        assertTrue(at.connection.isValid());
        at.advance(TICK);
        assertFalse(at.connection.isValid());
        assertEquals(List.of("1 client"), withdrawn);
    }

    /// Listings ask too: the line does not know of the packets before its time is over.
    private long remainingNs() {
        var remaining = new ArrayList<Long>();
        at.table.walk(new Carried() {

            @Override
            public void withdraw(Connection connection, int directions) {
                throw new IllegalStateException("a listing changes nothing");
            }
        }).next(at.now, 1000, entry -> remaining.add(entry.remainingNs()));
        return remaining.getFirst();
    }

    @Test
    void endAtTheirTimeWhenTheKernelCarriesNoneOfTheirPackets() {
        at.inserted(UDP, 1);
        at.tracker.udp(at.connection, false, at.now);
        seenNs = at.now + 200 * SECOND;
        at.advance(300 * SECOND + TICK);
        assertFalse(at.connection.isValid());
        assertEquals(List.of(), withdrawn);
    }

    @Test
    void areTakenFromTheKernelWithEverythingThatRemovesThem() {
        Connection first = at.inserted(UDP, 1);
        assertTrue(first.offloaded(BOTH, 0));
        assertTrue(at.owner.remove(first, at.now));
        assertEquals(List.of("1 both"), withdrawn);

        Connection doomed = at.inserted(UDP, 2);
        assertTrue(doomed.offloaded(ConnectionFlags.OFFLOADED_REPLIES, 0));
        assertTrue(at.table.doom(doomed));
        at.advance(0);
        assertEquals(List.of("1 both", "2 replies"), withdrawn);

        Connection retired = at.inserted(UDP, 3);
        assertTrue(retired.offloaded(BOTH, 0));
        at.owner.retire(retired);
        assertEquals("3 client", withdrawn.getLast());
        assertTrue(at.owner.remove(retired, at.now));
        assertEquals("3 replies", withdrawn.getLast());
    }

    /// Another virtual server with the same real server has the same client with the same port.
    @Test
    void loseTheirRepliesToANewerOne() {
        Connection older = at.table.newView().copy(at.inserted(UDP, 1));
        assertTrue(older.offloaded(BOTH, 0));
        at.key.ipv4(UDP, Fixture.CLIENTS, 1, Fixture.VIRTUAL + 1, 80);
        assertEquals(Insertion.INSERTED, at.insert(at.draft.start(at.key).virtualServer(4).method(ConnectionFlags.NAT)
            .real(1, false, 0, Integer.toUnsignedLong(Fixture.REAL), 8080)));
        assertEquals(List.of("1 replies"), withdrawn);
        assertEquals(ConnectionFlags.OFFLOADED, older.flags() & BOTH);
    }
}
