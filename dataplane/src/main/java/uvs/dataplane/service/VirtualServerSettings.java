package uvs.dataplane.service;

import java.util.Optional;
import java.util.Set;

/// What a virtual server does with new connections.
///
/// @param scheduler      the name in `lb_algo`
/// @param schedulerFlags under ipvsadm's names, such as `sh-port`
/// @param persistence    empty when each connection is scheduled for itself
/// @param onePacket      schedule each UDP packet for itself (`ops`)
public record VirtualServerSettings(
    String scheduler, Set<String> schedulerFlags, Optional<Persistence> persistence, boolean onePacket) {

    public VirtualServerSettings {
        schedulerFlags = Set.copyOf(schedulerFlags);
    }

    /// Connections of one client go to one real server.
    ///
    /// @param timeoutSeconds how long after the last connection this holds
    /// @param prefixLength   how much of the client's address counts
    /// @param engine         the persistence engine, `sip` or none
    public record Persistence(int timeoutSeconds, int prefixLength, Optional<String> engine) {

        public Persistence {
            if (timeoutSeconds < 1) {
                throw new IllegalArgumentException("timeoutSeconds=" + timeoutSeconds + " is not positive");
            }
        }
    }
}
