package uvs.dataplane.forward;

import uvs.config.net.IpAddress;

/// What a worker tells the conductor, through a bounded queue: what does not fit is told again when it is met again.
public sealed interface WorkerReport {

    /// Frames wait for this neighbour's Ethernet address, or it should be confirmed.
    record NeighbourWanted(int linkIndex, IpAddress address) implements WorkerReport {}

    /// A port could not be opened, and is tried again. The message names the call, the errno and the cure.
    record PortFailed(String message) implements WorkerReport {}

    /// A port could be opened of which [PortFailed] was told before.
    record PortOpened(String linkName) implements WorkerReport {}

    /// The worker has stopped for a reason that is a bug.
    record Failed(Throwable cause) implements WorkerReport {}
}
