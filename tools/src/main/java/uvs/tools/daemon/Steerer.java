package uvs.tools.daemon;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.port.SteeredTraffic;
import uvs.dataplane.port.Steering;
import uvs.dataplane.service.EndpointMap;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.SteeredReplies;
import uvs.dataplane.service.UserspaceBackend;
import uvs.dataplane.service.VirtualServerId;

/// Decides which frames belong to the data plane, from the servers there are and the addresses this machine has.
///
/// A virtual server whose address is not this machine's is not addressed, as with IPVS; it is steered all the same, since the
/// address may be there before anybody hears of it.
public final class Steerer {

    private final Steering steering;
    private final Predicate<Link> links;
    private final UserspaceBackend backend;
    private SteeredTraffic now = SteeredTraffic.NONE;

    public Steerer(Steering steering, Predicate<Link> links, UserspaceBackend backend) {
        this.steering = steering;
        this.links = links;
        this.backend = backend;
    }

    /// Steers what is to be steered in this network.
    public void follow(NetworkView network) throws IOException {
        var traffic = new SteeredTraffic(names(network), services(backend.endpoints()), real(),
            network.addresses().stream().map(address -> address.prefix().address()).collect(Collectors.toSet()),
            backend.ftpAddresses());
        if (traffic.equals(now)) {
            return;
        }
        steering.steer(traffic);
        if (!traffic.real().equals(now.real())) {
            backend.publishReplies(compiled(traffic.real()));
        }
        now = traffic;
    }

    /// Whether what workers take in this network is kept from the kernel's stack already.
    public boolean covers(NetworkView network) {
        return steering.awaitsAddresses() && now.links().containsAll(names(network));
    }

    private Set<String> names(NetworkView network) {
        return network.links().stream().filter(links).map(Link::name).collect(Collectors.toSet());
    }

    private static Set<SteeredTraffic.Service> services(Set<EndpointMap.Endpoint> endpoints) {
        return endpoints.stream()
            .map(endpoint -> new SteeredTraffic.Service(endpoint.protocol(), endpoint.address(), endpoint.port()))
            .collect(Collectors.toSet());
    }

    private Set<SteeredTraffic.Service> real() {
        var services = new HashSet<SteeredTraffic.Service>();
        for (UserspaceBackend.Behind each : backend.realServers()) {
            if (each.real().settings().method() instanceof ForwardingMethod.Nat) {
                RealServerId id = each.real().id();
                for (Protocol protocol : protocols(each.virtual())) {
                    services.add(new SteeredTraffic.Service(protocol, id.address(), id.port()));
                }
            }
        }
        return services;
    }

    private static List<Protocol> protocols(VirtualServerId id) {
        return switch (id) {
            case VirtualServerId.Address address -> List.of(address.protocol());
            case VirtualServerId.FirewallMark _ -> List.of(Protocol.values());
        };
    }

    private static SteeredReplies compiled(Set<SteeredTraffic.Service> services) {
        return new SteeredReplies(services.stream()
            .map(service -> new EndpointMap.Endpoint(service.protocol(), service.address(), service.port())).toList());
    }
}
