package uvs.dataplane.service;

import java.util.List;

/// A virtual server as it was at one moment.
public record VirtualServerStatus(
    VirtualServerId id, VirtualServerSettings settings, Counters counters, Rates rates,
    List<RealServerStatus> realServers) {

    public VirtualServerStatus {
        realServers = List.copyOf(realServers);
    }

    /// A real server as it was at one moment.
    ///
    /// @param activeConnections   the `ActiveConn` of `ipvsadm -L`
    /// @param inactiveConnections the `InActConn` of `ipvsadm -L`
    /// @param persistentConnections the `PersistConn` of `ipvsadm -L --persistent-conn`
    public record RealServerStatus(
        RealServerId id, RealServerSettings settings, Counters counters, Rates rates, int activeConnections,
        int inactiveConnections, int persistentConnections) {
    }

    /// Totals since the server was added. For DR and TUN nothing is seen going out.
    public record Counters(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {
    }

    /// What the counters grow by in a second, as IPVS estimates it.
    public record Rates(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {

        public static final Rates NONE = new Rates(0, 0, 0, 0, 0);
    }
}
