package uvs.config;

import java.time.Duration;
import java.util.Optional;

/// The keywords that stand outside any block: where the process lives.
///
/// @param netNamespace     the named network namespace to run in; empty for the one it was started in
/// @param netNamespaceIpvs the namespace of IPVS; empty for the same as `netNamespace`, and a name of no
///                         characters for the one it was started in
/// @param instance         tells several instances on one host apart
/// @param usePidDir        whether process id files live in a directory of their own
/// @param childWaitTime    how long stopping waits
public record ProcessSettings(
    Optional<String> netNamespace,
    Optional<String> netNamespaceIpvs,
    boolean namespaceWithIpsets,
    Optional<String> instance,
    boolean usePidDir,
    Duration childWaitTime,
    boolean linkbeatUsePolling) {
}
