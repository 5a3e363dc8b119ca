package uvs.dataplane.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;

/// The maps of a view answer what looking at every entry answers.
final class LookupProperties {

    /// Few bits differ, so that prefixes lie within each other.
    @Provide
    Arbitrary<IpAddress> addresses() {
        Arbitrary<Integer> nibbles = Arbitraries.integers().between(0, 3);
        Arbitrary<IpAddress> ipv4 = Combinators.combine(nibbles, nibbles, nibbles, nibbles)
            .as((a, b, c, d) -> IpAddress.ofIpv4(a << 30 | b << 20 | c << 8 | d << 1 | d & 1));
        Arbitrary<IpAddress> ipv6 = Combinators.combine(nibbles, nibbles, nibbles, nibbles)
            .as((a, b, c, d) -> IpAddress.ofIpv6((long) a << 62 | b, (long) c << 62 | (long) d << 31 | d));
        return Arbitraries.oneOf(ipv4, ipv6);
    }

    @Provide
    Arbitrary<Set<IpAddress>> manyAddresses() {
        return addresses().set().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Prefix> prefixes() {
        return addresses().flatMap(address -> Arbitraries.oneOf(
                Arbitraries.integers().between(0, address.family().bits()),
                Arbitraries.of(0, 1, 31, 32), Arbitraries.of(0, 63, 64, 65, 127, 128))
            .map(length -> new Prefix(address, Math.min(length, address.family().bits()))));
    }

    @Provide
    Arbitrary<List<Route>> routes() {
        Arbitrary<Integer> metrics = Arbitraries.integers().between(0, 3);
        return Combinators.combine(prefixes(), metrics, Arbitraries.integers().between(1, 9))
            .as((prefix, metric, link) ->
                new Route(prefix, Optional.empty(), link, metric, 254, Optional.empty()))
            .list().ofMaxSize(60);
    }

    @Property(tries = 500)
    void findsTheLongestPrefixWithTheLowestMetric(
            @ForAll("routes") List<Route> routes, @ForAll("addresses") IpAddress address) {
        Route found = new RouteTable(address.family(), routes).find(address.high(), address.low());
        Optional<Route> best = routes.stream().filter(route -> route.destination().contains(address))
            .min(Comparator.comparing((Route route) -> -route.destination().length()).thenComparing(Route::metric));

        assertEquals(best.map(Route::destination).map(Prefix::network),
            Optional.ofNullable(found).map(Route::destination).map(Prefix::network));
        assertEquals(best.map(Route::metric), Optional.ofNullable(found).map(Route::metric));
    }

    @Property(tries = 500)
    void mapsAddressesAsAHashMapDoes(
            @ForAll("manyAddresses") Set<IpAddress> there, @ForAll("manyAddresses") Set<IpAddress> asked) {
        for (Family family : Family.values()) {
            Map<IpAddress, IpAddress> entries = new HashMap<>();
            there.stream().filter(each -> each.family() == family).forEach(each -> entries.put(each, each));
            var map = new AddressMap<>(entries);

            Set<IpAddress> all = new HashSet<>(asked);
            all.addAll(there);
            for (IpAddress address : all) {
                if (address.family() == family) {
                    assertSame(entries.get(address), map.get(address.high(), address.low()));
                }
            }
        }
    }

    @Example
    void holdsManyAddressesThatFollowEachOther() {
        var entries = new HashMap<IpAddress, Integer>();
        for (int i = 0; i < 100_000; i++) {
            entries.put(IpAddress.ofIpv4(0x0a00_0000 + i), i);
        }
        var map = new AddressMap<>(entries);
        for (int i = 0; i < 100_000; i++) {
            assertEquals(i, map.get(0, 0x0a00_0000L + i));
        }
        assertNull(map.get(0, 0x0a00_0000L + 100_000));
        assertNull(map.get(1, 0x0a00_0000L));
    }

    @Example
    void leavesRoutesOfOtherTablesAlone() {
        List<Route> routes = new ArrayList<>();
        routes.add(route("192.0.2.0/24", 255));
        routes.add(route("192.0.2.0/25", 100));
        assertNull(find(routes));
        routes.add(route("0.0.0.0/0", 253));
        assertEquals(Prefix.of("0.0.0.0/0"), find(routes).destination());
        routes.add(route("192.0.0.0/16", 254));
        assertEquals(Prefix.of("192.0.0.0/16"), find(routes).destination());
    }

    private static Route route(String destination, int table) {
        return new Route(Prefix.of(destination), Optional.empty(), 1, 0, table, Optional.empty());
    }

    private static Route find(List<Route> routes) {
        return new NetworkView(List.of(), List.of(), routes, List.of())
            .route(false, 0, IpAddress.of("192.0.2.1").low());
    }
}
