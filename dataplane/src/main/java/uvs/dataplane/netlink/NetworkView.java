package uvs.dataplane.netlink;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// The network around this machine as the kernel knew it at one moment: links, local addresses, routes,
/// neighbours. Immutable; read by every worker. The look-ups for the packet path take primitives and allocate
/// nothing; in them an IPv4 address is `high` 0 and the low 32 bits of `low`.
///
/// Routes are those of the tables main (254) and default (253). Policy rules are not followed.
public final class NetworkView {

    private static final int TABLE_MAIN = 254;
    private static final int TABLE_DEFAULT = 253;
    private static final long BROADCAST = 0xffff_ffffL;

    private final Map<Integer, Link> links;
    private final List<InterfaceAddress> addresses;
    private final AddressMap<InterfaceAddress> localIpv4;
    private final AddressMap<InterfaceAddress> localIpv6;
    /// The address of each link that is not for the link only.
    private final Map<Integer, IpAddress> firstIpv4;
    private final Map<Integer, IpAddress> firstIpv6;
    private final List<Route> routes;
    private final RouteTable routesIpv4;
    private final RouteTable routesIpv6;
    private final Map<Integer, AddressMap<Neighbour>> neighboursIpv4;
    private final Map<Integer, AddressMap<Neighbour>> neighboursIpv6;

    public NetworkView(Collection<Link> links, Collection<InterfaceAddress> addresses, Collection<Route> routes,
        Collection<Neighbour> neighbours) {
        this.links = byIndex(links);
        this.addresses = List.copyOf(addresses);
        localIpv4 = local(Family.IPV4);
        localIpv6 = local(Family.IPV6);
        firstIpv4 = first(Family.IPV4);
        firstIpv6 = first(Family.IPV6);
        List<Route> followed = routes.stream()
            .filter(route -> route.table() == TABLE_MAIN || route.table() == TABLE_DEFAULT).toList();
        this.routes = followed;
        routesIpv4 = new RouteTable(Family.IPV4, followed);
        routesIpv6 = new RouteTable(Family.IPV6, followed);
        neighboursIpv4 = neighbours(neighbours, Family.IPV4);
        neighboursIpv6 = neighbours(neighbours, Family.IPV6);
    }

    private static Map<Integer, Link> byIndex(Collection<Link> links) {
        var map = new HashMap<Integer, Link>();
        links.forEach(link -> map.put(link.index(), link));
        return Map.copyOf(map);
    }

    private AddressMap<InterfaceAddress> local(Family family) {
        var map = new HashMap<IpAddress, InterfaceAddress>();
        for (InterfaceAddress address : addresses) {
            if (address.prefix().address().family() == family) {
                map.put(address.prefix().address(), address);
            }
        }
        return new AddressMap<>(map);
    }

    private Map<Integer, IpAddress> first(Family family) {
        var map = new HashMap<Integer, IpAddress>();
        for (InterfaceAddress each : addresses) {
            IpAddress address = each.prefix().address();
            if (address.family() == family && !address.isLinkLocalIpv6()) {
                map.putIfAbsent(each.linkIndex(), address);
            }
        }
        return Map.copyOf(map);
    }

    private static Map<Integer, AddressMap<Neighbour>> neighbours(Collection<Neighbour> all, Family family) {
        var grouped = new HashMap<Integer, Map<IpAddress, Neighbour>>();
        for (Neighbour neighbour : all) {
            if (neighbour.address().family() == family) {
                grouped.computeIfAbsent(neighbour.linkIndex(), _ -> new HashMap<>())
                    .put(neighbour.address(), neighbour);
            }
        }
        var maps = new HashMap<Integer, AddressMap<Neighbour>>();
        grouped.forEach((linkIndex, group) -> maps.put(linkIndex, new AddressMap<>(group)));
        return Map.copyOf(maps);
    }

    public Collection<Link> links() {
        return links.values();
    }

    /// The link, or null.
    public Link link(int index) {
        return links.get(index);
    }

    public Optional<Link> link(String name) {
        return links.values().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    public List<InterfaceAddress> addresses() {
        return addresses;
    }

    public boolean isLocal(IpAddress address) {
        return isLocal(address.family() == Family.IPV6, address.high(), address.low());
    }

    /// Whether the kernel takes packets for this address as its own: it is on an interface, or loopback.
    public boolean isLocal(boolean ipv6, long high, long low) {
        if (ipv6) {
            return high == 0 && low == 1 || localIpv6.get(high, low) != null;
        }
        return low >>> 24 == 127 || localIpv4.get(0, low) != null;
    }

    /// Whether nobody sends from an address: it is this machine's own, loopback, unspecified, a group or a broadcast
    /// (RFC 1812, section 5.3.7).
    public boolean isMartianSource(boolean ipv6, long high, long low) {
        if (ipv6) {
            return high >>> 56 == 0xff || (high | low) == 0 || isLocal(true, high, low);
        }
        return low >>> 28 == 0xe || low == BROADCAST || low >>> 24 == 0 || isLocal(false, high, low);
    }

    /// The route to an address, or null when there is none.
    public Route route(boolean ipv6, long high, long low) {
        return ipv6 ? routesIpv6.find(high, low) : routesIpv4.find(0, low);
    }

    /// Whether the routes are those of another view.
    public boolean routesAs(NetworkView other) {
        return routes.equals(other.routes);
    }

    /// The address that the kernel would send to `(high, low)` from, or null.
    public IpAddress source(boolean ipv6, long high, long low) {
        Route route = route(ipv6, high, low);
        if (route == null) {
            return null;
        }
        return route.preferredSource().isPresent() ? route.preferredSource().get()
            : (ipv6 ? firstIpv6 : firstIpv4).get(route.linkIndex());
    }

    /// What is known of a neighbour on a link, or null.
    public Neighbour neighbour(int linkIndex, boolean ipv6, long high, long low) {
        AddressMap<Neighbour> map = (ipv6 ? neighboursIpv6 : neighboursIpv4).get(linkIndex);
        return map == null ? null : map.get(high, low);
    }
}
