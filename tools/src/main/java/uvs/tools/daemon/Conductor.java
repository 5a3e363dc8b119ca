package uvs.tools.daemon;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Poller;
import uvs.dataplane.linux.SystemCallException;

/// The thread that everything but packets, checks and VRRP happens on: it runs tasks in order, and sleeps until there is one
/// or a descriptor has something to read.
final class Conductor implements Executor {

    /// How often [Duties#onCycle] is called when nothing happens.
    private static final int CYCLE_MS = 1_000;
    private static final int QUEUE_CHUNK = 1024;

    private final MpscUnboundedVarHandleArrayQueue<Runnable> tasks =
        new MpscUnboundedVarHandleArrayQueue<>(QUEUE_CHUNK);
    private final Poller poller;
    private volatile boolean ended;

    /// What is to be done besides tasks.
    @FunctionalInterface
    interface Duties {

        /// Called after each sleep, before the tasks.
        void onCycle() throws Exception;
    }

    Conductor(Descriptor... watched) throws SystemCallException {
        poller = new Poller(watched);
    }

    /// Has a task run on the conductor's thread. Any thread may call this.
    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the conductor has ended");
        }
        tasks.add(task);
        poller.wake();
    }

    /// Runs until [#end]: the calling thread is the conductor.
    void run(Duties duties) throws Exception {
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

    void close() {
        poller.close();
    }
}
