package uvs.dataplane.forward;

import java.util.List;

/// What one worker has done since its start.
///
/// @param name       of its thread: `worker-0`
/// @param busyCycles cycles in which there was something to do
/// @param idleCycles cycles that found nothing, and slept
public record WorkerStatus(String name, long busyCycles, long idleCycles, List<Interface> interfaces) {

    public WorkerStatus {
        interfaces = List.copyOf(interfaces);
    }

    /// One network interface as this worker uses it, or has used it.
    ///
    /// @param receivedFrames  taken in, those for the kernel among them
    /// @param receiveFailures what the engine lost: frames that found no buffer, and reads that failed; at most a second old
    /// @param sendFailures    frames that the interface did not take; at most a second old
    public record Interface(String name, long receivedFrames, long receiveFailures, long sendFailures) {
    }
}
