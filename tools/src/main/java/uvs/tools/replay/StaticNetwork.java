package uvs.tools.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.netlink.InterfaceAddress;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.Neighbour;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.netlink.Route;

/// A network put together from what a command line says of it, piece by piece.
///
/// Each method takes one piece as the user wrote it, and throws an [IllegalArgumentException] with the cure
/// for one that makes no sense.
public final class StaticNetwork {

    private static final int ETHERNET = 1;
    private static final int DEFAULT_MTU = 1500;
    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65_535;
    private static final int TABLE_MAIN = 254;
    /// `NUD_PERMANENT` of `linux/neighbour.h`.
    private static final int PERMANENT = 0x80;

    /// As the kernel allows them, and safe as the name of a file.
    private static final Pattern NAME = Pattern.compile("(?!\\.\\.?$)[^/:\\s]{1,15}");
    private static final Pattern INTERFACE = Pattern.compile("([^=]*)=(.*)");
    private static final Pattern NEIGHBOUR = Pattern.compile("([^=]*)=([^@]*)@(.*)");
    private static final Pattern ROUTE = Pattern.compile("([^@]*)@([^,]*)(?:,\\s*via[ =](.*))?");

    private final Map<String, Link> links = new LinkedHashMap<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Neighbour> neighbours = new ArrayList<>();

    /// Adds an interface: `NAME=MAC[,mtu=BYTES][,ADDRESS/LENGTH…]`. Each address makes a route to its subnet.
    public void addInterface(String text) {
        Matcher parts = match(INTERFACE, text, "interface", "NAME=MAC,ADDRESS/LENGTH");
        String name = parts.group(1);
        if (!NAME.matcher(name).matches() || links.containsKey(name)) {
            throw new IllegalArgumentException("interface '" + text + "': '" + name + "' "
                + (links.containsKey(name) ? "is there already" : "is no name of an interface"));
        }
        String[] values = parts.group(2).split(",", -1);
        int index = links.size() + 1;
        int mtu = DEFAULT_MTU;
        for (int i = 1; i < values.length; i++) {
            if (values[i].startsWith("mtu=")) {
                mtu = mtu(values[i].substring(4), text);
            } else {
                addAddress(index, prefix(values[i], text));
            }
        }
        links.put(name, new Link(index, name, ETHERNET, mac(values[0], text), mtu, true));
    }

    private void addAddress(int linkIndex, Prefix prefix) {
        addresses.add(new InterfaceAddress(linkIndex, prefix));
        if (prefix.length() < prefix.address().family().bits()) {
            routes.add(new Route(prefix.network(), Optional.empty(), linkIndex, 0, TABLE_MAIN,
                Optional.of(prefix.address())));
        }
    }

    /// Adds a neighbour: `ADDRESS=MAC@NAME`.
    public void addNeighbour(String text) {
        Matcher parts = match(NEIGHBOUR, text, "neighbour", "ADDRESS=MAC@NAME");
        neighbours.add(new Neighbour(link(parts.group(3)).index(), address(parts.group(1), text),
            mac(parts.group(2), text), PERMANENT));
    }

    /// Adds a route: `PREFIX@NAME[,via ADDRESS]`.
    public void addRoute(String text) {
        Matcher parts = match(ROUTE, text, "route", "PREFIX@NAME or PREFIX@NAME,via ADDRESS");
        Prefix destination = prefix(parts.group(1), text).network();
        Optional<IpAddress> gateway = Optional.ofNullable(parts.group(3)).map(via -> address(via, text));
        routes.add(
            new Route(destination, gateway, link(parts.group(2)).index(), 0, TABLE_MAIN, Optional.empty()));
    }

    /// The interface of that name.
    public Link link(String name) {
        Link link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException("there is no interface '"
                + name + "'; name it with --interface");
        }
        return link;
    }

    /// The interfaces in the order in which they were added.
    public List<Link> links() {
        return List.copyOf(links.values());
    }

    public NetworkView view() {
        return new NetworkView(links.values(), addresses, routes, neighbours);
    }

    private static Matcher match(Pattern pattern, String text, String what, String form) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(what + " '" + text + "' is not " + form);
        }
        return matcher;
    }

    private static MacAddress mac(String text, String whole) {
        try {
            return MacAddress.of(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("'" + text + "' in '" + whole
                + "' is no Ethernet address such as 02:00:00:00:00:01");
        }
    }

    private static Prefix prefix(String text, String whole) {
        return Prefix.parse(text).orElseThrow(() -> new IllegalArgumentException(
            "'" + text + "' in '" + whole + "' is not ADDRESS/LENGTH such as 192.0.2.1/24"));
    }

    private static IpAddress address(String text, String whole) {
        return IpAddress.parse(text).orElseThrow(() -> new IllegalArgumentException(
            "'" + text + "' in '" + whole + "' is no IP address"));
    }

    private static int mtu(String text, String whole) {
        int mtu = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException(
                "mtu '" + text + "' in '" + whole + "' is not in " + MIN_MTU + ".." + MAX_MTU);
        }
        return mtu;
    }
}
