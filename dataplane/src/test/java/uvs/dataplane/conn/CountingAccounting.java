package uvs.dataplane.conn;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// The counters of real servers 0 to 63, as the service table keeps them.
final class CountingAccounting implements RealServerAccounting {

    private final AtomicIntegerArray active = new AtomicIntegerArray(64);
    private final AtomicIntegerArray inactive = new AtomicIntegerArray(64);
    private final AtomicIntegerArray persistent = new AtomicIntegerArray(64);

    int active(int realServer) {
        return active.get(realServer);
    }

    int inactive(int realServer) {
        return inactive.get(realServer);
    }

    int persistent(int realServer) {
        return persistent.get(realServer);
    }

    @Override
    public void bound(int realServer, boolean template) {
        (template ? persistent : inactive).incrementAndGet(realServer);
    }

    @Override
    public void activated(int realServer) {
        active.incrementAndGet(realServer);
        inactive.decrementAndGet(realServer);
    }

    @Override
    public void deactivated(int realServer) {
        active.decrementAndGet(realServer);
        inactive.incrementAndGet(realServer);
    }

    @Override
    public void unbound(int realServer, boolean template, boolean wasActive) {
        (template ? persistent : wasActive ? active : inactive).decrementAndGet(realServer);
    }
}
