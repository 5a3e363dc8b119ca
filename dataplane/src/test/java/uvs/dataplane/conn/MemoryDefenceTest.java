package uvs.dataplane.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uvs.dataplane.conn.Fixture.SECOND;
import static uvs.dataplane.conn.Fixture.TCP;
import static uvs.dataplane.conn.Fixture.UDP;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryDefenceTest {

    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int FIN = 0x01;

    private final Fixture at = new Fixture(new ConnectionLimits(1000, 1000, 1000, 0));
    private final MemoryDefence defence = new MemoryDefence(at.table, new SplittableRandom(1), _ -> false);

    @AfterEach
    void close() {
        at.close();
    }

    /// So often that every connection was looked at many times. Answers how many were to go.
    private int dropAll() {
        int dropped = 0;
        for (int i = 0; i < 1000; i++) {
            dropped += defence.drop(at.now);
            at.advance(0);
        }
        return dropped;
    }

    private void tcp(int client, int packets, int... flags) {
        at.inserted(TCP, client);
        for (int flag : flags) {
            at.tracker.tcp(at.connection, flag, false, at.now);
        }
        for (int i = 0; i < packets; i++) {
            at.connection.countPacket();
        }
    }

    @Test
    void dropsHalfOpenConnectionsAtOnce() {
        tcp(1, 1, SYN);
        tcp(2, 1, SYN, ACK);
        tcp(3, 1, SYN, ACK, FIN);
        assertEquals(1, dropAll());
        assertFalse(at.findsClient(TCP, 1));
        assertTrue(at.findsClient(TCP, 2));
        assertTrue(at.findsClient(TCP, 3));
    }

    @Test
    void dropsEstablishedConnectionsThatAreIdleAndHadFewPackets() {
        tcp(1, 1, SYN, ACK);
        tcp(8, 8, SYN, ACK);
        tcp(9, 9, SYN, ACK);
        at.advance(60 * SECOND - 1);
        assertEquals(0, dropAll());
        at.advance(1);
        assertEquals(2, dropAll());
        assertTrue(at.findsClient(TCP, 9));
    }

    @Test
    void sparesMoreOfThoseWithMorePackets() {
        for (int client = 0; client < 500; client++) {
            at.inserted(UDP, client);
            at.tracker.udp(at.connection, false, at.now);
            for (int i = 0; i < 4; i++) {
                at.connection.countPacket();
            }
        }
        at.advance(61 * SECOND);
        // A 32nd part is 16 lines, wherever it starts: of those every fourth goes.
        assertEquals(4, defence.drop(at.now));
        assertEquals(4, defence.drop(at.now));
    }

    @Test
    void dropsTemplatesThatNeverWorked() {
        at.draft.start(at.key.template(false, TCP, 0, 1, 0, 2, 80)).timeoutNs(1000 * SECOND);
        assertEquals(Insertion.INSERTED, at.insert(at.draft));
        Connection template = at.table.newView();
        assertTrue(at.table.find(at.key, template));
        at.insert(at.nat(UDP, 1).timeoutNs(10 * SECOND).controlledBy(template));
        assertEquals(0, dropAll());
        at.tracker.udp(at.connection, true, at.now);
        at.advance(301 * SECOND);
        assertEquals(0, dropAll());

        at.draft.start(at.key.template(false, TCP, 0, 2, 0, 2, 80)).timeoutNs(1000 * SECOND);
        assertEquals(Insertion.INSERTED, at.insert(at.draft));
        assertEquals(1, dropAll());
        assertTrue(template.isValid());
    }
}
