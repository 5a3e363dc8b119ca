package uvs.scheduler;

/// `lblcr`: like `lblc`, but a destination has a set of servers, so that a page much asked for is held by several
/// caches. The set gets the server that `wlc` would choose when none of it is available or the least loaded one is
/// crowded; it loses the most loaded one when it has several and did not change for the expiration time.
final class LocalityBasedWithReplication implements Scheduler {

    private final KnownServers servers = new KnownServers();
    private final ServerSets sets = new ServerSets();
    private final DestinationCache cache;
    private final long expirationNs;
    private Pool pool;

    LocalityBasedWithReplication(SchedulerOptions options) {
        cache = new DestinationCache(options.lblcrExpirationSeconds(), sets::clear);
        expirationNs = options.lblcrExpirationSeconds() * 1_000_000_000L;
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
        int set = cache.find(high, low, nowNs);
        if (set != DestinationCache.NONE) {
            int member = sets.least(set, pool);
            shrink(set, nowNs);
            if (member != NONE && !Locality.crowded(pool, member)) {
                return member;
            }
        }

        int least = LeastLoad.byOverhead(pool);
        if (least != NONE) {
            if (set == DestinationCache.NONE) {
                set = cache.add(high, low, nowNs);
                if (set == DestinationCache.NONE) {
                    return least;
                }
                sets.open(set);
            }
            sets.add(set, servers.at(least), nowNs);
        }
        return least;
    }

    @Override
    public long unremembered() {
        return cache.refusals() + sets.refusals();
    }

    private void shrink(int set, long nowNs) {
        if (sets.size(set) > 1 && nowNs - sets.lastChangeNs(set) > expirationNs) {
            KnownServer most = sets.most(set, pool);
            if (most != null) {
                sets.remove(set, most, nowNs);
            }
        }
    }
}
