package uvs.tools.status;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.forward.WorkerStatus.Interface;

/// The metrics of workers and of the interfaces that they read. With the kernel's IPVS there are none.
final class WorkerMetrics {

    private WorkerMetrics() {
    }

    private record Used(WorkerStatus worker, Interface network) {

        Labels labels() {
            return WorkerMetrics.labels(worker).merge(Labels.of("interface", network.name()));
        }
    }

    static void add(List<WorkerStatus> workers, Families families) {
        families.counter("uvs_worker_busy_cycles", "Cycles of a worker in which there was something to do.",
            workers, WorkerMetrics::labels, WorkerStatus::busyCycles);
        families.counter("uvs_worker_idle_cycles", "Cycles that found nothing to do, and slept.",
            workers, WorkerMetrics::labels, WorkerStatus::idleCycles);
        List<Used> used = workers.stream()
            .flatMap(worker -> worker.interfaces().stream().map(each -> new Used(worker, each))).toList();
        families.counter("uvs_interface_received_frames", "Frames that a worker took in, those for the kernel too.",
            used, Used::labels, each -> each.network().receivedFrames());
        families.counter("uvs_interface_receive_failures",
            "Frames that were lost for want of a buffer, and reads that failed.",
            used, Used::labels, each -> each.network().receiveFailures());
        families.counter("uvs_interface_send_failures", "Frames that the interface did not take.",
            used, Used::labels, each -> each.network().sendFailures());
    }

    private static Labels labels(WorkerStatus worker) {
        return Labels.of("worker", worker.name());
    }
}
