package uvs.dataplane.netlink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// The routes of one family, immutable: the longest prefix wins, then the lowest metric.
///
/// A look-up tries each prefix length that there is, longest first; it allocates nothing.
final class RouteTable {

    private final int[] lengths;
    private final List<AddressMap<Route>> byLength;
    private final boolean ipv4;

    RouteTable(Family family, List<Route> routes) {
        ipv4 = family == Family.IPV4;
        var grouped = new TreeMap<Integer, Map<IpAddress, Route>>(Comparator.reverseOrder());
        for (Route route : routes) {
            if (route.destination().address().family() == family) {
                grouped.computeIfAbsent(route.destination().length(), _ -> new HashMap<>())
                    .merge(route.destination().network().address(), route, RouteTable::better);
            }
        }
        lengths = grouped.keySet().stream().mapToInt(Integer::intValue).toArray();
        byLength = new ArrayList<>();
        grouped.values().forEach(group -> byLength.add(new AddressMap<>(group)));
    }

    private static Route better(Route one, Route other) {
        return other.metric() < one.metric() ? other : one;
    }

    /// The route for an address, or null. An IPv4 address stands in the low 32 bits of `low`.
    Route find(long high, long low) {
        for (int i = 0; i < lengths.length; i++) {
            int length = lengths[i];
            Route route = ipv4
                ? byLength.get(i).get(0, length == 0 ? 0 : low & 0xffff_ffffL << 32 - length & 0xffff_ffffL)
                : byLength.get(i).get(maskHigh(high, length), maskLow(low, length));
            if (route != null) {
                return route;
            }
        }
        return null;
    }

    private static long maskHigh(long high, int length) {
        return length == 0 ? 0 : length >= 64 ? high : high & -1L << 64 - length;
    }

    private static long maskLow(long low, int length) {
        return length <= 64 ? 0 : low & -1L << 128 - length;
    }
}
