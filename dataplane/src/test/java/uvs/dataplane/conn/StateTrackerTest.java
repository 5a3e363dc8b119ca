package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StateTrackerTest {

    private static final int SCTP = 132;
    private static final int SYN = 0x02;
    private static final int FIN_ACK = 0x11;
    private static final int ACK = 0x10;
    private static final int SYN_ACK = 0x12;

    private final Fixture at = new Fixture(ConnectionLimits.fixed(100));

    @AfterEach
    void close() {
        at.close();
    }

    private void tcp(int flags, boolean reply, TcpState expected) {
        at.tracker.tcp(at.connection, flags, reply, at.now);
        assertEquals(expected, TcpState.of(at.connection.state()));
        assertEquals(at.now + Timeouts.DEFAULT.tcpNs(expected), at.connection.deadlineNs());
        assertEquals(Timeouts.DEFAULT.tcpNs(expected), at.connection.timeoutNs());
    }

    private void counts(int active, int inactive) {
        assertEquals(active, at.accounting.active(1), "ActiveConn");
        assertEquals(inactive, at.accounting.inactive(1), "InActConn");
    }

    @Test
    void countsANatConnectionFromItsFirstToItsLastSegment() {
        at.inserted(TCP, 1);
        counts(0, 1);
        tcp(SYN, false, TcpState.SYN_RECV);
        counts(1, 0);
        tcp(SYN_ACK, true, TcpState.SYN_RECV);
        at.now += SECOND;
        tcp(ACK, false, TcpState.ESTABLISHED);
        counts(1, 0);
        at.now += 100 * SECOND;
        tcp(ACK, true, TcpState.ESTABLISHED);
        tcp(FIN_ACK, true, TcpState.FIN_WAIT);
        counts(0, 1);
        tcp(FIN_ACK, false, TcpState.TIME_WAIT);
        tcp(ACK, true, TcpState.TIME_WAIT);
        counts(0, 1);
        at.advance(119 * SECOND);
        assertTrue(at.connection.isValid());
        at.advance(2 * SECOND);
        assertFalse(at.connection.isValid());
        counts(0, 0);
    }

    @Test
    void followsADirectlyRoutedConnectionFromTheClientAlone() {
        at.insert(at.nat(TCP, 1).method(ConnectionFlags.DIRECT_ROUTING));
        tcp(SYN, false, TcpState.SYN_RECV);
        tcp(ACK, false, TcpState.ESTABLISHED);
        tcp(FIN_ACK, false, TcpState.FIN_WAIT);
        assertTrue(at.connection.has(ConnectionFlags.NO_OUTPUT));
    }

    @Test
    void takesBothDirectionsIntoAccountOnceAReplyWasSeen() {
        at.insert(at.nat(TCP, 1).method(ConnectionFlags.DIRECT_ROUTING));
        tcp(SYN, false, TcpState.SYN_RECV);
        tcp(ACK, true, TcpState.ESTABLISHED);
        assertFalse(at.connection.has(ConnectionFlags.NO_OUTPUT));
        tcp(FIN_ACK, false, TcpState.CLOSE_WAIT);
    }

    @Test
    void hasAStricterHandshakeWithSecureTcp() {
        at.tracker.secureTcp(true);
        at.inserted(TCP, 1);
        tcp(SYN, false, TcpState.SYN_RECV);
        tcp(SYN_ACK, true, TcpState.SYNACK);
        tcp(ACK, false, TcpState.SYNACK);
        tcp(ACK, true, TcpState.ESTABLISHED);
    }

    @Test
    void neverCountsUdpAsActive() {
        at.inserted(UDP, 1);
        at.tracker.udp(at.connection, false, at.now);
        assertEquals(at.now + 300 * SECOND, at.connection.deadlineNs());
        assertEquals(300 * SECOND, at.connection.timeoutNs());
        counts(0, 1);
        at.now += 10 * SECOND;
        at.tracker.timeouts(Timeouts.DEFAULT.set(0, 0, 20)).udp(at.connection, true, at.now);
        assertEquals(at.now + 20 * SECOND, at.connection.deadlineNs());
        at.advance(20 * SECOND + SECOND / 100);
        assertEquals(0, at.table.size());
        counts(0, 0);
    }

    @Test
    void countsSctpAsActiveWhileEstablished() {
        at.inserted(SCTP, 1);
        at.tracker.sctp(at.connection, SctpEvent.INIT, false, at.now);
        assertEquals(SctpState.INIT1, SctpState.of(at.connection.state()));
        at.tracker.sctp(at.connection, SctpEvent.INIT_ACK, true, at.now);
        at.tracker.sctp(at.connection, SctpEvent.COOKIE_ECHO, false, at.now);
        counts(0, 1);
        assertEquals(1, at.owner.halfOpen());
        at.tracker.sctp(at.connection, SctpEvent.COOKIE_ACK, true, at.now);
        assertEquals(SctpState.ESTABLISHED, SctpState.of(at.connection.state()));
        counts(1, 0);
        assertEquals(0, at.owner.halfOpen());
        at.tracker.sctp(at.connection, SctpEvent.ABORT, true, at.now);
        counts(0, 1);
    }

    @Test
    void leavesTheStateOfOtherProtocolsAlone() {
        at.inserted(50, 1);
        at.now += 2 * SECOND;
        at.tracker.other(at.connection, at.now);
        assertEquals(at.now + 3 * SECOND, at.connection.deadlineNs());
    }
}
