package uvs.vrrp.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

import uvs.config.Route;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.NetlinkSocket;
import uvs.dataplane.netlink.NetlinkWriter;

/// Puts routes into the kernel's tables and takes them away (`RTM_NEWROUTE`, `RTM_DELROUTE`).
public final class KernelRoutes implements AutoCloseable {

    private static final int NEW_ROUTE = 24;
    private static final int DELETE_ROUTE = 25;
    private static final int REPLACE = 0x100;
    private static final int EXCLUSIVE = 0x200;
    private static final int CREATE = 0x400;
    private static final int APPEND = 0x800;

    private static final int RTA_DST = 1;
    private static final int RTA_SRC = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_FLOW = 11;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;
    private static final int RTA_PREF = 20;
    private static final int RTA_EXPIRES = 23;
    private static final int RTA_TTL_PROPAGATE = 26;

    private static final int RTNH_F_ONLINK = 4;
    private static final int TABLE_MAIN = 254;
    private static final int PROTOCOL_KEEPALIVED = 18;
    private static final int SCOPE_GLOBAL = 0;
    private static final int SCOPE_LINK = 253;
    private static final int SCOPE_HOST = 254;
    private static final int SCOPE_NOWHERE = 255;
    private static final int UNICAST = 1;

    private static final Map<String, Integer> TYPES = Map.of("unicast", UNICAST, "local", 2, "broadcast", 3,
        "anycast", 4, "multicast", 5, "blackhole", 6, "unreachable", 7, "prohibit", 8, "throw", 9, "nat", 10);
    private static final Map<String, Integer> PREFERENCES = Map.of("medium", 0, "high", 1, "low", 3);

    private final NetlinkSocket socket;
    private final InterfaceWatch watch;
    private final NetlinkWriter writer = new NetlinkWriter();

    public KernelRoutes(InterfaceWatch watch) throws SystemCallException {
        this.watch = watch;
        socket = new NetlinkSocket(NetlinkSocket.ROUTE);
    }

