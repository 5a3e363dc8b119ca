package uvs.scheduler;

import java.util.ArrayList;
import java.util.List;

/// The real servers of a pool, each with its identity, and those removed ones which a cache still names: IPVS
/// keeps a removed server as long as something refers to it, and takes it back when it is added again.
final class KnownServers {

    private final List<KnownServer> present = new ArrayList<>();
    private final List<KnownServer> removed = new ArrayList<>();
    private Pool pool;

    void changed(Pool newPool, Scheduler.Change change) {
        switch (change) {
            case Scheduler.Change.Bound() -> {
                removed.clear();
                present.clear();
                for (int position = 0; position < newPool.size(); position++) {
                    present.add(new KnownServer(newPool, position));
                }
            }
            case Scheduler.Change.Added(int position) -> present.add(position, added(newPool, position));
            case Scheduler.Change.Removed(int position) -> {
                KnownServer server = present.remove(position);
                server.weightWhenRemoved = pool.weight(position);
                server.position = KnownServer.GONE;
                removed.add(server);
            }
            case Scheduler.Change.Edited _ -> { }
        }
        for (int position = 0; position < present.size(); position++) {
            present.get(position).position = position;
        }
        pool = newPool;
    }

    KnownServer at(int position) {
        return present.get(position);
    }

    private KnownServer added(Pool newPool, int position) {
        removed.removeIf(server -> server.uses == 0);
        for (KnownServer server : removed) {
            if (server.is(newPool, position)) {
                removed.remove(server);
                return server;
            }
        }
        return new KnownServer(newPool, position);
    }
}
