package uvs.config;

import java.util.Optional;

/// What is run when an instance or a sync group changes its state.
///
/// @param any              `notify`: gets `INSTANCE|GROUP NAME STATE PRIORITY` as further arguments
/// @param deleted          run when the instance is gone after a reload
/// @param tellDeleted      `notify_deleted` without a command: `any` is told `DELETED`
/// @param masterRxLowerPri run when a master hears an advertisement of lower priority
/// @param priorityChanges  whether changes of priority go to the FIFOs
public record Notify(
    Optional<Command> master, Optional<Command> backup, Optional<Command> fault, Optional<Command> stop,
    Optional<Command> deleted, boolean tellDeleted, Optional<Command> any,
    Optional<Command> masterRxLowerPri, boolean priorityChanges) {
}
