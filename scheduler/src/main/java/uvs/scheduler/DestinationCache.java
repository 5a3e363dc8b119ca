package uvs.scheduler;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// The destination addresses that `lblc` and `lblcr` remember, with the time each was last asked for. What is
/// remembered of an address is its owner's business: it keeps arrays of [#CAPACITY] beside this one.
///
/// Once a minute entries are looked through, as the kernel's timer does: each half hour those are erased that nobody
/// asked for in the expiration time, and in between, when there are more than [#AIM], those of the last six
/// minutes are spared only. The minutes are made up for at the next look-up.
final class DestinationCache {

    /// The answer when an address is not here, or has no room.
    static final int NONE = -1;

    /// Above this many entries old ones have to go.
    static final int AIM = 16 * 1024;

    /// There is no room for more than this: an address beyond it is not remembered.
    static final int CAPACITY = 4 * AIM;

    private static final int BITS = 10;
    private static final int BUCKETS = 1 << BITS;

    private static final long CHECK_INTERVAL_NS = 60_000_000_000L;
    private static final long SPARED_NS = 6 * CHECK_INTERVAL_NS;
    private static final int CHECKS_UNTIL_FULL = 30;

    /// After the expiration time and this many checks without a look-up nothing is left.
    private static final int CHECKS_UNTIL_EMPTY = 64;

    private final long expirationNs;
    private final IntConsumer onErase;

    private final int[] first = new int[BUCKETS];
    private final int[] next = new int[CAPACITY];
    private final long[] addressHigh = new long[CAPACITY];
    private final long[] addressLow = new long[CAPACITY];
    private final long[] lastUseNs = new long[CAPACITY];
    private int firstFree;

    /// The number of entries as the kernel's `lblc` counts them, see [#countReplacement].
    private int entries;

    private long nextCheckNs;
    private int checks;
    private int rover;
    private long refusals;

    /// @param onErase told of each entry that goes
    DestinationCache(int expirationSeconds, IntConsumer onErase) {
        expirationNs = expirationSeconds * 1_000_000_000L;
        this.onErase = onErase;
    }

    /// Forgets everything, and begins to count the time.
    void clear(long nowNs) {
        for (int bucket = 0; bucket < BUCKETS && entries > 0; bucket++) {
            eraseOlder(bucket, nowNs, Long.MIN_VALUE);
        }
        Arrays.fill(first, NONE);
        Arrays.setAll(next, entry -> entry + 1);
        next[CAPACITY - 1] = NONE;
        firstFree = 0;
        entries = 0;
        rover = 0;
        checks = 1;
        nextCheckNs = nowNs + CHECK_INTERVAL_NS;
    }

    /// The entry of an address, or [#NONE]. That it was asked for is noted.
    int find(long high, long low, long nowNs) {
        tend(nowNs);
        int entry = first[bucket(high, low)];
        while (entry != NONE && (addressLow[entry] != low || addressHigh[entry] != high)) {
            entry = next[entry];
        }
        if (entry != NONE) {
            lastUseNs[entry] = nowNs;
        }
        return entry;
    }

    /// Makes an entry for an address that has none, or answers [#NONE] when there is no room.
    int add(long high, long low, long nowNs) {
        int entry = firstFree;
        if (entry == NONE) {
            refusals++;
            return NONE;
        }
        firstFree = next[entry];
        int bucket = bucket(high, low);
        next[entry] = first[bucket];
        first[bucket] = entry;
        addressHigh[entry] = high;
        addressLow[entry] = low;
        lastUseNs[entry] = nowNs;
        entries++;
        return entry;
    }

    /// An entry got another server. The kernel's `lblc` makes a new entry then, and does not count the old one out:
    /// so its table seems the fuller, and gets looked through earlier, the more often that happened.
    void countReplacement() {
        entries++;
    }

    /// How often [#add] had no room.
    long refusals() {
        return refusals;
    }

    private void tend(long nowNs) {
        if (nowNs - nextCheckNs < 0) {
            return;
        }
        if (nowNs - nextCheckNs > expirationNs + CHECKS_UNTIL_EMPTY * CHECK_INTERVAL_NS) {
            clear(nowNs);
            return;
        }
        while (nowNs - nextCheckNs >= 0) {
            check(nextCheckNs);
            nextCheckNs += CHECK_INTERVAL_NS;
        }
    }

    private void check(long nowNs) {
        if (checks % CHECKS_UNTIL_FULL == 0) {
            checks = 1;
            sweep(nowNs, expirationNs, Integer.MAX_VALUE);
        } else if (entries <= AIM) {
            checks++;
        } else {
            sweep(nowNs, SPARED_NS, Math.min((entries - AIM) * 4 / 3, AIM / 2));
        }
    }

    /// Goes round the buckets, on from where it stopped the last time, until `goal` entries are gone.
    private void sweep(long nowNs, long ageNs, int goal) {
        int before = entries;
        for (int i = 0; i < BUCKETS && before - entries < goal; i++) {
            rover = rover + 1 & BUCKETS - 1;
            eraseOlder(rover, nowNs, ageNs);
        }
    }

    private void eraseOlder(int bucket, long nowNs, long ageNs) {
        int previous = NONE;
        int entry = first[bucket];
        while (entry != NONE) {
            int following = next[entry];
            if (nowNs - lastUseNs[entry] >= ageNs) {
                erase(bucket, previous, entry);
            } else {
                previous = entry;
            }
            entry = following;
        }
    }

    private void erase(int bucket, int previous, int entry) {
        if (previous == NONE) {
            first[bucket] = next[entry];
        } else {
            next[previous] = next[entry];
        }
        next[entry] = firstFree;
        firstFree = entry;
        entries--;
        onErase.accept(entry);
    }

    private static int bucket(long high, long low) {
        return Hashes.multiplicative(Hashes.fold(high, low), BITS);
    }
}
