package uvs.scheduler;

/// `ovf`: the server with the greatest weight takes everything until it has more active connections than its weight
/// says; then the next one. Since the connection that fills a server up is let in, each takes one more than its
/// weight. For UDP, whose connections are never active, it is `fo`.
final class WeightedOverflow extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        int heaviest = NONE;
        int greatestWeight = 0;
        int size = servers.size();
        for (int position = 0; position < size; position++) {
            int weight = servers.weight(position);
            if (weight > greatestWeight
                && servers.activeConnections(position) <= weight && !servers.overloaded(position)) {
                heaviest = position;
                greatestWeight = weight;
            }
        }
        return heaviest;
    }
}
