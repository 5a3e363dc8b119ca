package uvs.dataplane.service;

import java.util.Optional;
import uvs.config.net.IpAddress;

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
