package uvs.scheduler;

/// `sed`: like `wlc`, but with the new connection counted in, and the inactive ones left out.
final class ShortestExpectedDelay extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        return LeastLoad.byExpectedDelay(servers);
    }
}
