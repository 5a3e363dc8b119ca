package uvs.dataplane.service;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionEntry;

/// A connection or persistence template as it was at one moment: a line of `ipvsadm -Lnc`.
///
/// @param protocol      the number in the IP header, 0 for the template of a firewall-mark service
/// @param virtual       for the template of a firewall-mark service: the mark, written as an address
/// @param state         as `ipvsadm -Lnc` names it; of templates `NONE` or `ASSURED`
/// @param expirySeconds the time until it ends if no packet comes
/// @param engine        empty unless a persistence engine made the template
public record ConnectionStatus(
    int protocol, IpAddress client, int clientPort, IpAddress virtual, int virtualPort, IpAddress real, int realPort,
    String state, long expirySeconds, Optional<EngineData> engine) {

    /// What a persistence engine remembers a client by.
    ///
    /// @param name of the engine, `sip`
    /// @param data as the engine writes it, such as a Call-ID
    public record EngineData(String name, String data) {
    }

    /// What the userspace data plane knows of a connection.
    public static ConnectionStatus of(ConnectionEntry entry) {
        return new ConnectionStatus(
            entry.protocol(), entry.client(), entry.clientPort(), entry.virtual(), entry.virtualPort(), entry.real(),
            entry.realPort(), entry.state().listed(), TimeUnit.NANOSECONDS.toSeconds(entry.remainingNs()),
            Optional.empty());
    }

    /// The protocol as IPVS names it.
    public String protocolName() {
        return switch (protocol) {
            case 0 -> "IP";
            case 1 -> "ICMP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 58 -> "ICMPv6";
            case 132 -> "SCTP";
            default -> "IP_" + protocol;
        };
    }
}
