package uvs.scheduler;

/// `wlc`: the least overhead for its weight. What a virtual server gets when its configuration names none.
final class WeightedLeastConnection extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        return LeastLoad.byOverhead(servers);
    }
}
