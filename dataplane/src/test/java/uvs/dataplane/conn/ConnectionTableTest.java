package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uvs.config.net.IpAddress;

final class ConnectionTableTest {

    private final Fixture at = new Fixture(ConnectionLimits.fixed(1000));

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void findsNatFromBothSides() {
        at.inserted(TCP, 5000);

        assertTrue(at.finds(at.fromClient(TCP, 5000)));
        assertFalse(at.connection.isReply());
        assertTrue(at.finds(at.fromReal(TCP, 5000)));
        assertTrue(at.connection.isReply());
    }

    @Test
    void findsABurstAsItFindsOneByOne() {
        for (int client = 0; client < 500; client++) {
            at.inserted(UDP, client);
        }
        ConnectionKey[] keys = ConnectionKey.forBurst(32);
        var burst = new ConnectionBurst(at.table, keys);
        for (int first = 0; first < 1000; first += 32) {
            for (int i = 0; i < 32; i++) {
                keys[i].copy((i & 1) == 0 ? at.fromClient(UDP, first + i) : at.fromReal(UDP, first + i));
            }
            burst.fetch(32);
            for (int i = 0; i < 32; i++) {
                assertEquals(first + i < 500, burst.find(i, at.connection));
                if (first + i < 500) {
                    assertEquals(first + i, at.connection.clientPort());
                    assertEquals((i & 1) == 1, at.connection.isReply());
                }
            }
        }
    }

    /// What was fetched for a burst may come or go before its packet's turn.
    @Test
    void findsABurstAsTheTableIsThen() {
        ConnectionKey[] keys = ConnectionKey.forBurst(2);
        var burst = new ConnectionBurst(at.table, keys);
        at.inserted(UDP, 1);
        keys[0].copy(at.fromClient(UDP, 1));
        keys[1].copy(at.fromClient(UDP, 2));
        burst.fetch(2);
        assertTrue(burst.find(0, at.connection));
        at.owner.remove(at.connection, at.now);
        // The line is free, with the old tuple still in it; then another connection has it.
        assertFalse(burst.find(0, at.connection));
        at.inserted(UDP, 2);
        assertFalse(burst.find(0, at.connection));
        assertTrue(burst.find(1, at.connection));
    }

    @Test
    void tellsEveryPartOfTheTupleApart() {
        at.inserted(TCP, 5000);

        assertFalse(at.finds(at.fromClient(UDP, 5000)));
        assertFalse(at.finds(at.fromClient(TCP, 5001)));
        assertFalse(at.finds(at.key.ipv4(TCP, Fixture.CLIENTS + 1, 5000, Fixture.VIRTUAL, 80)));
        assertFalse(at.finds(at.key.ipv4(TCP, Fixture.CLIENTS, 5000, Fixture.VIRTUAL + 1, 80)));
        assertFalse(at.finds(at.key.ipv4(TCP, Fixture.CLIENTS, 5000, Fixture.VIRTUAL, 81)));
        assertFalse(at.finds(at.key.ipv4(TCP, Fixture.REAL + 1, 8080, Fixture.CLIENTS, 5000)));
        assertFalse(at.finds(at.key.ipv4(TCP, Fixture.REAL, 8081, Fixture.CLIENTS, 5000)));
        assertFalse(at.finds(at.key.ipv6(TCP, 0, Integer.toUnsignedLong(Fixture.CLIENTS), 5000,
            0, Integer.toUnsignedLong(Fixture.VIRTUAL), 80)));
        assertFalse(at.finds(at.key.template(false, TCP, 0, Integer.toUnsignedLong(Fixture.CLIENTS),
            0, Integer.toUnsignedLong(Fixture.VIRTUAL), 80)));
    }

    @Test
    void tellsEveryBitOfIpv6AddressesApart() {
        IpAddress client = IpAddress.of("2001:db8::1234");
        IpAddress virtual = IpAddress.of("2001:db8::80");
        IpAddress real = IpAddress.of("2001:db8:1::1");
        at.key.ipv6(TCP, client.high(), client.low(), 5000, virtual.high(), virtual.low(), 80);
        at.insert(at.draft.start(at.key).real(1, true, real.high(), real.low(), 8080));

        for (int bit = 0; bit < 64; bit++) {
            long flip = 1L << bit;
            assertFalse(at.finds(at.key.ipv6(
                TCP, client.high() ^ flip, client.low(), 5000, virtual.high(), virtual.low(), 80)));
            assertFalse(at.finds(at.key.ipv6(
                TCP, client.high(), client.low() ^ flip, 5000, virtual.high(), virtual.low(), 80)));
            assertFalse(at.finds(at.key.ipv6(
                TCP, client.high(), client.low(), 5000, virtual.high() ^ flip, virtual.low(), 80)));
            assertFalse(at.finds(at.key.ipv6(
                TCP, real.high() ^ flip, real.low(), 8080, client.high(), client.low(), 5000)));
        }
        assertTrue(at.finds(
            at.key.ipv6(TCP, real.high(), real.low(), 8080, client.high(), client.low(), 5000)));
        assertEquals(client, at.connection.client());
        assertEquals(virtual, at.connection.virtual());
        assertEquals(real, at.connection.real());
    }

