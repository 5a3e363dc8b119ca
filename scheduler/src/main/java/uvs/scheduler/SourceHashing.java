package uvs.scheduler;

import java.util.Arrays;
import java.util.Set;

/// `sh`: the client's address says which server, by a table of 256 slots. Each server has as many slots in a row as
/// its weight, and at least one, in turn until the table is full: weights whose sum is above 256 cut off the last.
///
/// A client whose server is unavailable is refused, unless `sh-fallback` lets it try other slots. With `sh-port` the
/// client's port counts too.
final class SourceHashing implements Scheduler {

    private static final int BITS = 8;
    private static final int SLOTS = 1 << BITS;

    private boolean fallback;
    private boolean hashesPort;
    private final int[] table = new int[SLOTS];
    private Pool pool;

    SourceHashing(SchedulerOptions options) {
        flags(options.flags());
    }

    @Override
    public void flags(Set<SchedulerFlag> flags) {
        fallback = flags.contains(SchedulerFlag.FIRST);
        hashesPort = flags.contains(SchedulerFlag.SECOND);
    }

    @Override
    public void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
        if (pool.size() == 0) {
            Arrays.fill(table, NONE);
            return;
        }
        int slot = 0;
        for (int position = 0; slot < SLOTS; position = (position + 1) % pool.size()) {
            int end = (int) Math.min((long) slot + Math.max(1, pool.weight(position)), SLOTS);
            Arrays.fill(table, slot, end, position);
            slot = end;
        }
    }

    @Override
    public int pick(Flow flow, long nowNs) {
        int port = hashesPort ? flow.clientPort() : 0;
        int hash = Hashes.multiplicative(port + Hashes.fold(flow.clientHigh(), flow.clientLow()), BITS);
        int position = table[hash];
        if (position == NONE || Availability.takes(pool, position)) {
            return position;
        }
        return fallback ? another(hash) : NONE;
    }

    /// Walks the table once. It begins not beside the slot that failed but at twice its number, so that the
    /// clients of one server that is down do not all end at its neighbour.
    private int another(int hash) {
        for (int step = 0; step < SLOTS; step++) {
            int position = table[2 * hash + step & SLOTS - 1];
            if (Availability.takes(pool, position)) {
                return position;
            }
        }
        return NONE;
    }
}
