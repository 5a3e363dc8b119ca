package uvs.config;

import java.time.Duration;

/// What `global_defs` says of VRRP as a whole. What it says for each instance stands in [VrrpInstance].
///
/// @param dynamicInterfaces       interfaces may appear and go while the program runs
/// @param dynamicAllowIfChanges   and may come back as another kind of interface
/// @param maxAutoPriority         the highest real-time priority that late timers escalate to; 0 leaves the
///                                scheduling alone, and -1 does so in silence
/// @param vmacPrefix              the start of the name of a VMAC interface
/// @param receiveBufferPolicy     how large the receive buffers are: `MTU`, `ADVERT`, a number of bytes, or
///                                empty for the system's default
/// @param garpInterval            between two gratuitous ARP requests on one interface
/// @param gnaInterval             between two unsolicited neighbour advertisements on one interface
public record VrrpSettings(
    boolean dynamicInterfaces,
    boolean dynamicAllowIfChanges,
    boolean disableLocalIgmp,
    int maxAutoPriority,
    Duration minAutoPriorityDelay,
    Duration startupDelay,
    Duration delayAfterBoot,
    boolean logUnknownVrids,
    String vmacPrefix,
    String vmacAddrPrefix,
    boolean fifoWriteStatesOnReload,
    String receiveBufferPolicy,
    int receiveBufferMultiplier,
    Duration garpInterval,
    Duration gnaInterval) {
}
