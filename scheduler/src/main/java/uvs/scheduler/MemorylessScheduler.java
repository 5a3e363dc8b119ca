package uvs.scheduler;

/// What schedulers have in common that look at the real servers as they are and remember nothing.
abstract class MemorylessScheduler implements Scheduler {

    private Pool pool;

    @Override
    public final void changed(Pool newPool, Change change, long nowNs) {
        pool = newPool;
    }

    @Override
    public final int pick(Flow flow, long nowNs) {
        return pick(pool);
    }

    /// Chooses by what the pool says at this moment.
    abstract int pick(Pool servers);
}
