package uvs.dataplane.service;

import java.util.List;

/// A virtual server as it was at one moment.
public record VirtualServerStatus(
    VirtualServerId id, VirtualServerSettings settings, Counters counters, List<RealServerStatus> realServers) {

    public VirtualServerStatus {
        realServers = List.copyOf(realServers);
    }

    /// A real server as it was at one moment.
    ///
    /// @param activeConnections   the `ActiveConn` of `ipvsadm -L`
    /// @param inactiveConnections the `InActConn` of `ipvsadm -L`
    public record RealServerStatus(
        RealServerId id, RealServerSettings settings, Counters counters, int activeConnections,
        int inactiveConnections) {
    }

    /// Totals since the server was added. For DR and TUN nothing is seen going out.
    public record Counters(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {
    }
}
