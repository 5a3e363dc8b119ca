package uvs.scheduler;

/// The searches for the least loaded real server. Loads are compared per weight by cross-multiplication, in
/// 64 bits; a load itself is an `int` as in the kernel, which wraps above 8 million active connections.
final class LeastLoad {

    private LeastLoad() {
    }

    /// What connections cost a server: an active one counts as much as 256 inactive ones.
    static int overhead(Pool pool, int position) {
        return overhead(pool.activeConnections(position), pool.inactiveConnections(position));
    }

    static int overhead(int activeConnections, int inactiveConnections) {
        return (activeConnections << 8) + inactiveConnections;
    }

    /// The available server with the least overhead for its weight, the first of several; or [Scheduler#NONE].
    static int byOverhead(Pool pool) {
        int least = Scheduler.NONE;
        long leastLoad = 0;
        long leastWeight = 0;
        int size = pool.size();
        for (int position = 0; position < size; position++) {
            long weight = pool.weight(position);
            if (weight > 0 && !pool.overloaded(position)) {
                long load = overhead(pool, position);
                if (least == Scheduler.NONE || leastLoad * weight > load * leastWeight) {
                    least = position;
                    leastLoad = load;
                    leastWeight = weight;
                }
            }
        }
        return least;
    }

    /// The available server where a new connection would wait least: active connections, this one among them, by
    /// weight. The first of several; or [Scheduler#NONE].
    static int byExpectedDelay(Pool pool) {
        int least = Scheduler.NONE;
        long leastLoad = 0;
        long leastWeight = 0;
        int size = pool.size();
        for (int position = 0; position < size; position++) {
            long weight = pool.weight(position);
            if (weight > 0 && !pool.overloaded(position)) {
                long load = pool.activeConnections(position) + 1;
                if (least == Scheduler.NONE || leastLoad * weight > load * leastWeight) {
                    least = position;
                    leastLoad = load;
                    leastWeight = weight;
                }
            }
        }
        return least;
    }
}
