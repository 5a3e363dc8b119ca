package uvs.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

final class DestinationCacheTest {

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int DAY_SECONDS = 86_400;

    private final Set<Integer> erased = new HashSet<>();
    private final DestinationCache cache = new DestinationCache(DAY_SECONDS, erased::add);

    DestinationCacheTest() {
        cache.clear(0);
    }

    @Test
    void findsWhatWasAddedAndNothingElse() {
        int entry = cache.add(1, 2, 0);
        assertEquals(entry, cache.find(1, 2, 0));
        assertEquals(DestinationCache.NONE, cache.find(2, 1, 0), "the same bucket, another address");
        assertEquals(DestinationCache.NONE, cache.find(1, 3, 0));
    }

    @Test
    void keepsUpToItsAimWhateverTheirAge() {
        DestinationCache shortLived = new DestinationCache(60, erased::add);
        shortLived.clear(0);
        for (int address = 0; address < DestinationCache.AIM; address++) {
            shortLived.add(0, address, 0);
        }
        shortLived.find(1, 0, 30 * MINUTE_NS - 1);
        assertEquals(0, erased.size());
        shortLived.find(1, 0, 30 * MINUTE_NS);
        assertEquals(DestinationCache.AIM, erased.size(), "the half hour is over, and they expired");
    }

    @Test
    void erasesEntriesOlderThanSixMinutesAboveItsAim() {
        fill(DestinationCache.AIM + 300);
        look(6 * MINUTE_NS - 1);
        assertEquals(0, erased.size(), "not yet six minutes old");
        look(6 * MINUTE_NS);
        // 300 * 4 / 3 = 400 are wanted; a bucket, of 16 or 17, is emptied whole.
        assertEquals(400, erased.size(), 17);
    }

    @Test
    void erasesNoMoreThanHalfItsAimAtOnce() {
        fill(DestinationCache.CAPACITY);
        look(6 * MINUTE_NS);
        assertEquals(DestinationCache.AIM / 2, erased.size(), 65);
        look(7 * MINUTE_NS);
        assertEquals(DestinationCache.AIM, erased.size(), 130);
    }

    @Test
    void goesOnWhereItStopped() {
        fill(DestinationCache.AIM + 300);
        look(6 * MINUTE_NS);
        int first = erased.size();
        for (int i = 0; i < first; i++) {
            assertNotEquals(DestinationCache.NONE, cache.add(7, i, 6 * MINUTE_NS));
        }
        erased.clear();
        look(7 * MINUTE_NS);
        assertEquals(400, erased.size(), 17, "the buckets behind are full of old ones, those before of young ones");
    }

    @Test
    void seemsFullerForEachReplacement() {
        fill(DestinationCache.AIM);
        for (int i = 0; i < 300; i++) {
            cache.countReplacement();
        }
        look(6 * MINUTE_NS);
        assertEquals(400, erased.size(), 17);
    }

    @Test
    void sparesWhatWasUsed() {
        fill(DestinationCache.AIM + 300);
        for (int address = 0; address < DestinationCache.AIM; address++) {
            cache.find(0, address, MINUTE_NS);
        }
        look(6 * MINUTE_NS);
        assertEquals(300, erased.size());
    }

    @Test
    void looksForWhatExpiredEachHalfHour() {
        DestinationCache shortLived = new DestinationCache(60, erased::add);
        shortLived.clear(0);
        shortLived.add(0, 1, 0);
        shortLived.find(0, 2, 30 * MINUTE_NS - 1);
        assertEquals(0, erased.size());
        shortLived.find(0, 2, 30 * MINUTE_NS);
        assertEquals(1, erased.size());
        shortLived.add(0, 1, 30 * MINUTE_NS);
        shortLived.find(0, 2, 60 * MINUTE_NS - 1);
        assertEquals(1, erased.size());
        shortLived.find(0, 2, 60 * MINUTE_NS);
        assertEquals(1, erased.size(), "the same entry again");
        assertEquals(DestinationCache.NONE, shortLived.find(0, 1, 60 * MINUTE_NS));
    }

    @Test
    void countsWhatItHasNoRoomFor() {
        fill(DestinationCache.CAPACITY);
        assertEquals(0, cache.refusals());
        assertEquals(DestinationCache.NONE, cache.add(1, 1, 0));
        assertEquals(1, cache.refusals());
    }

    @Test
    void hasRoomForAllAgainWhenItWasCleared() {
        fill(DestinationCache.CAPACITY);
        cache.clear(0);
        assertEquals(DestinationCache.CAPACITY, erased.size());
        fill(DestinationCache.CAPACITY);
        assertEquals(0, cache.refusals());
    }

    /// The clock may have started anywhere, even just before it wraps.
    @Test
    void comparesTimesByDifference() {
        long start = Long.MAX_VALUE - MINUTE_NS;
        cache.clear(start);
        cache.add(0, 1, start);
        assertNotEquals(DestinationCache.NONE, cache.find(0, 1, start + 1000 * MINUTE_NS));
        assertEquals(DestinationCache.NONE, cache.find(0, 1, start + 4000 * MINUTE_NS));
    }

    private void fill(int addresses) {
        for (int address = 0; address < addresses; address++) {
            assertNotEquals(DestinationCache.NONE, cache.add(0, address, 0));
        }
    }

    private void look(long nowNs) {
        cache.find(99, 99, nowNs);
    }
}
