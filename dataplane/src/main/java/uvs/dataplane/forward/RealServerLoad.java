package uvs.dataplane.forward;

import java.util.List;
import uvs.dataplane.conn.RealServerAccounting;
import uvs.dataplane.service.RealServerEntry;
import uvs.dataplane.service.ServerCounters;
import uvs.dataplane.service.ServerCounters.Counter;

/// How many connections each real server has, over all workers, and which are overloaded.
///
/// One worker counts what it does itself; to choose, it adds up what all have counted.
final class RealServerLoad implements RealServerAccounting {

    private final ServerCounters own;
    private final ServerCounters[] everyone;
    /// The real servers by number, as this worker knows them.
    private RealServerEntry[] servers = new RealServerEntry[64];
    private boolean[] overloaded = new boolean[64];

    /// @param everyone the counters of all workers, `own` among them
    RealServerLoad(ServerCounters own, List<ServerCounters> everyone) {
        this.own = own;
        this.everyone = everyone.toArray(ServerCounters[]::new);
    }

    /// The real server of a number, or null when there never was one.
    RealServerEntry server(int number) {
        return number < servers.length ? servers[number] : null;
    }

    void put(RealServerEntry entry) {
        int number = entry.number();
        if (number >= servers.length) {
            int length = Math.max(number + 1, servers.length * 2);
            servers = java.util.Arrays.copyOf(servers, length);
            overloaded = java.util.Arrays.copyOf(overloaded, length);
        }
        servers[number] = entry;
        // As ip_vs_update_dest does: a new threshold is judged at the next connection.
        if (entry.settings().upperThreshold() == 0
            || entry.settings().upperThreshold() > active(number) + inactive(number)) {
            overloaded[number] = false;
        }
    }

    boolean isOverloaded(int number) {
        return overloaded[number];
    }

    int active(int number) {
        return sum(number, Counter.ACTIVE);
    }

    int inactive(int number) {
        return sum(number, Counter.INACTIVE);
    }

    private int sum(int number, Counter counter) {
        long sum = 0;
        for (ServerCounters worker : everyone) {
            sum += worker.get(number, counter);
        }
        return (int) sum;
    }

    @Override
    public void bound(int realServer, boolean template) {
        own.add(realServer, template ? Counter.PERSISTENT : Counter.INACTIVE, 1);
        int upper = servers[realServer].settings().upperThreshold();
        if (upper != 0 && active(realServer) + inactive(realServer) >= upper) {
            overloaded[realServer] = true;
        }
    }

    @Override
    public void activated(int realServer) {
        own.add(realServer, Counter.INACTIVE, -1);
        own.add(realServer, Counter.ACTIVE, 1);
    }

    @Override
    public void deactivated(int realServer) {
        own.add(realServer, Counter.ACTIVE, -1);
        own.add(realServer, Counter.INACTIVE, 1);
    }

    @Override
    public void unbound(int realServer, boolean template, boolean active) {
        own.add(realServer, template ? Counter.PERSISTENT : active ? Counter.ACTIVE : Counter.INACTIVE, -1);
        relieve(realServer);
    }

    /// Overloaded no more: below the lower threshold, or three quarters of the upper one where there is none.
    private void relieve(int realServer) {
        int lower = servers[realServer].settings().lowerThreshold();
        int upper = servers[realServer].settings().upperThreshold();
        long connections = active(realServer) + (long) inactive(realServer);
        if (lower != 0 ? connections < lower : upper == 0 || connections * 4 < upper * 3L) {
            overloaded[realServer] = false;
        }
    }
}
