package uvs.scheduler;

/// `lblc`: a destination keeps the server it had, so that a cluster of caches holds each page once. It gets another,
/// by the rule of `wlc`, when the server was removed or quiesced, or is crowded while another is not.
///
/// A server above its upper threshold keeps the destinations it has: the kernel does not look at the mark here.
final class LocalityBased implements Scheduler {

    private final KnownServers servers = new KnownServers();
    private final KnownServer[] serverOf = new KnownServer[DestinationCache.CAPACITY];
    private final DestinationCache cache;
    private Pool pool;

    LocalityBased(SchedulerOptions options) {
        cache = new DestinationCache(options.lblcExpirationSeconds(), this::forget);
    }

    @Override
    public void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
        if (change instanceof Change.Bound) {
            cache.clear(nowNs);
        }
        servers.changed(newPool, change);
    }

    @Override
    public int pick(Flow flow, long nowNs) {
        long high = flow.destinationHigh();
        long low = flow.destinationLow();
        int entry = cache.find(high, low, nowNs);
        if (entry != DestinationCache.NONE) {
            int position = serverOf[entry].position;
            if (position != KnownServer.GONE && pool.weight(position) > 0 && !Locality.crowded(pool, position)) {
                return position;
            }
        }

        int least = LeastLoad.byOverhead(pool);
        if (least != NONE) {
            remember(entry, high, low, servers.at(least), nowNs);
        }
        return least;
    }

    @Override
    public long unremembered() {
        return cache.refusals();
    }

    private void remember(int found, long high, long low, KnownServer server, long nowNs) {
        int entry = found;
        if (entry == DestinationCache.NONE) {
            entry = cache.add(high, low, nowNs);
            if (entry == DestinationCache.NONE) {
                return;
            }
        } else if (serverOf[entry] == server) {
            return;
        } else {
            forget(entry);
            cache.countReplacement();
        }
        serverOf[entry] = server;
        server.uses++;
    }

    private void forget(int entry) {
        serverOf[entry].uses--;
        serverOf[entry] = null;
    }
}
