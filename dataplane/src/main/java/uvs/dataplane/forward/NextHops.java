package uvs.dataplane.forward;

import java.util.Arrays;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.netlink.Neighbour;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.netlink.Route;
import uvs.dataplane.port.Port;

/// Finds next hops in a [NetworkView], and remembers them while that view holds.
///
/// Both memories are direct-mapped: what has lost its place to another is looked up again. Only a neighbour that was
/// never seen costs an allocation; destinations behind a gateway share the gateway's.
final class NextHops {

    private static final int PLACES = 8192;

    private final PortSet ports;
    private final long[] high = new long[PLACES];
    private final long[] low = new long[PLACES];
    private final NextHop[] byDestination = new NextHop[PLACES];
    /// What is sent to a destination from, once that was asked for.
    private final IpAddress[] sources = new IpAddress[PLACES];
    private final NextHop[] byNeighbour = new NextHop[PLACES];
    private NetworkView view;

    NextHops(PortSet ports) {
        this.ports = ports;
    }

    /// Forgets what was remembered, and looks into this view from now on.
    void follow(NetworkView newView) {
        view = newView;
        Arrays.fill(byDestination, null);
        Arrays.fill(byNeighbour, null);
    }

    NetworkView view() {
        return view;
    }

    /// The next hop to an address, or null when there is no route, or none by a port of the data plane.
    NextHop find(boolean ipv6, long addressHigh, long addressLow) {
        int place = place(addressHigh, addressLow);
        if (isAt(place, ipv6, addressHigh, addressLow)) {
            return byDestination[place];
        }
        Route route = view.route(ipv6, addressHigh, addressLow);
        Port port = route == null ? null : ports.on(route.linkIndex());
        if (port == null) {
            return null;
        }
        NextHop hop = route.gateway().isPresent()
            ? neighbour(port, route.gateway().get(), ipv6)
            : neighbour(port, ipv6, addressHigh, addressLow);
        byDestination[place] = hop;
        sources[place] = null;
        high[place] = addressHigh;
        low[place] = addressLow;
        return hop;
    }

    private boolean isAt(int place, boolean ipv6, long addressHigh, long addressLow) {
        NextHop hop = byDestination[place];
        return hop != null && low[place] == addressLow && high[place] == addressHigh && hop.forIpv6() == ipv6;
    }

    /// The high half of the address that this machine sends to another from; 0 when there is none.
    long sourceHigh(boolean ipv6, long addressHigh, long addressLow) {
        IpAddress source = source(ipv6, addressHigh, addressLow);
        return source == null ? 0 : source.high();
    }

    /// The low half of it.
    long sourceLow(boolean ipv6, long addressHigh, long addressLow) {
        IpAddress source = source(ipv6, addressHigh, addressLow);
        return source == null ? 0 : source.low();
    }

    private IpAddress source(boolean ipv6, long addressHigh, long addressLow) {
        int place = place(addressHigh, addressLow);
        boolean remembered = isAt(place, ipv6, addressHigh, addressLow);
        if (remembered && sources[place] != null) {
            return sources[place];
        }
        IpAddress source = view.source(ipv6, addressHigh, addressLow);
        if (remembered) {
            sources[place] = source;
        }
        return source;
    }

    /// The same next hop as the network knows it now, or null when its port is gone.
    NextHop again(NextHop before) {
        Port port = ports.on(before.linkIndex());
        return port == null ? null : neighbour(port, before.address(), before.forIpv6());
    }

    private NextHop neighbour(Port port, boolean ipv6, long addressHigh, long addressLow) {
        NextHop known = byNeighbour[place(addressHigh, addressLow)];
        if (known != null && known.is(port, ipv6, addressHigh, addressLow) && known.forIpv6() == ipv6) {
            return known;
        }
        return neighbour(port, new IpAddress(ipv6 ? Family.IPV6 : Family.IPV4, addressHigh, addressLow), ipv6);
    }

    private NextHop neighbour(Port port, IpAddress address, boolean forIpv6) {
        boolean ipv6 = address.family() == Family.IPV6;
        int place = place(address.high(), address.low());
        NextHop known = byNeighbour[place];
        if (known != null && known.is(port, ipv6, address.high(), address.low()) && known.forIpv6() == forIpv6) {
            return known;
        }
        Neighbour neighbour = view.neighbour(port.link().index(), ipv6, address.high(), address.low());
        boolean resolved = neighbour != null && neighbour.isValid();
        var hop = new NextHop(port, address, forIpv6, resolved, resolved ? neighbour.mac().bits() : 0,
            resolved && neighbour.isStale(), port.link().address().bits(), port.link().mtu());
        byNeighbour[place] = hop;
        return hop;
    }

    private static int place(long addressHigh, long addressLow) {
        long mixed = (addressHigh * 0x9e37_79b9_7f4a_7c15L ^ addressLow) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed >>> 40) & PLACES - 1;
    }
}
