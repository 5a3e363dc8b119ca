package uvs.dataplane.service;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.EndpointMap.Endpoint;

/// What real servers send to others that the kernel does not see: packets from their services, and ICMP errors.
/// Whoever takes such a packet must forward it, also when it belongs to no connection. Immutable.
public final class SteeredReplies {

    public static final SteeredReplies NONE = new SteeredReplies(java.util.Set.of());

    private final EndpointMap<Boolean> services;
    private final EndpointMap<Boolean> addresses;

    /// @param realServers a port of 0 stands for every port
    public SteeredReplies(Collection<Endpoint> realServers) {
        Map<Endpoint, Boolean> byService = new HashMap<>();
        Map<Endpoint, Boolean> byAddress = new HashMap<>();
        for (Endpoint endpoint : realServers) {
            byService.put(endpoint, true);
            byAddress.put(anyOf(endpoint.address()), true);
        }
        services = new EndpointMap<>(byService);
        addresses = new EndpointMap<>(byAddress);
    }

    /// The address alone: any protocol does, as long as it is always the same.
    private static Endpoint anyOf(IpAddress address) {
        return new Endpoint(Protocol.TCP, address, 0);
    }

    public boolean hasService(int protocol, boolean ipv6, long high, long low, int port) {
        return services.get(protocol, ipv6, high, low, port) != null
            || services.get(protocol, ipv6, high, low, 0) != null;
    }

    public boolean hasAddress(boolean ipv6, long high, long low) {
        return addresses.get(Protocol.TCP.number(), ipv6, high, low, 0) != null;
    }
}
