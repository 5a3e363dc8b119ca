package uvs.dataplane.service;

import java.util.Optional;
import uvs.config.net.IpAddress;

/// A daemon that tells another director of connections, or hears of them: what `ipvsadm --start-daemon` starts.
///
/// @param interfaceName where the multicast goes out or comes in
/// @param syncId        what tells a pair of directors from others on the same network, 0..255
/// @param maxLength     of a message in bytes; 0 for what the interface takes
/// @param group         the multicast group; empty for 224.0.0.81
/// @param port          0 for 8848
/// @param ttl           0 for 1
public record SyncDaemon(
    Role role, String interfaceName, int syncId, int maxLength, Optional<IpAddress> group, int port, int ttl) {

    /// Which way connections go.
    public enum Role {
        /// Sends.
        MASTER,
        /// Receives.
        BACKUP
    }

    public SyncDaemon {
        check("syncId", syncId, 255);
        check("maxLength", maxLength, 65_535);
        check("port", port, 65_535);
        check("ttl", ttl, 255);
    }

    private static void check(String name, int value, int highest) {
        if (value < 0 || value > highest) {
            throw new IllegalArgumentException(name + "=" + value + " is not in 0.." + highest);
        }
    }
}
