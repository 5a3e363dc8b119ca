package uvs.dataplane.service;

import java.util.Optional;
import java.util.Set;

/// What a virtual server does with new connections.
///
/// @param scheduler      the name in `lb_algo`
/// @param schedulerFlags under ipvsadm's names, such as `sh-port`
/// @param persistence    empty when each connection is scheduled for itself
/// @param onePacket      schedule each UDP packet for itself (`ops`)
/// @param engine         the persistence engine, `sip` or none; without persistence it is kept, and does nothing
public record VirtualServerSettings(String scheduler, Set<String> schedulerFlags, Optional<Persistence> persistence,
    boolean onePacket, Optional<String> engine) {

    public VirtualServerSettings {
        schedulerFlags = Set.copyOf(schedulerFlags);
    }

    /// Without a persistence engine.
    public VirtualServerSettings(
        String scheduler, Set<String> schedulerFlags, Optional<Persistence> persistence, boolean onePacket) {
        this(scheduler, schedulerFlags, persistence, onePacket, Optional.empty());
    }

    /// Connections of one client go to one real server.
    ///
    /// @param timeoutSeconds how long after the last connection this holds
    /// @param prefixLength   how much of the client's address counts
    public record Persistence(int timeoutSeconds, int prefixLength) {

        public Persistence {
            if (timeoutSeconds < 1) {
                throw new IllegalArgumentException("timeoutSeconds=" + timeoutSeconds + " is not positive");
            }
        }
    }
}
