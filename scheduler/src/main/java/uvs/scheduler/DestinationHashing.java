package uvs.scheduler;

import java.util.Arrays;

/// `dh`: the packet's destination says which server, by a table of 256 slots that the servers fill in turn, whatever
/// their weights. For virtual servers with many addresses, that is by firewall mark. A destination whose server is
/// unavailable is refused.
final class DestinationHashing implements Scheduler {

    private static final int BITS = 8;

    private final int[] table = new int[1 << BITS];
    private Pool pool;

    @Override
    public void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
        if (pool.size() == 0) {
            Arrays.fill(table, NONE);
        } else {
            Arrays.setAll(table, slot -> slot % pool.size());
        }
    }

    @Override
    public int pick(Flow flow, long nowNs) {
        int address = Hashes.fold(flow.destinationHigh(), flow.destinationLow());
        int position = table[Hashes.multiplicative(address, BITS)];
        return position != NONE && Availability.takes(pool, position) ? position : NONE;
    }
}
