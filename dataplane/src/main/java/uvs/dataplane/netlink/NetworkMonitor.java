package uvs.dataplane.netlink;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;

/// Follows what the kernel knows of the network, and publishes it as [NetworkView]s.
///
/// One thread owns a monitor and calls [#poll]; any thread reads [#view].
public final class NetworkMonitor implements AutoCloseable {

    /// `RTNLGRP_LINK`, `_NEIGH`, `_IPV4_IFADDR`, `_IPV4_ROUTE`, `_IPV6_IFADDR`, `_IPV6_ROUTE`.
    private static final int[] GROUPS = {1, 3, 5, 7, 9, 11};
    /// So that a flood of notifications does not keep the owner from its other work.
    private static final int RECEIVES_A_POLL = 256;

    private final NetlinkSocket notifications;
    private final Rtnetlink requests;

    private final Map<Integer, Link> links = new HashMap<>();
    private final Set<InterfaceAddress> addresses = new LinkedHashSet<>();
    private final Map<RouteKey, Route> routes = new HashMap<>();
    private final Map<NeighbourKey, Neighbour> neighbours = new HashMap<>();

    private volatile NetworkView view;

    /// What the kernel takes for one route: a change of the rest replaces it.
    private record RouteKey(Prefix destination, int table, int metric, int linkIndex) {}

    private record NeighbourKey(int linkIndex, IpAddress address) {}

    public NetworkMonitor() throws SystemCallException {
        requests = new Rtnetlink();
        try {
            notifications = new NetlinkSocket(NetlinkSocket.ROUTE, GROUPS);
        } catch (SystemCallException e) {
            requests.close();
            throw e;
        }
        readAll();
    }

    /// The network as it was at the last [#poll].
    public NetworkView view() {
        return view;
    }

    /// Becomes readable when there is something to poll for.
    public Descriptor descriptor() {
        return notifications.descriptor();
    }

    /// Asks the kernel to find a neighbour; see [Rtnetlink#resolve].
    public void resolve(int linkIndex, IpAddress address) throws SystemCallException {
        requests.resolve(linkIndex, address);
    }

    /// Takes in what was notified. Answers whether the view has changed.
    public boolean poll() throws SystemCallException {
        boolean changed = false;
        boolean routesSuspect = false;
        for (int i = 0; i < RECEIVES_A_POLL; i++) {
            List<NetlinkMessage> received;
            try {
                received = notifications.receive();
            } catch (SystemCallException e) {
                if (e.errno() != Errno.ENOBUFS) {
                    throw e;
                }
                // Notifications were lost; what is true now is read anew.
                readAll();
                return true;
            }
            if (received.isEmpty()) {
                break;
            }
            for (NetlinkMessage message : received) {
                boolean applied = apply(message);
                changed |= applied;
                routesSuspect |= applied && takesRoutesAlong(message);
            }
        }
        if (routesSuspect) {
            readRoutes();
        }
        if (changed) {
            publish();
        }
        return changed;
    }

    private void readAll() throws SystemCallException {
        links.clear();
        addresses.clear();
        neighbours.clear();
        requests.links().forEach(link -> links.put(link.index(), link));
        addresses.addAll(requests.addresses());
        readRoutes();
        requests.neighbours().forEach(neighbour -> neighbours.put(key(neighbour), neighbour));
        publish();
    }

    private void readRoutes() throws SystemCallException {
        routes.clear();
        requests.routes().forEach(route -> routes.put(key(route), route));
    }

    /// The IPv4 routes which the kernel drops because a link went down or an address went away are not notified, nor is
    /// the route whose place another one takes.
    private static boolean takesRoutesAlong(NetlinkMessage message) {
        return switch (message.type()) {
            case Rtnetlink.NEW_LINK, Rtnetlink.DELETE_LINK, Rtnetlink.DELETE_ADDRESS -> true;
            case Rtnetlink.NEW_ROUTE -> message.replaces();
            default -> false;
        };
    }

    private void publish() {
        view = new NetworkView(links.values(), addresses, routes.values(), neighbours.values());
    }

    private boolean apply(NetlinkMessage message) {
        return switch (message.type()) {
            case Rtnetlink.NEW_LINK -> !isOfBridge(message) && put(Rtnetlink.link(message));
            case Rtnetlink.DELETE_LINK ->
                !isOfBridge(message) && links.remove(Rtnetlink.link(message).index()) != null;
            case Rtnetlink.NEW_ADDRESS -> Rtnetlink.address(message).map(addresses::add).orElse(false);
            case Rtnetlink.DELETE_ADDRESS -> Rtnetlink.address(message).map(addresses::remove).orElse(false);
            case Rtnetlink.NEW_ROUTE -> Rtnetlink.route(message)
                .map(route -> !route.equals(routes.put(key(route), route))).orElse(false);
            case Rtnetlink.DELETE_ROUTE -> Rtnetlink.route(message)
                .map(route -> routes.remove(key(route)) != null).orElse(false);
            case Rtnetlink.NEW_NEIGHBOUR -> Rtnetlink.neighbour(message)
                .map(neighbour -> !neighbour.equals(neighbours.put(key(neighbour), neighbour))).orElse(false);
            case Rtnetlink.DELETE_NEIGHBOUR -> Rtnetlink.neighbour(message)
                .map(neighbour -> neighbours.remove(key(neighbour)) != null).orElse(false);
            default -> false;
        };
    }

    /// A bridge speaks of its ports in messages of the same types and another family.
    private static boolean isOfBridge(NetlinkMessage message) {
        return message.payload().get(0) != 0;
    }

    private boolean put(Link link) {
        return !link.equals(links.put(link.index(), link));
    }

    private static RouteKey key(Route route) {
        return new RouteKey(route.destination(), route.table(), route.metric(), route.linkIndex());
    }

    private static NeighbourKey key(Neighbour neighbour) {
        return new NeighbourKey(neighbour.linkIndex(), neighbour.address());
    }

    @Override
    public void close() {
        notifications.close();
        requests.close();
    }
}
