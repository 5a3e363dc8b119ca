package uvs.dataplane.forward;

import java.util.List;
import java.util.Optional;
import uvs.dataplane.port.FrameAccounting;

/// What one worker has done since its start.
///
/// @param name       of its thread: `worker-0`
/// @param busyCycles cycles in which there was something to do
/// @param idleCycles cycles that found nothing, and slept
/// @param threadId   of its thread ([Thread#threadId]), 0 before it runs
/// @param memory     where the frames of its packet memory are about now; empty before it runs
public record WorkerStatus(String name, long busyCycles, long idleCycles, List<Interface> interfaces, long threadId,
    Optional<FrameAccounting> memory) {

    public WorkerStatus {
        interfaces = List.copyOf(interfaces);
    }

    /// How often it has looked around: an idle worker does so some twenty times a second.
    public long cycles() {
        return busyCycles + idleCycles;
    }

    /// Frames taken in, on all interfaces.
    public long receivedFrames() {
        return interfaces.stream().mapToLong(Interface::receivedFrames).sum();
    }

    /// One network interface as this worker uses it, or has used it.
    ///
    /// @param receivedFrames  taken in, those for the kernel among them
    /// @param receiveFailures what the engine lost: frames that found no buffer, and reads that failed; at most a second old
    /// @param sendFailures    frames that the interface did not take; at most a second old
    public record Interface(String name, long receivedFrames, long receiveFailures, long sendFailures) {
    }
}
