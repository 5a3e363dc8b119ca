package uvs.config;

import java.time.Duration;
import java.util.Optional;
import uvs.config.net.IpAddress;

/// What `global_defs` says of virtual servers as a whole.
///
/// @param flush           clears the table of virtual servers at the start
/// @param rsInitNotifies  notifies for real servers that are in the pool from the start
public record LvsSettings(
    Optional<SyncDaemon> syncDaemon, Timeouts timeouts, boolean flush, FlushOnStop flushOnStop,
    boolean checkerLogAllFailures, boolean rsInitNotifies) {

    /// What is removed when the program stops.
    public enum FlushOnStop {
        /// Nothing in one go: each virtual server is removed on its own.
        OFF,
        /// The whole table.
        ALL,
        /// The virtual servers of this configuration.
        VIRTUAL_SERVERS
    }

    /// The connection synchronization of IPVS, on while `vrrpInstance` is master.
    ///
    /// @param syncId     empty for the virtual router id of the instance
    /// @param maxLength  of a packet's payload in bytes; empty for what the interface takes
    public record SyncDaemon(
        String interfaceName, String vrrpInstance, Optional<Integer> syncId, Optional<Integer> maxLength,
        Optional<Integer> port, Optional<Integer> ttl, Optional<IpAddress> group) {
    }

    /// How long an idle connection is kept; zero or empty leaves the director's own timeout.
    public record Timeouts(Optional<Duration> tcp, Optional<Duration> tcpFin, Optional<Duration> udp) {
    }
}
