package uvs.vrrp.agent;

import java.util.concurrent.locks.LockSupport;

import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/// Hands notices to the listener on a thread of its own. The thread `vrrp` puts them in and never waits.
final class Notices implements AutoCloseable {

    /// As many as several hundred virtual routers make of one failover.
    private static final int LIMIT = 16 * 1024;
    private static final long CLOSE_LIMIT_MS = 5_000;

    private final SpscVarHandleArrayQueue<Notice> queue = new SpscVarHandleArrayQueue<>(LIMIT);
    private final VrrpListener listener;
    private final Thread thread;
    private volatile boolean closing;
    private long lost;

    Notices(VrrpListener listener) {
        this.listener = listener;
        thread = Thread.ofPlatform().name("vrrp-notices").daemon().start(this::run);
    }

    void add(Notice notice) {
        if (!queue.offer(notice)) {
            lost++;
            return;
        }
        LockSupport.unpark(thread);
    }

    /// How many did not fit. For the thread that adds.
    long lost() {
        return lost;
    }

    private void run() {
        while (true) {
            // Read first: what was added before the end is then seen by the poll.
            boolean last = closing;
            Notice notice = queue.poll();
            if (notice != null) {
                listener.on(notice);
            } else if (last) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    /// Waits until the listener has heard everything.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_LIMIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
