package uvs.tools.adm;

import java.util.Optional;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.SyncDaemon;

/// What the options of a command line have said so far. Fields have what ipvsadm takes where nothing is said.
final class Draft {

    Verb verb;

    EndpointText.Endpoint service;
    Protocol serviceProtocol;
    /// 0 for none.
    int mark;
    Family markFamily = Family.IPV4;
    String scheduler = "";
    String flags = "";
    String engine = "";
    /// In seconds, 0 for none.
    int persistence;
    int netmask = -1;
    int prefixLength = Family.IPV6.bits();

    EndpointText.Endpoint real;
    Word forwarding = Word.GATEWAYING;
    int weight = 1;
    int upperThreshold;
    int lowerThreshold;
    TunnelKind tunnel = TunnelKind.IPIP;
    int tunnelPort;

    ConnectionTimeouts timeouts;

    SyncDaemon.Role role;
    String mcastInterface = "eth0";
    int syncId;
    int syncMaxlen;
    Optional<IpAddress> mcastGroup = Optional.empty();
    int mcastPort;
    int mcastTtl;

    /// Of the service, as far as it is known; a firewall mark's ports have the names of TCP.
    Optional<Protocol> protocol() {
        return mark != 0 ? Optional.of(Protocol.TCP) : Optional.ofNullable(serviceProtocol);
    }

    /// Of the service, IPv4 while it is not known.
    Family family() {
        return service != null ? service.address().family() : markFamily;
    }
}
