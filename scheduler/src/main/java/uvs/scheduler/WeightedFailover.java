package uvs.scheduler;

/// `fo`: everything goes to the server with the greatest weight, as long as it is available. The first of several.
final class WeightedFailover extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        int heaviest = NONE;
        int greatestWeight = 0;
        int size = servers.size();
        for (int position = 0; position < size; position++) {
            int weight = servers.weight(position);
            if (weight > greatestWeight && !servers.overloaded(position)) {
                heaviest = position;
                greatestWeight = weight;
            }
        }
        return heaviest;
    }
}
