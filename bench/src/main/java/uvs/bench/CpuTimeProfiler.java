package uvs.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// The processor time of one operation, beside the time by the clock: `-prof uvs.bench.CpuTimeProfiler`.
///
/// On a machine that others use too, the clock also runs while the benchmark waits for a core; this does not. It
/// is the time of the whole process, compiler and collector included, so it is right only once these are done.
public final class CpuTimeProfiler implements InternalProfiler {

    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private long startNs;

    @Override
    public String getDescription() {
        return "processor time of one operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        startNs = system.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
        BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long spentNs = system.getProcessCpuTime() - startNs;
        long operations = Math.max(1, result.getMetadata().getAllOps());
        return List.of(
            new ScalarResult("cpu", (double) spentNs / operations, "ns/op", AggregationPolicy.AVG));
    }
}
