package uvs.scheduler;

/// What `lblc` and `lblcr` have in common besides their cache.
final class Locality {

    private Locality() {
    }

    /// Whether a server has more active connections than its weight says, while another has less than half of its
    /// own. That other one need not be available.
    static boolean crowded(Pool pool, int position) {
        if (pool.activeConnections(position) <= pool.weight(position)) {
            return false;
        }
        int size = pool.size();
        for (int other = 0; other < size; other++) {
            if (pool.activeConnections(other) * 2 < pool.weight(other)) {
                return true;
            }
        }
        return false;
    }
}
