package uvs.scheduler;

/// `lc`: the least overhead, whatever the weight, as long as it is not 0. The first of several.
final class LeastConnection extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        int least = NONE;
        int leastOverhead = 0;
        int size = servers.size();
        for (int position = 0; position < size; position++) {
            if (Availability.takes(servers, position)) {
                int overhead = LeastLoad.overhead(servers, position);
                // Unsigned, unlike wlc: so the kernel compares here.
                if (least == NONE || Integer.compareUnsigned(overhead, leastOverhead) < 0) {
                    least = position;
                    leastOverhead = overhead;
                }
            }
        }
        return least;
    }
}