    @Test
    void keepsEveryField() {
        Connection connection = at.inserted(TCP, 5000);

        assertFalse(connection.isIpv6());
        assertEquals(TCP, connection.protocol());
        assertFalse(connection.isTemplate());
        assertEquals(IpAddress.of("198.51.100.0"), connection.client());
        assertEquals(5000, connection.clientPort());
        assertEquals(IpAddress.of("192.0.2.10"), connection.virtual());
        assertEquals(80, connection.virtualPort());
        assertEquals(IpAddress.of("10.1.0.1"), connection.real());
        assertEquals(8080, connection.realPort());
        assertEquals(1, connection.realServer());
        assertEquals(3, connection.virtualServer());
        assertEquals(0, connection.owner());
        assertEquals(ConnectionFlags.NAT, connection.method());
        assertTrue(connection.has(ConnectionFlags.INACTIVE));
        assertEquals(0, connection.state());
        assertEquals(3 * SECOND, connection.timeoutNs());
        assertEquals(at.now + 3 * SECOND, connection.deadlineNs());
        assertEquals(0, connection.packets());
        assertEquals(7, connection.countPacket().note(7).note());
        assertEquals(1, connection.packets());
    }

    @Test
    void tunnelsToTheOtherFamily() {
        IpAddress real = IpAddress.of("2001:db8:1::1");
        at.insert(at.nat(TCP, 5000).method(ConnectionFlags.TUNNEL)
            .real(2, true, real.high(), real.low(), 80));

        assertTrue(at.findsClient(TCP, 5000));
        assertFalse(at.connection.isIpv6());
        assertEquals(real, at.connection.real());
        assertTrue(at.connection.has(ConnectionFlags.NO_OUTPUT));
    }

    @Test
    void looksForRepliesWithNatOnly() {
        at.insert(at.nat(TCP, 5000).method(ConnectionFlags.DIRECT_ROUTING));

        assertTrue(at.finds(at.fromClient(TCP, 5000)));
        assertFalse(at.finds(at.fromReal(TCP, 5000)));
    }

    @Test
    void answersTheConnectionThatWasThereFirst() {
        int line = at.inserted(TCP, 5000).line();

        assertEquals(Insertion.FOUND, at.insert(at.nat(TCP, 5000).real(2, false, 0, 1, 1)));
        assertEquals(line, at.connection.line());
        assertEquals(1, at.table.size());
        assertEquals(1, at.accounting.inactive(1));
        assertEquals(0, at.accounting.inactive(2));
        assertEquals(1, at.table.count(ConnectionCounter.FOUND_ON_INSERT));
    }

    /// One client port, two virtual addresses, one real server: the replies look the same.
    @Test
    void givesRepliesToTheNewestConnection() {
        at.inserted(UDP, 5000);
        at.key.ipv4(UDP, Fixture.CLIENTS, 5000, Fixture.VIRTUAL + 1, 80);
        at.insert(at.draft.start(at.key).real(1, false, 0, Integer.toUnsignedLong(Fixture.REAL), 8080));

        assertTrue(at.finds(at.fromReal(UDP, 5000)));
        assertEquals(IpAddress.of("192.0.2.11"), at.connection.virtual());
        assertEquals(1, at.table.count(ConnectionCounter.REPLY_DISPLACED));
        at.advance(4 * SECOND);
        assertEquals(0, at.table.size());
        assertFalse(at.finds(at.fromReal(UDP, 5000)));
    }

    /// Three connections to three virtual addresses, of which the middle one ends first.
    @Test
    void givesRepliesBackToTheNewestThatIsLeft() {
        for (int virtual = 0; virtual < 3; virtual++) {
            at.key.ipv4(UDP, Fixture.CLIENTS, 5000, Fixture.VIRTUAL + virtual, 80);
            at.insert(at.draft.start(at.key).real(1, false, 0, Integer.toUnsignedLong(Fixture.REAL), 8080));
        }
        assertEquals(2, virtualOfReplies());
        removeTo(1);
        assertEquals(2, virtualOfReplies());
        removeTo(2);
        assertEquals(0, virtualOfReplies());
        removeTo(0);
        assertFalse(at.finds(at.fromReal(UDP, 5000)));
        assertEquals(0, at.table.index().occupied());
    }

    private int virtualOfReplies() {
        assertTrue(at.finds(at.fromReal(UDP, 5000)));
        assertTrue(at.connection.isReply());
        return (int) at.connection.virtualLow() - Fixture.VIRTUAL;
    }

