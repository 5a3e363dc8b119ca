package uvs.dataplane.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import uvs.dataplane.service.ServerCounters.Counter;

/// The counters of virtual or real servers, summed over all workers.
///
/// Workers only ever add. So that a number used again starts from nothing, what it had before is remembered here
/// and taken off. Used by the conductor alone.
final class Totals {

    private static final Counter[] TRAFFIC = {
        Counter.CONNECTIONS, Counter.IN_PACKETS, Counter.OUT_PACKETS, Counter.IN_BYTES, Counter.OUT_BYTES};

    private final List<ServerCounters> workers;
    private final Map<Integer, long[]> starts = new HashMap<>();
    private final Map<Integer, RateEstimator> estimators = new HashMap<>();

    private ToLongBiFunction<Integer, Counter> offloaded = (_, _) -> 0;

    Totals(List<ServerCounters> workers) {
        this.workers = workers;
    }

    /// Counts what the kernel carried of itself too.
    ///
    /// @param inKernel a counter of a number
    void offloaded(ToLongBiFunction<Integer, Counter> inKernel) {
        offloaded = inKernel;
    }

    /// Makes room for a number, and lets its traffic count from 0.
    void restart(int number) {
        workers.forEach(worker -> worker.reserve(number));
        var start = new long[TRAFFIC.length];
        for (int i = 0; i < start.length; i++) {
            start[i] = sum(number, TRAFFIC[i]);
        }
        starts.put(number, start);
        estimators.put(number, new RateEstimator());
    }

    VirtualServerStatus.Counters traffic(int number) {
        long[] start = starts.get(number);
        return new VirtualServerStatus.Counters(
            sum(number, TRAFFIC[0]) - start[0], sum(number, TRAFFIC[1]) - start[1],
            sum(number, TRAFFIC[2]) - start[2], sum(number, TRAFFIC[3]) - start[3],
            sum(number, TRAFFIC[4]) - start[4]);
    }

    void estimate(int number) {
        estimators.get(number).sample(traffic(number));
    }

    VirtualServerStatus.Rates rates(int number) {
        return estimators.get(number).rates();
    }

    long sum(int number, Counter counter) {
        long sum = offloaded.applyAsLong(number, counter);
        for (ServerCounters worker : workers) {
            sum += worker.get(number, counter);
        }
        return sum;
    }
}
