package uvs.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uvs.dataplane.linux.SystemCallException;

final class FastPathTableTest {

    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final long ADDRESSES = FastPathTable.addresses(0xc000_0207, 0xc633_6401);
    private static final int BUCKET = FastPathTable.PLACES * FastPathTable.PLACE_SIZE;

    private FastPathTable table;
    private int stamp = FastPathTable.TAKEN;

    @BeforeEach
    void open() throws SystemCallException {
        Privileges.assumeBpf();
        table = new FastPathTable();
    }

    @AfterEach
    void close() {
        if (table != null) {
            table.close();
        }
    }

    @Test
    void findsWhatItHasUnderItsWholeKey() {
        int place = enter(UDP, 1);
        assertEquals(place, table.find(UDP, ADDRESSES, 1));
        assertEquals(FastPathTable.NONE, table.find(TCP, ADDRESSES, 1));
        assertEquals(FastPathTable.NONE, table.find(UDP, ADDRESSES + 1, 1));
        assertEquals(FastPathTable.NONE, table.find(UDP, ADDRESSES, 2));
        int other = enter(TCP, 1);
        assertEquals(other, table.find(TCP, ADDRESSES, 1));
        assertEquals(1, table.remove(UDP, ADDRESSES, 1));
        assertEquals(0, table.remove(UDP, ADDRESSES, 1));
        assertEquals(FastPathTable.NONE, table.find(UDP, ADDRESSES, 1));
        assertEquals(other, table.find(TCP, ADDRESSES, 1));
    }

    /// Nobody sees what is not shown, and nobody takes what is being written.
    @Test
    void keepsAPlaceToWhoTookIt() {
        int place = table.claim(UDP, ADDRESSES, 1);
        assertEquals(FastPathTable.NONE, table.find(UDP, ADDRESSES, 1));
        assertEquals(0, table.remove(UDP, ADDRESSES, 1));
        table.show(place, 2);
        assertTrue(table.take(place, UDP, ADDRESSES, 1));
        assertFalse(table.take(place, UDP, ADDRESSES, 1));
        assertEquals(0, table.remove(UDP, ADDRESSES, 1));
        table.show(place, 3);
        assertFalse(table.take(place, UDP, ADDRESSES, 2));
        assertEquals(1, table.remove(UDP, ADDRESSES, 1));
        assertFalse(table.take(place, UDP, ADDRESSES, 1));
    }

    /// Sequential ports, as clients have them, whatever the secret is.
    @Test
    void growsAndSpreadsConnectionsAndHasEightOfABucket() {
        Map<Integer, Integer> inBucket = new HashMap<>();
        int refused = 0;
        int connections = FastPathTable.CAPACITY / 2;
        for (int ports = 0; ports < connections; ports++) {
            int place = enter(UDP, ports);
            if (place == FastPathTable.NONE) {
                refused++;
            } else {
                assertTrue(inBucket.merge(place / BUCKET, 1, Integer::sum) <= FastPathTable.PLACES);
                assertEquals(place, table.find(UDP, ADDRESSES, ports));
            }
        }
        // By chance 2 %: those that came before it grew stand a little closer.
        assertTrue(refused < connections / 20, "refused=" + refused);
        assertTrue(inBucket.keySet().stream().mapToInt(bucket -> bucket).max().orElseThrow() > FastPathTable.CAPACITY / 9);
        int removed = 0;
        for (int ports = 0; ports < connections; ports++) {
            removed += table.remove(UDP, ADDRESSES, ports);
        }
        assertEquals(connections - refused, removed);
    }

    /// It is small until a bucket is full.
    @Test
    void beginsSmall() {
        for (int ports = 0; ports < 1000; ports++) {
            assertTrue(enter(UDP, ports) < FastPathTable.PLACE_SIZE * FastPathTable.PLACES << FastPathTable.FIRST_BITS);
            assertTrue(table.find(UDP, ADDRESSES, ports) != FastPathTable.NONE);
        }
    }

    /// As two workers may at one time.
    @Test
    void removesWhatWasEnteredTwice() {
        enter(UDP, 1);
        enter(UDP, 1);
        assertEquals(2, table.remove(UDP, ADDRESSES, 1));
        assertEquals(FastPathTable.NONE, table.find(UDP, ADDRESSES, 1));
    }

    private int enter(int protocol, int ports) {
        int place = table.claim(protocol, ADDRESSES, ports);
        if (place != FastPathTable.NONE) {
            table.show(place, ++stamp);
        }
        return place;
    }
}