    private void removeTo(int virtual) {
        assertTrue(at.finds(at.key.ipv4(UDP, Fixture.CLIENTS, 5000, Fixture.VIRTUAL + virtual, 80)));
        assertTrue(at.owner.remove(at.connection, at.now));
    }

    @Test
    void refusesWhenFullAndTakesAgainWhatIsFreed() {
        for (int client = 0; client < 1000; client++) {
            at.inserted(UDP, client);
        }
        assertEquals(Insertion.TABLE_FULL, at.insert(at.nat(UDP, 1000)));
        assertEquals(1, at.table.count(ConnectionCounter.REFUSED_TABLE_FULL));
        assertEquals(1000, at.accounting.inactive(1));

        assertTrue(at.findsClient(UDP, 17));
        at.owner.remove(at.connection, at.now);
        assertEquals(Insertion.INSERTED, at.insert(at.nat(UDP, 1000)));
        for (int client = 0; client <= 1000; client++) {
            assertEquals(client != 17, at.findsClient(UDP, client), "client " + client);
        }
    }

    @Test
    void growsToItsMaximum() {
        try (var growing = new Fixture(new ConnectionLimits(10, 35, 10, 0))) {
            for (int client = 0; client < 35; client++) {
                growing.inserted(UDP, client);
            }
            assertEquals(35, growing.table.capacity());
            assertEquals(Insertion.TABLE_FULL, growing.insert(growing.nat(UDP, 35)));
        }
    }

    @Test
    void leavesNothingBehindInTheIndex() {
        for (int round = 0; round < 50; round++) {
            for (int client = 0; client < 1000; client++) {
                at.inserted(UDP, round * 1000 + client);
            }
            at.advance(10 * SECOND);
            assertEquals(0, at.table.size());
        }
        assertEquals(0, at.table.index().occupied());
    }

    @Test
    void invalidatesViewsOfARemovedConnection() {
        at.inserted(UDP, 1);
        Connection stale = at.table.newView();
        at.table.find(at.fromClient(UDP, 1), stale);
        assertTrue(stale.isValid());
        at.owner.remove(at.connection, at.now);
        assertFalse(stale.isValid());

        // The next connection in the same line is none of the stale view's business.
        int line = stale.line();
        int client = 2;
        do {
            at.inserted(UDP, client++);
        } while (at.connection.line() != line);
        assertFalse(stale.isValid());
        assertFalse(stale.change(ConnectionFlags.DOOMED, 0));
        assertFalse(at.table.doom(stale));
        at.tracker.tcp(stale, 0x02, false, at.now);
        assertEquals(0, at.connection.state());
        assertFalse(at.connection.has(ConnectionFlags.DOOMED));
    }

    /// A retired connection is out of the way of a new one, and ends in its own time.
    @Test
    void retiresAConnectionWithoutRemovingIt() {
        at.inserted(UDP, 1);
        Connection retired = at.table.newView();
        assertTrue(at.table.find(at.fromClient(UDP, 1), retired));
        at.owner.retire(retired);
        assertFalse(at.findsClient(UDP, 1));
        assertTrue(retired.isValid());
        int line = at.inserted(UDP, 1).line();
        at.owner.remove(retired, at.now);
        assertTrue(at.finds(at.fromReal(UDP, 1)));
        assertEquals(line, at.connection.line());
        at.advance(4 * SECOND);
        assertEquals(0, at.table.size());
        assertEquals(0, at.table.index().occupied());
    }

    @Test
    void limitsNewConnectionsPerSecond() {
        try (var limited = new Fixture(new ConnectionLimits(1000, 1000, 1000, 10))) {
            for (int client = 0; client < 10; client++) {
                limited.inserted(UDP, client);
            }
            limited.now += SECOND - 1;
            assertEquals(Insertion.RATE_LIMITED, limited.insert(limited.nat(UDP, 10)));
            assertEquals(1, limited.table.count(ConnectionCounter.REFUSED_RATE));
            limited.now += 1;
            limited.inserted(UDP, 10);
        }
    }

    @Test
    void listsConsistentCopies() {
        for (int client = 0; client < 100; client++) {
            at.inserted(TCP, client);
        }
        assertTrue(at.findsClient(TCP, 50));
        at.owner.remove(at.connection, at.now);
        List<ConnectionEntry> entries = new ArrayList<>();
        ConnectionWalk walk = at.table.walk();
        int calls = 1;
        while (walk.next(at.now + SECOND, 10, entries::add)) {
            calls++;
        }
        assertTrue(calls >= 10, "calls=" + calls);
        assertEquals(99, entries.size());
        ConnectionEntry first = entries.getFirst();
        assertEquals(TcpState.NONE, first.state());
        assertEquals(IpAddress.of("192.0.2.10"), first.virtual());
        assertEquals(2 * SECOND, first.remainingNs());
    }
}
