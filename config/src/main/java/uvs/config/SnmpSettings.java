package uvs.config;

import java.time.Duration;

/// What is told over SNMP, and through which AgentX socket.
public record SnmpSettings(
    boolean traps, boolean vrrp, boolean checker, boolean rfcv2, boolean rfcv3, String socket,
    Duration virtualServerInterval, Duration realServerInterval) {
}
