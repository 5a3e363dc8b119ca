package uvs.vrrp.agent;

import java.util.function.Consumer;

import uvs.config.GlobalDefs;
import uvs.dataplane.linux.Scheduling;
import uvs.dataplane.linux.SystemCallException;

/// Puts the thread `vrrp` before all ordinary ones, so that a busy machine cannot keep it waiting: `vrrp_priority`,
/// `vrrp_rt_priority`, `vrrp_cpu_affinity`, `vrrp_no_swap`. What is not permitted is told, and goes without.
final class Urgency {

    private static final int DEFAULT_REAL_TIME_PRIORITY = 1;

    private final Consumer<String> tell;

    private Urgency(Consumer<String> tell) {
        this.tell = tell;
    }

    private interface Request {
        void carryOut() throws SystemCallException;
    }

    /// For the calling thread.
    static void take(GlobalDefs.SchedulingSettings process, Consumer<String> tell) {
        var urgency = new Urgency(tell);
        if (!process.cpuAffinity().isEmpty()) {
            urgency.attempt("VRRP runs on any processor", () -> Scheduling.affinity(process.cpuAffinity()));
        }
        if (process.niceness().isPresent()) {
            urgency.attempt("VRRP runs without vrrp_priority", () -> Scheduling.niceness(process.niceness().get()));
        } else {
            int priority = process.realTimePriority().orElse(DEFAULT_REAL_TIME_PRIORITY);
            urgency.attempt("VRRP runs as an ordinary thread", () -> {
                Scheduling.realTime(priority);
                // Our thread waits for every pause of the JVM, so what makes the pauses must not wait either.
                Scheduling.realTimeSafepoints(priority);
            });
        }
        if (process.noSwap()) {
            urgency.attempt("the memory may be swapped out", Scheduling::lockMemory);
        }
    }

    private void attempt(String otherwise, Request request) {
        try {
            request.carryOut();
        } catch (SystemCallException e) {
            tell.accept(otherwise + ": " + e.getMessage());
        }
    }
}
