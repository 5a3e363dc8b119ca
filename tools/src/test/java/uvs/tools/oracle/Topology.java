package uvs.tools.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.netlink.InterfaceAddress;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.Neighbour;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.netlink.Route;

/// The network of all scenarios: a director between a router, behind which all clients are, and real servers
/// on its own link.
///
/// ```
///  clients -- router 198.51.100.1 -- cli0 [director] srv0 -- 10.0.0.1 to 10.0.0.20
///                    2001:db8:c::1                          2001:db8:a::1 to 2001:db8:a::14
/// ```
///
/// The virtual addresses 192.0.2.1 to 192.0.2.4 and 2001:db8:5::1 to 2001:db8:5::4 are on `cli0`. What is not
/// in one of these networks is behind the router.
final class Topology {

    static final int MTU = 1500;
    static final int SERVERS = 20;
    static final MacAddress ROUTER = MacAddress.of("02:00:00:00:01:02");

    private static final MacAddress CLIENT_LINK = MacAddress.of("02:00:00:00:01:01");
    private static final MacAddress SERVER_LINK = MacAddress.of("02:00:00:00:02:01");
    private static final long FIRST_SERVER = 0x0200_0000_0300L;
    private static final int MAIN = 254;
    private static final int PERMANENT = 0x80;
    private static final int ETHERNET = 1;

    private static final List<String> CLIENT_ADDRESSES = List.of(
        "198.51.100.254/24", "192.0.2.1/32", "192.0.2.2/32", "192.0.2.3/32", "192.0.2.4/32",
        "2001:db8:c::fe/64", "2001:db8:5::1/128", "2001:db8:5::2/128", "2001:db8:5::3/128",
            "2001:db8:5::4/128");
    private static final List<String> SERVER_ADDRESSES = List.of("10.0.0.254/24", "2001:db8:a::fe/64");
    private static final List<String> ROUTERS = List.of("198.51.100.1", "2001:db8:c::1");

    private Topology() {
    }

    static String device(Side side) {
        return side == Side.CLIENT ? "cli0" : "srv0";
    }

    /// The index of the director's interface in the replay.
    static int index(Side side) {
        return side == Side.CLIENT ? 2 : 3;
    }

    /// The director's own Ethernet address.
    static MacAddress mac(Side side) {
        return side == Side.CLIENT ? CLIENT_LINK : SERVER_LINK;
    }

    static MacAddress serverMac(int number) {
        return new MacAddress(FIRST_SERVER + number);
    }

    private static List<String> server(int number) {
        return List.of("10.0.0." + number, "2001:db8:a::" + Integer.toHexString(number));
    }

    /// The Ethernet address from which a packet with this source comes.
    static MacAddress macOf(Side side, IpAddress source) {
        return side == Side.CLIENT ? ROUTER : serverMac((int) source.low() & 0xff);
    }

    /// Lines for `ip -batch` that build the director in a namespace, with far ends named after it in the
    /// present one.
    static List<String> ipBatch(String namespace) {
        var lines = new ArrayList<String>();
        for (Side side : Side.values()) {
            String device = device(side);
            lines.add("link add "
                + device + " netns " + namespace + " address " + mac(side) + " type veth peer name "
                + farDevice(namespace, side));
            lines.add("link set " + farDevice(namespace, side) + " arp off up");
        }
        return lines;
    }

    static String farDevice(String namespace, Side side) {
        return namespace + "-" + side.word();
    }

    /// Lines for `ip -batch` inside the director's namespace.
    static List<String> ipBatchInside() {
        var lines = new ArrayList<String>();
        lines.add("link set lo up");
        for (Side side : Side.values()) {
            lines.add("link set " + device(side) + " up");
            for (String address : side == Side.CLIENT ? CLIENT_ADDRESSES : SERVER_ADDRESSES) {
                lines.add("address add "
                    + address + " dev " + device(side) + (address.contains(":") ? " nodad" : ""));
            }
        }
        for (String router : ROUTERS) {
            lines.add(neighbour(router, ROUTER, Side.CLIENT));
            lines.add("route add " + everything(router) + " via " + router);
        }
        for (int number = 1; number <= SERVERS; number++) {
            for (String address : server(number)) {
                lines.add(neighbour(address, serverMac(number), Side.SERVER));
            }
        }
        return lines;
    }

    private static String everything(String router) {
        return router.contains(":") ? "::/0" : "0.0.0.0/0";
    }

    private static String neighbour(String address, MacAddress mac, Side side) {
        return "neighbour add " + address + " lladdr " + mac + " nud permanent dev " + device(side);
    }

    /// The same network as the data plane sees it.
    ///
    /// @param serverMtu of the link to the real servers
    static NetworkView view(int clientMtu, int serverMtu) {
        var links = new ArrayList<Link>();
        var addresses = new ArrayList<InterfaceAddress>();
        var routes = new ArrayList<Route>();
        var neighbours = new ArrayList<Neighbour>();
        for (Side side : Side.values()) {
            int index = index(side);
            links.add(new Link(index, device(side), ETHERNET, mac(side),
                side == Side.CLIENT ? clientMtu : serverMtu,
                true));
            for (String address : side == Side.CLIENT ? CLIENT_ADDRESSES : SERVER_ADDRESSES) {
                Prefix prefix = Prefix.of(address);
                addresses.add(new InterfaceAddress(index, prefix));
                if (!address.endsWith("/32") && !address.endsWith("/128")) {
                    routes.add(new Route(
                        prefix.network(), Optional.empty(), index, 0, MAIN, Optional.of(prefix.address())));
                }
            }
        }
        for (String router : ROUTERS) {
            IpAddress gateway = IpAddress.of(router);
            neighbours.add(new Neighbour(index(Side.CLIENT), gateway, ROUTER, PERMANENT));
            routes.add(new Route(Prefix.of(everything(router)), Optional.of(gateway),
                index(Side.CLIENT), 0, MAIN, Optional.empty()));
        }
        for (int number = 1; number <= SERVERS; number++) {
            for (String address : server(number)) {
                neighbours.add(
                    new Neighbour(index(Side.SERVER), IpAddress.of(address), serverMac(number), PERMANENT));
            }
        }
        return new NetworkView(links, addresses, routes, neighbours);
    }
}
