package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class MaglevHashingTest {

    private static final int CLIENTS = 4000;

    @Test
    void refusesEverybodyWhenThereIsNoServerOrNoneEverHadAWeight() {
        assertEquals("-", new TestDirector("mh").choose(1));
        assertEquals("-", new TestDirector("mh", "mh-fallback").list(0, 0).choose(1));
        assertEquals("-", new TestDirector("mh").list(1).remove("A").choose(1));
    }

    @Test
    void leavesAQuiescedServerItsClientsAndNobodyElseMoves() {
        TestDirector director = new TestDirector("mh").bound(2, 3, 4);
        List<String> before = clients(director);
        director.edit("B", 0);
        List<String> quiesced = clients(director);
        for (int client = 0; client < CLIENTS; client++) {
            assertEquals(before.get(client).equals("B") ? "-" : before.get(client), quiesced.get(client));
        }
        assertEquals(before, clients(director.edit("B", 3)));
    }

    @Test
    void givesAServerAddedWithWeightZeroNoSlots() {
        TestDirector director = new TestDirector("mh").bound(1, 0);
        assertEquals(CLIENTS, Collections.frequency(clients(director), "A"));
    }

    @Test
    void fallsBackOnlyWithTheFlag() {
        TestDirector with = new TestDirector("mh", "mh-fallback").bound(1, 1, 1).overload("B", true);
        List<String> names = clients(with);
        assertEquals(0, Collections.frequency(names, "-"));
        assertEquals(0, Collections.frequency(names, "B"));
        TestDirector without = new TestDirector("mh").bound(1, 1, 1).overload("B", true);
        List<String> refused = clients(without);
        for (int client = 0; client < CLIENTS; client++) {
            assertTrue(refused.get(client).equals("-") || refused.get(client).equals(names.get(client)));
        }
        with.overload("A", true).overload("C", true);
        assertEquals("-", with.choose(1));
    }

    @Test
    void spreadsThePortsOfOneClientOnlyWithTheFlag() {
        TestDirector with = new TestDirector("mh", "mh-port").bound(1, 1, 1);
        TestDirector without = new TestDirector("mh").bound(1, 1, 1);
        List<String> spread = new ArrayList<>();
        for (int port = 1; port <= 300; port++) {
            spread.add(with.choose(TestFlow.from("198.51.100.1", port)));
            assertEquals(without.choose(TestFlow.from("198.51.100.1", 1)),
                without.choose(TestFlow.from("198.51.100.1", port)));
        }
        for (String name : List.of("A", "B", "C")) {
            assertEquals(100, Collections.frequency(spread, name), 40, name);
        }
    }

    @Property(tries = 20)
    void movesFewClientsWhenAServerIsRemoved(@ForAll @IntRange(min = 3, max = 20) int servers) {
        int[] weights = new int[servers];
        Arrays.fill(weights, 1);
        TestDirector director = new TestDirector("mh").bound(weights);
        List<String> before = clients(director);
        director.remove("B");
        List<String> after = clients(director);
        int moved = 0;
        for (int client = 0; client < CLIENTS; client++) {
            assertNotEquals("B", after.get(client));
            if (!before.get(client).equals("B") && !before.get(client).equals(after.get(client))) {
                moved++;
            }
        }
        assertTrue(moved < CLIENTS / 10, () -> "of " + CLIENTS + " clients more than a tenth moved");
    }

    @Property(tries = 20)
    void givesSharesByWeight(@ForAll @IntRange(min = 1, max = 30) int a, @ForAll @IntRange(min = 1, max = 30) int b) {
        List<String> names = clients(new TestDirector("mh").bound(a, b));
        assertEquals((double) a / (a + b), (double) Collections.frequency(names, "A") / CLIENTS, 0.05);
    }

    @Test
    void keepsSharesInProportionWhenWeightsAreHuge() {
        // 3,000,000 / 1,000,000 has few bits; 3,000,001 and 1 have to be shifted by 16, and 1 keeps one turn.
        List<String> names = clients(new TestDirector("mh").bound(3_000_001, 1));
        int share = Collections.frequency(names, "B");
        assertEquals(CLIENTS / 46.0, share, CLIENTS / 46.0, "3000001 >> 16 = 45 turns to 1");
        assertTrue(share > 0);
    }

    @Test
    void hasTheTableSizeOfItsIndex() {
        SchedulerOptions options = SchedulerOptions.DEFAULTS.withMhTableIndex(8);
        assertThrows(IllegalArgumentException.class, () -> options.withMhTableIndex(7));
        assertThrows(IllegalArgumentException.class, () -> options.withMhTableIndex(18));
        List<String> small = clients(new TestDirector("mh", options, false).bound(1, 1));
        assertNotEquals(small, clients(new TestDirector("mh").bound(1, 1)));
    }

    @Test
    void keepsItsTableWhenThereAreMoreServersThanSlots() {
        TestDirector director = new TestDirector("mh", SchedulerOptions.DEFAULTS.withMhTableIndex(8), false);
        for (int server = 1; server <= 251; server++) {
            director.add(server(server), 1, 0, 0);
        }
        List<String> full = clients(director);
        director.add(server(252), 1, 0, 0);
        assertEquals(full, clients(director));
        String gone = full.getFirst();
        director.add(server(253), 1, 0, 0).remove(gone);
        List<String> without = clients(director);
        for (int client = 0; client < CLIENTS; client++) {
            assertEquals(full.get(client).equals(gone) ? "-" : full.get(client), without.get(client));
        }
        director.remove("S252");
        List<String> refilled = clients(director);
        assertEquals(0, Collections.frequency(refilled, "-"));
        assertTrue(refilled.contains("S253"));
    }

    /// Only a tunnel leads to a server of the other family.
    @Test
    void looksAtTheFirstFourBytesOfAnIpv6ServerBehindAnIpv4One() {
        TestDirector mixed = new TestDirector("mh").add("B", 1);
        TestDirector plain = new TestDirector("mh").add("B", 1);
        mixed.add(new TestServer("A", "cb00:7109:1234::99", 80), 1, 0, 0);
        plain.add(new TestServer("A", "203.0.113.9", 80), 1, 0, 0);
        assertEquals(clients(plain), clients(mixed));

        // Behind an IPv6 one it is all of the address, folded: cb007109 again.
        TestDirector six = new TestDirector("mh", SchedulerOptions.DEFAULTS, true);
        TestDirector other = new TestDirector("mh", SchedulerOptions.DEFAULTS, true);
        six.add("B", 1).add(new TestServer("A", "cb00:0:0:7109::", 80), 1, 0, 0);
        other.add("B", 1).add(new TestServer("A", "203.0.113.9", 80), 1, 0, 0);
        assertEquals(clients(other), clients(six));
    }

    private static TestServer server(int number) {
        return new TestServer("S" + number, "10.0.1." + number % 256, 80 + number / 256);
    }

    private static List<String> clients(TestDirector director) {
        List<String> names = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            TestAddress address = new TestAddress(false, 0, 0xc6120000L + client * 7919L);
            names.add(director.choose(new TestFlow(address, 1024, TestAddress.of("192.0.2.1"), 80)));
        }
        return names;
    }
}
