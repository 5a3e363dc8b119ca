package uvs.dataplane.service;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import uvs.config.Protocol;
import uvs.dataplane.service.EndpointMap.Endpoint;

/// Which virtual server a packet belongs to, by protocol, address and port. Immutable; read without allocation.
public final class ServiceTable {

    public static final ServiceTable EMPTY = new ServiceTable(List.of());

    /// The FTP control port, whose persistent virtual server takes the data connections too (see [#find]).
    private static final int FTP = 21;
    private static final int FTP_DATA = 20;
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final EndpointMap<VirtualServerEntry> byEndpoint;
    private final EndpointMap<Boolean> byAddress;
    private final boolean hasFtp;
    private final boolean hasAnyPort;

    public ServiceTable(Collection<VirtualServerEntry> virtualServers) {
        var map = new HashMap<Endpoint, VirtualServerEntry>();
        var addresses = new HashMap<Endpoint, Boolean>();
        boolean ftp = false;
        boolean anyPort = false;
        for (VirtualServerEntry entry : virtualServers) {
            if (entry.id() instanceof VirtualServerId.Address(var protocol, var address, int port)) {
                map.put(new Endpoint(protocol, address, port), entry);
                addresses.put(new Endpoint(protocol, address, 0), true);
                ftp |= port == FTP && protocol == Protocol.TCP;
                anyPort |= port == 0;
            }
        }
        byEndpoint = new EndpointMap<>(map);
        byAddress = new EndpointMap<>(addresses);
        hasFtp = ftp;
        hasAnyPort = anyPort;
    }

    /// Whether any virtual server has this protocol and address, at whatever port.
    public boolean hasAddress(int protocol, boolean ipv6, long high, long low) {
        return byAddress.get(protocol, ipv6, high, low, 0) != null;
    }

    /// The virtual server of a packet for this destination, or null.
    ///
    /// The order is that of IPVS: the port itself; for TCP to the FTP data port or an unprivileged one, the FTP
    /// service of the address; a service for every port of the address.
    public VirtualServerEntry find(int protocol, boolean ipv6, long high, long low, int port) {
        VirtualServerEntry exact = byEndpoint.get(protocol, ipv6, high, low, port);
        if (exact != null) {
            return exact;
        }
        if (hasFtp && protocol == Protocol.TCP.number() && (port == FTP_DATA || port >= FIRST_UNPRIVILEGED)) {
            VirtualServerEntry ftp = byEndpoint.get(protocol, ipv6, high, low, FTP);
            if (ftp != null) {
                return ftp;
            }
        }
        return hasAnyPort ? byEndpoint.get(protocol, ipv6, high, low, 0) : null;
    }
}
