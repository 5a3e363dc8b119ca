package uvs.tools.daemon;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import uvs.dataplane.conn.ConnectionCounter;
import uvs.dataplane.forward.DropReason;
import uvs.dataplane.forward.Drops;
import uvs.dataplane.forward.Worker;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.wire.Malformed;
import uvs.dataplane.xdp.KernelFastPath;

/// What the data plane and VRRP have counted: one line for each counter, all of them, so that lines can be compared.
public final class StatisticsListing {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private StatisticsListing() {
    }

    /// Everything by its group and name: `connections`, `fast_path` where there is one, `dropped` by reason, `malformed` by what is wrong, `worker-0` and so on,
    /// and `interface NAME`.
    static Map<String, Map<String, Long>> of(DataPlane dataPlane, Optional<KernelFastPath.Status> fastPath) {
        var connections = new LinkedHashMap<String, Long>();
        connections.put("present", dataPlane.connections().size());
        connections.put("capacity", (long) dataPlane.connections().capacity());
        for (ConnectionCounter counter : ConnectionCounter.values()) {
            connections.put(name(counter), dataPlane.connections().count(counter));
        }
        var dropped = new LinkedHashMap<String, Long>();
        for (DropReason reason : DropReason.values()) {
            dropped.put(name(reason), sum(dataPlane, drops -> drops.of(reason)));
        }
        var malformed = new LinkedHashMap<String, Long>();
        for (Malformed each : Malformed.values()) {
            if (each != Malformed.NONE) {
                malformed.put(name(each), sum(dataPlane, drops -> drops.of(each)));
            }
        }
        var all = new LinkedHashMap<String, Map<String, Long>>();
        all.put("connections", connections);
        fastPath.ifPresent(status -> all.put("fast_path", fastPath(status)));
        all.put("dropped", dropped);
        all.put("malformed", malformed);
        List<WorkerStatus> workers = dataPlane.workers().stream().map(Worker::status).toList();
        workers.forEach(worker -> all.put(worker.name(), worker(worker)));
        interfaces(workers, all);
        return all;
    }

    private static Map<String, Long> fastPath(KernelFastPath.Status status) {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("packets", status.packets());
        counts.put("bytes", status.bytes());
        counts.put("entries", status.entries());
        counts.put("capacity", status.most());
        counts.put("refused_full", status.full());
        return counts;
    }

    /// Frames are counted where they are: what the worker lost track of would be missing from the free ones for good.
    private static Map<String, Long> worker(WorkerStatus worker) {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("cycles", worker.cycles());
        counts.put("frames", worker.receivedFrames());
        worker.memory().ifPresent(memory -> {
            counts.put("allocated_bytes", THREADS.getThreadAllocatedBytes(worker.threadId()));
            counts.put("packet_memory", (long) memory.all());
            counts.put("packet_memory_free", (long) memory.free());
            counts.put("packet_memory_held", (long) memory.held());
            counts.put("packet_memory_receiving", (long) memory.receiving());
            counts.put("packet_memory_sending", (long) memory.sending());
        });
        return counts;
    }

    private static void interfaces(List<WorkerStatus> workers, Map<String, Map<String, Long>> all) {
        for (WorkerStatus worker : workers) {
            for (WorkerStatus.Interface each : worker.interfaces()) {
                Map<String, Long> counts = all.computeIfAbsent("interface " + each.name(), _ -> new LinkedHashMap<>());
                counts.merge("not_sent", each.sendFailures(), Long::sum);
                counts.merge("not_received", each.receiveFailures(), Long::sum);
            }
        }
    }

    private static long sum(DataPlane dataPlane, ToLongFunction<Drops> counter) {
        return dataPlane.workers().stream().map(Worker::drops).mapToLong(counter).sum();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Writes what [#of] counted, and virtual routers in the group `vrrp`, line by line.
    public static void write(Map<String, Map<String, Long>> counters, Consumer<String> lines) {
        var connections = new LinkedHashMap<>(counters.get("connections"));
        lines.accept("Connections: " + connections.remove("present") + " of " + connections.remove("capacity"));
        group(connections, lines);
        if (counters.containsKey("fast_path")) {
            lines.accept("Fast path:");
            group(counters.get("fast_path"), lines);
        }
        lines.accept("Dropped packets:");
        group(counters.get("dropped"), lines);
        lines.accept("Malformed packets:");
        group(counters.get("malformed"), lines);
        // By keepalived's names, which are looked for as they are.
        Map<String, Long> vrrp = counters.get("vrrp");
        if (!vrrp.isEmpty()) {
            lines.accept("VRRP:");
            vrrp.forEach((name, count) -> lines.accept("  " + name + ": " + count));
        }
        counters.forEach((name, group) -> {
            if (name.startsWith("worker-") || name.startsWith("interface ")) {
                lines.accept(Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ') + ":");
                group(group, lines);
            }
        });
    }

    private static void group(Map<String, Long> group, Consumer<String> lines) {
        group.forEach((name, count) -> lines.accept("  " + name.replace('_', ' ') + ": " + count));
    }
}
