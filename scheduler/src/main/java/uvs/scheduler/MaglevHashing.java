package uvs.scheduler;

import java.util.Arrays;
import java.util.Set;

/// `mh`: the client's address says which server, by a table in which a server that comes or goes moves few others.
///
/// Each server has its own order of preference over the slots, from two hashes of its address and port. In turn
/// each takes the first of its slots that is still free, as many in a row as its share says, until the table is full. A
/// quiesced server keeps its slots, so that it has its clients again when it comes back.
///
/// A client whose server is unavailable is refused, unless `mh-fallback` lets it try other slots. With `mh-port` the
/// client's port counts too.
///
/// D. Eisenbud and others: Maglev, a fast and reliable software network load balancer (NSDI 2016), section 3.4.
final class MaglevHashing implements Scheduler {

    /// The table sizes, primes all, for the indexes 8 to 17.
    private static final int[] PRIMES = {251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071};

    private static final int FIRST_INDEX = 8;

    private static final long FIRST_KEY = 2654435761L;
    private static final long SECOND_KEY = 2654446892L;

    private boolean fallback;
    private boolean hashesPort;
    private final int[] table;

    /// How many bits the largest share in a row may have.
    private final int shareBits;

    private Pool pool;

    MaglevHashing(SchedulerOptions options) {
        flags(options.flags());
        table = new int[PRIMES[options.mhTableIndex() - FIRST_INDEX]];
        shareBits = options.mhTableIndex() / 2;
        Arrays.fill(table, NONE);
    }

    @Override
    public void flags(Set<SchedulerFlag> flags) {
        fallback = flags.contains(SchedulerFlag.FIRST);
        hashesPort = flags.contains(SchedulerFlag.SECOND);
    }

    @Override
    public void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
        if (pool.size() <= table.length) {
            fill();
        } else {
            keep(change);
        }
    }

    private void fill() {
        int size = pool.size();
        int divisor = Weights.greatestCommonDivisor(size, pool::lastWeight);
        Arrays.fill(table, NONE);
        if (divisor == 0) {
            return;
        }
        int greatest = Weights.greatest(size, pool::lastWeight) / divisor;
        int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(greatest) - shareBits);

        int[] slot = new int[size];
        int[] skip = new int[size];
        int[] share = new int[size];
        for (int position = 0; position < size; position++) {
            int server = pool.port(position) + address(position);
            slot[position] = Integer.remainderUnsigned(Hashes.sip(server, FIRST_KEY), table.length);
            skip[position] = Integer.remainderUnsigned(Hashes.sip(server, SECOND_KEY), table.length - 1) + 1;
            int weight = pool.lastWeight(position);
            share[position] = weight == 0 ? 0 : Math.max(1, weight / divisor >> shift);
        }

        int free = table.length;
        for (int position = 0; free > 0; position = (position + 1) % size) {
            int turns = Math.min(share[position], free);
            free -= turns;
            for (int turn = 0; turn < turns; turn++) {
                while (table[slot[position]] != NONE) {
                    int beyond = slot[position] + skip[position] - table.length;
                    slot[position] = beyond < 0 ? beyond + table.length : beyond;
                }
                table[slot[position]] = position;
            }
        }
    }

    /// A server's address in 32 bits. The kernel folds by the family of the virtual server: of an IPv6 server behind
    /// an IPv4 one only the first four bytes count.
    private int address(int position) {
        return pool.isIpv6(position) && !pool.isIpv6()
            ? (int) (pool.addressHigh(position) >>> 32)
            : Hashes.fold(pool.addressHigh(position), pool.addressLow(position));
    }

    /// More servers than slots: the table stays as it is, and follows those it names.
    private void keep(Change change) {
        for (int slot = 0; slot < table.length; slot++) {
            int position = table[slot];
            table[slot] = switch (change) {
                case Change.Bound() -> NONE;
                case Change.Added(int added) when position >= added -> position + 1;
                case Change.Removed(int removed) when position == removed -> NONE;
                case Change.Removed(int removed) when position > removed -> position - 1;
                case Change.Added _, Change.Removed _, Change.Edited _ -> position;
            };
        }
    }

    @Override
    public int pick(Flow flow, long nowNs) {
        int port = hashesPort ? flow.clientPort() : 0;
        int client = port + Hashes.fold(flow.clientHigh(), flow.clientLow());
        int slot = slot(client);
        int position = table[slot];
        if (position == NONE || Availability.takes(pool, position)) {
            return position;
        }
        return fallback ? another(client, slot) : NONE;
    }

    /// Tries as many other hashes of the client as there are slots.
    private int another(int client, int firstSlot) {
        for (int step = 0; step < table.length; step++) {
            int position = table[slot(client + (firstSlot + step) % table.length)];
            if (position == NONE || Availability.takes(pool, position)) {
                return position;
            }
        }
        return NONE;
    }

    private int slot(int hashed) {
        return Integer.remainderUnsigned(Hashes.sip(hashed, FIRST_KEY), table.length);
    }
}
