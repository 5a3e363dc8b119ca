package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Persistence templates live as long as their time or the connections they control, whichever is longer.
final class TemplateTest {

    private final Fixture at = new Fixture(ConnectionLimits.fixed(100));
    private final Connection template = at.table.newView();
    private final Connection found = at.table.newView();

    @AfterEach
    void close() {
        at.close();
    }

    private ConnectionKey templateKey() {
        return at.key.template(false, TCP, 0, Integer.toUnsignedLong(Fixture.CLIENTS),
            0, Integer.toUnsignedLong(Fixture.VIRTUAL), 80);
    }

    private void insertTemplate(long seconds) {
        at.draft.start(templateKey()).method(ConnectionFlags.NAT).timeoutNs(seconds * SECOND)
            .real(1, false, 0, Integer.toUnsignedLong(Fixture.REAL), 8080);
        assertEquals(Insertion.INSERTED, at.owner.insert(at.draft, at.now, template));
    }

    private void insertControlled(int client, long seconds) {
        assertEquals(Insertion.INSERTED,
            at.insert(at.nat(UDP, client).timeoutNs(seconds * SECOND).controlledBy(template)));
    }

    @Test
    void isFoundByItsOwnKeyOnly() {
        insertTemplate(300);
        assertEquals(1, at.table.index().occupied());
        assertTrue(at.table.find(templateKey(), found));
        assertTrue(found.isTemplate());
        assertFalse(at.finds(at.fromClient(TCP, 0)));
        assertFalse(at.finds(at.fromReal(TCP, 0)));
        assertEquals(1, at.accounting.persistent(1));
        assertEquals(0, at.accounting.inactive(1));
        at.advance(301 * SECOND);
        assertEquals(0, at.accounting.persistent(1));
    }

    @Test
    void staysAMinuteAtATimeWhileItControlsConnections() {
        insertTemplate(10);
        insertControlled(1, 75);
        insertControlled(2, 5);
        assertEquals(2, template.controlled());
        at.advance(6 * SECOND);
        assertEquals(1, template.controlled());

        at.advance(5 * SECOND);
        assertTrue(template.isValid());
        assertTrue(at.table.find(templateKey(), found));
        assertEquals(60 * SECOND, template.timeoutNs());
        at.advance(60 * SECOND);
        assertTrue(template.isValid());
        at.advance(5 * SECOND);
        assertEquals(0, template.controlled());
        assertTrue(template.isValid());
        at.advance(60 * SECOND);
        assertFalse(template.isValid());
        assertEquals(0, at.table.size());
    }

    @Test
    void isNotRemovedWhileItControlsConnections() {
        insertTemplate(10);
        insertControlled(1, 75);
        assertFalse(at.owner.remove(template, at.now));
        at.table.doom(template);
        at.advance(0);
        assertTrue(template.isValid());
    }

    @Test
    void isAssuredByAnEstablishedConnection() {
        insertTemplate(10);
        at.insert(at.nat(TCP, 1).controlledBy(template));
        at.tracker.tcp(at.connection, 0x02, false, at.now);
        assertEquals(TemplateState.NONE.number(), template.state());
        at.tracker.tcp(at.connection, 0x10, false, at.now);
        assertEquals(TemplateState.ASSURED.number(), template.state());
    }

    /// As the data connection of FTP is controlled by the control connection, whose state is its own.
    @Test
    void onlyATemplateIsAssured() {
        at.inserted(TCP, 1);
        template.wrap(at.connection.line(), at.connection.generation(), false);
        insertControlled(2, 10);
        assertEquals(1, template.controlled());
        template.changeControl(template.control(), template.flags(), TcpState.FIN_WAIT.number());
        at.tracker.udp(at.connection, true, at.now);
        assertEquals(TcpState.FIN_WAIT, TcpState.of(template.state()));
    }

    @Test
    void isAssuredByAReplyOverUdp() {
        insertTemplate(10);
        insertControlled(1, 10);
        at.tracker.udp(at.connection, false, at.now);
        assertEquals(TemplateState.NONE.number(), template.state());
        at.tracker.udp(at.connection, true, at.now);
        assertEquals(TemplateState.ASSURED.number(), template.state());
    }

    @Test
    void goesWithItsLastConnectionWhenThatIsDroppedAndNeverWorked() {
        insertTemplate(300);
        insertControlled(1, 300);
        insertControlled(2, 300);
        at.table.doom(at.connection);
        at.advance(0);
        assertEquals(1, template.controlled());
        at.findsClient(UDP, 1);
        at.table.doom(at.connection);
        at.advance(0);
        at.advance(0);
        assertEquals(0, at.table.size());
    }

    @Test
    void staysWhenItsLastConnectionIsDroppedButWorked() {
        insertTemplate(300);
        insertControlled(1, 300);
        at.tracker.udp(at.connection, true, at.now);
        at.table.doom(at.connection);
        at.advance(0);
        at.advance(0);
        assertTrue(template.isValid());
        assertEquals(0, template.controlled());
    }

    @Test
    void losesNothingToAConnectionWhoseTemplateIsGone() {
        insertTemplate(10);
        Connection gone = at.table.newView();
        assertTrue(at.table.find(templateKey(), gone));
        assertTrue(at.owner.remove(template, at.now));
        at.insert(at.nat(UDP, 1).controlledBy(gone));
        assertTrue(at.connection.isControlled());
        assertFalse(at.table.controller(at.connection, found));
        at.advance(4 * SECOND);
        assertEquals(0, at.table.size());
    }
}
