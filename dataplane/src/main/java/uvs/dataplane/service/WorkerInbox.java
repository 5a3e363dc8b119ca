package uvs.dataplane.service;

import java.util.function.Consumer;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/// How the conductor tells one worker of changes: a bounded queue, with one thread at each end.
public final class WorkerInbox {

    private static final int CAPACITY = 4096;

    private final SpscVarHandleArrayQueue<TableChange> queue = new SpscVarHandleArrayQueue<>(CAPACITY);
    private final Runnable wakeUp;
    private volatile long taken;
    private long put;

    /// @param wakeUp makes the worker look, when it may be sleeping
    public WorkerInbox(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /// Puts a change in. Waits for the worker while the queue is full. Called by the conductor only.
    public void put(TableChange change) {
        while (!queue.offer(change)) {
            wakeUp.run();
            Thread.onSpinWait();
        }
        put++;
        wakeUp.run();
    }

    /// Takes at most `limit` changes out, in order. Called by the worker only.
    public int take(Consumer<TableChange> consumer, int limit) {
        int count = 0;
        for (; count < limit; count++) {
            TableChange change = queue.relaxedPoll();
            if (change == null) {
                break;
            }
            consumer.accept(change);
        }
        if (count > 0) {
            taken += count;
        }
        return count;
    }

    /// Whether the worker has applied all that was put in so far. Called by the conductor only.
    public boolean isDrained() {
        return taken == put;
    }
}
