package uvs.dataplane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uvs.dataplane.conn.ConnectionLimits;
import uvs.dataplane.conn.ConnectionTable;

final class DefenceTest {

    private static final List<VsSetting> DEFENCES =
        List.of(VsSetting.DROP_ENTRY, VsSetting.DROP_PACKET, VsSetting.SECURE_TCP);

    private static List<Integer> levels(VsSettings asked, long freePages) {
        VsSettings effect = Defence.inEffect(asked, freePages);
        return Stream.concat(DEFENCES.stream(), Stream.of(VsSetting.AM_DROPRATE)).map(effect::value).toList();
    }

    private static VsSettings all(int mode) {
        VsSettings settings = VsSettings.DEFAULTS;
        for (VsSetting defence : DEFENCES) {
            settings = settings.with(defence, mode);
        }
        return settings;
    }

    @Test
    void isOnWhenAskedForOrWhenMemoryIsShort() {
        assertEquals(List.of(0, 0, 0, 10), levels(all(0), 0));
        assertEquals(List.of(3, 3, 3, 10), levels(all(3), 1_000_000));
        for (int mode = 1; mode <= 2; mode++) {
            assertEquals(List.of(0, 0, 0, 10), levels(all(mode), 1024));
            assertEquals(List.of(3, 3, 3, 1024), levels(all(mode), 1023));
            assertEquals(List.of(3, 3, 3, 2), levels(all(mode), 512));
            assertEquals(List.of(3, 3, 3, 1), levels(all(mode), 0));
        }
        assertEquals(List.of(3, 3, 3, 10), levels(all(3), 0), "the rate is the one that was given");
    }

    @Test
    void tellsWorkersWhenMemoryRunsShortAndWhenItDoesNoMore() throws Exception {
        var told = new ArrayList<VsSettings>();
        VsSettings asked = VsSettings.DEFAULTS.with(VsSetting.DROP_PACKET, 1).with(VsSetting.AMEMTHRESH, 100);
        try (var table = new ConnectionTable(new ConnectionLimits(1 << 20, 1 << 20, 1, 0), 1)) {
            var defence = new Defence(asked, table, new SplittableRandom(1), BitSet::new, told::add);
            assertTrue(defence.watchesMemory());
            assertFalse(defence.keepUp(100 * Defence.PAGE_BYTES, 0));
            assertTrue(defence.keepUp(50 * Defence.PAGE_BYTES, 0));
            assertEquals("drop_entry off, drop_packet on, secure_tcp off", defence.describe());
            assertTrue(defence.keepUp(100 * Defence.PAGE_BYTES, 0));
        }
        assertEquals(2, told.size());
        assertEquals(2, told.getFirst().value(VsSetting.AM_DROPRATE));
        assertEquals(Defence.calm(asked), told.getLast());
    }

    /// 1,000 connections of 128 bytes are 31 pages.
    @Test
    void aTableThatIsNearlyFullIsShortMemory() throws Exception {
        VsSettings asked = VsSettings.DEFAULTS.with(VsSetting.SECURE_TCP, 1);
        try (var table = new ConnectionTable(ConnectionLimits.fixed(1000), 1)) {
            var few = new Defence(asked.with(VsSetting.AMEMTHRESH, 31), table, new SplittableRandom(1), BitSet::new, _ -> { });
            assertFalse(few.keepUp(Long.MAX_VALUE, 0));
            var many = new Defence(asked.with(VsSetting.AMEMTHRESH, 32), table, new SplittableRandom(1), BitSet::new, _ -> { });
            assertTrue(many.keepUp(Long.MAX_VALUE, 0));
        }
    }

    @Test
    void looksAtMemoryOnlyWhereItMatters() throws Exception {
        try (var table = new ConnectionTable(ConnectionLimits.fixed(1000), 1)) {
            assertFalse(new Defence(all(3), table, new SplittableRandom(1), BitSet::new, _ -> { }).watchesMemory());
            assertFalse(new Defence(all(0), table, new SplittableRandom(1), BitSet::new, _ -> { }).watchesMemory());
        }
    }
}
