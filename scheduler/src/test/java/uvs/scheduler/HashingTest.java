package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The schedulers with a table of 256 slots, sh and dh. The slots of the clients here, by hash_32(address, 8):
/// 198.51.100.1 has 96, 198.51.100.2 has 194, 198.51.100.3 has 35; with port 5000 the first has 52.
final class HashingTest {

    private static final TestFlow SLOT_96 = TestFlow.from("198.51.100.1", 5000);
    private static final TestFlow SLOT_194 = TestFlow.from("198.51.100.2", 5000);
    private static final TestFlow SLOT_35 = TestFlow.from("198.51.100.3", 5000);

    @Test
    void shGivesEachServerAsManySlotsInARowAsItsWeight() {
        // A 0-99, B 100-149, C 150-249, A 250-255.
        TestDirector director = new TestDirector("sh").list(100, 50, 100);
        assertEquals("ACA", choices(director, SLOT_96, SLOT_194, SLOT_35));
        // A 0-95, B 96-145, C 146-245.
        assertEquals("BCA", choices(director.edit("A", 96), SLOT_96, SLOT_194, SLOT_35));
        // A 0-95, C 96-195.
        assertEquals("CCA", choices(director.remove("B"), SLOT_96, SLOT_194, SLOT_35));
        // X 0-35, A 36-131, C 132-231.
        assertEquals("ACX", choices(director.add("X", 36), SLOT_96, SLOT_194, SLOT_35));
    }

    @Test
    void shGivesAQuiescedServerOneSlotAndRefusesItsClients() {
        // A 0-34, B 35, A 36-70, B 71, A 72-106, and so on.
        TestDirector director = new TestDirector("sh").list(35, 0);
        assertEquals("AA-", choices(director, SLOT_96, SLOT_194, SLOT_35));
    }

    @Test
    void shCutsOffWhatDoesNotFitTheTable() {
        TestDirector director = new TestDirector("sh").list(2_000_000_000, 2_000_000_000);
        assertEquals("AAA", choices(director, SLOT_96, SLOT_194, SLOT_35));
    }

    @Test
    void shRefusesTheClientsOfAnOverloadedServer() {
        TestDirector director = new TestDirector("sh").list(100, 50, 100).overload("A", true);
        assertEquals("-C-", choices(director, SLOT_96, SLOT_194, SLOT_35));
    }

    @Test
    void shWithFallbackWalksTheTableFromTwiceTheSlot() {
        TestDirector director = new TestDirector("sh", "sh-fallback").list(100, 50, 100).overload("A", true);
        // 96 goes on at 192, which is C's; 35 goes on at 70, and from there to B's at 100.
        assertEquals("CCB", choices(director, SLOT_96, SLOT_194, SLOT_35));
        // 194 goes on at 388 - 256 = 132, which is B's; 96 to C's 192 to 249, then A's to 99, then B's.
        assertEquals("BBB", choices(director.overload("C", true), SLOT_96, SLOT_194, SLOT_35));
        assertEquals("---", choices(director.edit("B", 0), SLOT_96, SLOT_194, SLOT_35));
    }

    @Test
    void shWithPortHashesThePortToo() {
        TestDirector director = new TestDirector("sh", "sh-port").list(52, 1, 203);     // A 0-51, B 52, C 53-255
        assertEquals("B", director.choose(SLOT_96));
        assertEquals("C", director.choose(TestFlow.from("198.51.100.1", 0)));
    }

    @Test
    void shReadsThePlainNamesOfItsFlags() {
        assertEquals("B", new TestDirector("sh", "flag-2").list(52, 1, 203).choose(SLOT_96));
    }

    @Test
    void shFoldsAnIpv6Address() {
        // 2001:db8::7 folds to 20010dbf, which has slot 137.
        TestDirector director = new TestDirector("sh").list(137, 1, 118);
        assertEquals("B", director.choose(TestFlow.from("2001:db8::7", 5000)));
    }

    @Test
    void shAndDhRefuseEverybodyWhenThereIsNoServer() {
        assertEquals("-", new TestDirector("sh", "sh-fallback").choose(1));
        assertEquals("-", new TestDirector("dh").choose(1));
        assertEquals("-", new TestDirector("sh").list(1).remove("A").choose(1));
    }

    @Test
    void dhGivesTheServersTheSlotsInTurnWhateverTheirWeights() {
        TestDirector director = new TestDirector("dh").list(1, 100, 5);
        // 192.0.2.1 has slot 50 = 3 * 16 + 2; 203.0.113.9 has 64 = 3 * 21 + 1.
        assertEquals("CB", choices(director, TestFlow.to("192.0.2.1"), TestFlow.to("203.0.113.9")));
        assertEquals("-B", choices(director.edit("C", 0), TestFlow.to("192.0.2.1"), TestFlow.to("203.0.113.9")));
        director.edit("C", 1).overload("B", true);
        assertEquals("C-", choices(director, TestFlow.to("192.0.2.1"), TestFlow.to("203.0.113.9")));
        director.remove("A");
        assertEquals("-", director.choose(TestFlow.to("192.0.2.1")), "50 is even: B, which is overloaded");
    }

    private static String choices(TestDirector director, TestFlow... flows) {
        StringBuilder names = new StringBuilder();
        for (TestFlow flow : flows) {
            names.append(director.choose(flow));
        }
        return names.toString();
    }
}
