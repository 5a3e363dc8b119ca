package uvs.scheduler;

/// `nq`: the first server without an active connection; while there is none, `sed`.
final class NeverQueue extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        int size = servers.size();
        for (int position = 0; position < size; position++) {
            if (servers.activeConnections(position) == 0 && Availability.takes(servers, position)) {
                return position;
            }
        }
        return LeastLoad.byExpectedDelay(servers);
    }
}
