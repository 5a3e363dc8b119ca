package uvs.dataplane.service;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import uvs.config.Protocol;
import uvs.dataplane.service.EndpointMap.Endpoint;

/// Which virtual server a packet belongs to, by protocol, address and port. Immutable; read without allocation.
public final class ServiceTable {

    public static final ServiceTable EMPTY = new ServiceTable(List.of(), List.of());

    /// The FTP control port, whose persistent virtual server takes the data connections too (see [#find]).
    public static final int FTP = 21;
    private static final int FTP_DATA = 20;
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final EndpointMap<VirtualServerEntry> byMark;
    private final boolean hasMarks;
    private final EndpointMap<VirtualServerEntry> byEndpoint;
    private final EndpointMap<Boolean> byAddress;
    private final boolean hasFtp;
    private final boolean hasAnyPort;

    /// @param marks which packets have the marks of firewall-mark services
    public ServiceTable(Collection<VirtualServerEntry> virtualServers, Collection<MarkRule> marks) {
        var marked = new HashMap<Endpoint, VirtualServerEntry>();
        var map = new HashMap<Endpoint, VirtualServerEntry>();
        var addresses = new HashMap<Endpoint, Boolean>();
        boolean ftp = false;
        boolean anyPort = false;
        for (VirtualServerEntry entry : virtualServers) {
            for (Endpoint endpoint : endpointsOf(entry.id(), marks)) {
                addresses.put(new Endpoint(endpoint.protocol(), endpoint.address(), 0), true);
                if (entry.id() instanceof VirtualServerId.FirewallMark) {
                    marked.put(endpoint, entry);
                }
            }
            if (entry.id() instanceof VirtualServerId.Address(var protocol, var address, int port)) {
                map.put(new Endpoint(protocol, address, port), entry);
                ftp |= port == FTP && protocol == Protocol.TCP && entry.settings().persistence().isPresent();
                anyPort |= port == 0;
            }
        }
        byMark = new EndpointMap<>(marked);
        hasMarks = !marked.isEmpty();
        byEndpoint = new EndpointMap<>(map);
        byAddress = new EndpointMap<>(addresses);
        hasFtp = ftp;
        hasAnyPort = anyPort;
    }

    /// What packets of a virtual server are addressed to; port 0 stands for every port.
    static Collection<Endpoint> endpointsOf(VirtualServerId id, Collection<MarkRule> marks) {
        return switch (id) {
            case VirtualServerId.Address(var protocol, var address, int port) ->
                List.of(new Endpoint(protocol, address, port));
            case VirtualServerId.FirewallMark(int mark, var family) -> marks.stream()
                .filter(rule -> rule.mark() == mark && rule.address().family() == family)
                .flatMap(rule -> rule.ports()
                    .mapToObj(port -> new Endpoint(rule.protocol(), rule.address(), port)))
                .toList();
        };
    }

    /// Whether any virtual server has this protocol and address, at whatever port.
    public boolean hasAddress(int protocol, boolean ipv6, long high, long low) {
        return byAddress.get(protocol, ipv6, high, low, 0) != null;
    }

    /// The virtual server of a packet for this destination, or null.
    ///
    /// The order is that of IPVS: the packet's mark; the port itself; for TCP to the FTP data port or an unprivileged one, the
    /// persistent FTP service of the address; a service for every port of the address.
    public VirtualServerEntry find(int protocol, boolean ipv6, long high, long low, int port) {
        if (hasMarks) {
            VirtualServerEntry ofPort = byMark.get(protocol, ipv6, high, low, port);
            VirtualServerEntry marked = ofPort != null ? ofPort : byMark.get(protocol, ipv6, high, low, 0);
            if (marked != null) {
                return marked;
            }
        }
        VirtualServerEntry exact = byEndpoint.get(protocol, ipv6, high, low, port);
        if (exact != null) {
            return exact;
        }
        if (hasFtp && protocol == Protocol.TCP.number() && (port == FTP_DATA || port >= FIRST_UNPRIVILEGED)) {
            VirtualServerEntry ftp = byEndpoint.get(protocol, ipv6, high, low, FTP);
            if (ftp != null && ftp.settings().persistence().isPresent()) {
                return ftp;
            }
        }
        return hasAnyPort ? byEndpoint.get(protocol, ipv6, high, low, 0) : null;
    }
}
