package example;

import uvs.scheduler.Flow;
import uvs.scheduler.Pool;
import uvs.scheduler.Scheduler;
import uvs.scheduler.SchedulerOptions;
import uvs.scheduler.SchedulerProvider;

/// `newest`: everything goes to the real server that was added last, as long as it is available.
public final class Newest implements SchedulerProvider {

    @Override
    public String name() {
        return "newest";
    }

    @Override
    public Scheduler create(SchedulerOptions options) {
        return new Scheduler() {

            private Pool pool;

            @Override
            public void changed(Pool newPool, Change change, long nowNs) {
                pool = newPool;
            }

            @Override
            public int pick(Flow flow, long nowNs) {
                for (int position = 0; position < pool.size(); position++) {
                    if (pool.weight(position) > 0 && !pool.overloaded(position)) {
                        return position;
                    }
                }
                return NONE;
            }
        };
    }
}
