package uvs.scheduler;

/// `none`: a virtual server without a scheduler. It forwards what is connected already and takes nothing new.
final class NoScheduler extends MemorylessScheduler {

    @Override
    int pick(Pool servers) {
        return NONE;
    }
}
