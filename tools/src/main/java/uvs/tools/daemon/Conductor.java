package uvs.tools.daemon;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Poller;

/// The thread that everything but packets, checks and VRRP happens on: it runs tasks in order, and sleeps until there is one
/// or a descriptor has something to read.
final class Conductor implements Executor {

    /// How often [Duties#onCycle] is called when nothing happens.
    private static final int CYCLE_MS = 1_000;
    private static final int QUEUE_CHUNK = 1024;

    private final MpscUnboundedVarHandleArrayQueue<Runnable> tasks =
        new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
    private volatile Poller poller;
    private volatile boolean ended;

    /// What is to be done besides tasks.
    @FunctionalInterface
    interface Duties {

        /// Called after each sleep, before the tasks.
        void onCycle() throws Exception;
    }

    /// Has a task run on the conductor's thread: at the beginning of [#run], if that is not yet. Any thread may call
    /// this.
    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the conductor has ended");
        }
        tasks.add(task);
        Poller sleeping = poller;
        if (sleeping != null) {
            sleeping.wake();
        }
    }

    /// Runs until [#end]: the calling thread is the conductor.
    ///
    /// @param watched wakes the conductor when it can be read
    void run(Duties duties, Descriptor watched) throws Exception {
        poller = new Poller(watched);
        while (!ended) {
            poller.await(tasks.isEmpty() ? CYCLE_MS : 0);
            duties.onCycle();
            Runnable task = tasks.poll();
            while (task != null && !ended) {
                task.run();
                task = tasks.poll();
            }
        }
    }

    /// Lets [#run] return after the present task. Called on the conductor's thread.
    void end() {
        ended = true;
    }

    /// Called when no thread calls [#execute] any more.
    void close() {
        if (poller != null) {
            poller.close();
        }
    }
}