    /// Adds a route; the very same one that is there already is no error, unless it says `add`.
    ///
    /// @throws IllegalArgumentException where the route names something that does not exist
    public void add(Route route) throws SystemCallException {
        int how = switch (route.insertion()) {
            case REPLACE -> CREATE | REPLACE;
            case ADD -> CREATE | EXCLUSIVE;
            case APPEND -> CREATE | APPEND;
            case PREPEND -> CREATE;
        };
        message(NEW_ROUTE, how, route);
        try {
            socket.request(writer, "RTM_NEWROUTE " + route.destination());
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EEXIST || route.insertion() == Route.Insertion.ADD) {
                throw e;
            }
        }
    }

    /// Whether what the kernel says is gone is this route.
    public static boolean isSame(Route route, RouteWatch.Gone.OfRoute gone) {
        return route.destination().network().equals(gone.destination())
            && table(route) == gone.table()
            && TYPES.getOrDefault(route.type(), -1) == gone.type()
            && (route.family() == Family.IPV6 || route.dsfield().map(IprouteNames::dsfield).orElse(0) == gone.dsfield())
            && (route.metric().isEmpty() || (int) (long) route.metric().get() == gone.metric());
    }

    /// Takes a route away. One that is not there is no error.
    public void remove(Route route) throws SystemCallException {
        message(DELETE_ROUTE, 0, route);
        try {
            socket.request(writer, "RTM_DELROUTE " + route.destination());
        } catch (SystemCallException e) {
            boolean isGone = e.errno() == Errno.ESRCH || e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV
                || e.errno() == Errno.ENETUNREACH || e.errno() == Errno.ENETDOWN;
            if (!isGone) {
                throw e;
            }
        }
    }

    private void message(int message, int how, Route route) {
        if (!route.encap().isEmpty() || route.nexthops().stream().anyMatch(hop -> !hop.encap().isEmpty())) {
            throw new IllegalArgumentException(
                "route " + route.destination() + ": encap is not supported; add this route with ip route");
        }
        if (route.vrf().isPresent()) {
            throw new IllegalArgumentException("route " + route.destination()
                + ": vrf is not supported; name the table of the VRF instead");
        }
        int type = Optional.ofNullable(TYPES.get(route.type())).orElseThrow(() -> new IllegalArgumentException(
            "route " + route.destination() + ": type " + route.type() + " is not supported"));
        int table = table(route);
        writer.message(message, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE | how)
            .u8(route.family().number())
            .u8(route.destination().length())
            .u8(route.as().map(Prefix::length).orElse(0))
            .u8(route.dsfield().map(IprouteNames::dsfield).orElse(0))
            .u8(table < 256 ? table : 0)
            .u8(route.protocol().map(IprouteNames::protocol).orElse(PROTOCOL_KEEPALIVED))
            .u8(message == DELETE_ROUTE && route.scope().isEmpty() ? SCOPE_NOWHERE : scope(route, type))
            .u8(type)
            .i32(route.onlink() ? RTNH_F_ONLINK : 0);
        if (route.destination().length() > 0) {
            writer.attribute(RTA_DST, route.destination().address().bytes());
        }
        writer.attribute32(RTA_TABLE, table);
        route.as().ifPresent(from -> writer.attribute(RTA_SRC, from.address().bytes()));
        route.source().ifPresent(source -> writer.attribute(RTA_PREFSRC, source.bytes()));
        route.metric().ifPresent(metric -> writer.attribute32(RTA_PRIORITY, (int) (long) metric));
        route.via().ifPresent(gateway -> gateway(route.family(), gateway));
        route.interfaceName().ifPresent(name -> writer.attribute32(RTA_OIF, index(name)));
        route.realms().ifPresent(realms -> writer.attribute32(RTA_FLOW, realms(realms)));
        if (message == NEW_ROUTE) {
            RouteMetrics.write(writer, RTA_METRICS, route);
            route.expires().ifPresent(after -> writer.attribute32(RTA_EXPIRES, (int) after.toSeconds()));
            route.preference().ifPresent(word -> writer.attribute8(RTA_PREF, PREFERENCES.getOrDefault(word, 0)));
            route.ttlPropagate().ifPresent(on -> writer.attribute8(RTA_TTL_PROPAGATE, on ? 1 : 0));
        }
        nexthops(route);
    }

    private static int table(Route route) {
        return route.table().map(IprouteNames::table).orElse(TABLE_MAIN);
    }

    private static int scope(Route route, int type) {
        if (route.scope().isPresent()) {
            return IprouteNames.scope(route.scope().get());
        }
        if (route.family() == Family.IPV6) {
            return SCOPE_GLOBAL;
        }
        return switch (type) {
            case 2, 10 -> SCOPE_HOST;
            case 3, 4, 5 -> SCOPE_LINK;
            case UNICAST -> route.via().isEmpty() && route.nexthops().isEmpty() ? SCOPE_LINK : SCOPE_GLOBAL;
            default -> SCOPE_GLOBAL;
        };
    }

    /// A gateway of the other family is told with its family in front (RFC 5549).
    private void gateway(Family family, IpAddress gateway) {
        if (gateway.family() == family) {
            writer.attribute(RTA_GATEWAY, gateway.bytes());
            return;
        }
        byte[] address = gateway.bytes();
        var via = ByteBuffer.allocate(2 + address.length).order(ByteOrder.nativeOrder());
        writer.attribute(RTA_VIA, via.putShort((short) gateway.family().number()).put(address).array());
    }

    /// `struct rtnexthop`s: length, flags, weight less one, interface; attributes follow.
    private void nexthops(Route route) {
        if (route.nexthops().isEmpty()) {
            return;
        }
        int all = writer.nest(RTA_MULTIPATH);
        for (Route.Nexthop hop : route.nexthops()) {
            int own = writer.structure();
            writer.u8(hop.onlink() ? RTNH_F_ONLINK : 0).u8(Math.max(0, hop.weight() - 1))
                .i32(hop.interfaceName().map(this::index).orElse(0));
            hop.via().ifPresent(gateway -> gateway(route.family(), gateway));
            hop.realms().ifPresent(realms -> writer.attribute32(RTA_FLOW, realms(realms)));
            writer.end(own);
        }
        writer.end(all);
    }

    private int index(String name) {
        return watch.link(name).map(NetworkInterface::index).orElseThrow(() -> new IllegalArgumentException(
            "there is no interface " + name + " for a route; name one that `ip link` lists"));
    }

    /// `TO`, or `FROM/TO`, as `ip route` has it.
    static int realms(String text) {
        int slash = text.indexOf('/');
        return slash < 0
            ? IprouteNames.realm(text)
            : IprouteNames.realm(text.substring(0, slash)) << 16 | IprouteNames.realm(text.substring(slash + 1));
    }

    @Override
    public void close() {
        socket.close();
    }
}
