package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;

/// One line of `virtual_routes` or `static_routes`, in the words of `ip route`.
///
/// Names which iproute2 keeps in its tables (`table`, `scope`, `protocol`, `dsfield`, `realms`) stay as they
/// were written.
///
/// @param type        `unicast` unless given
/// @param destination the whole family's prefix for `default`
/// @param features    of TCP, such as `ecn`
/// @param encap       the words after `encap`
/// @param insertion   how the route goes among others of the same destination
/// @param tracked     whether the instance faults when the kernel loses it
public record Route(
    Family family,
    String type,
    Prefix destination,
    Optional<IpAddress> source,
    Optional<Prefix> as,
    Optional<IpAddress> via,
    Optional<String> interfaceName,
    Optional<String> table,
    Optional<String> dsfield,
    Optional<String> protocol,
    Optional<String> scope,
    Optional<Long> metric,
    boolean onlink,
    List<Metric> metrics,
    Optional<String> realms,
    List<String> features,
    Optional<Boolean> quickAck,
    Optional<String> congestionControl,
    boolean congestionControlLocked,
    Optional<Duration> expires,
    Optional<String> preference,
    Optional<Boolean> ttlPropagate,
    Optional<Boolean> fastopenNoCookie,
    List<String> encap,
    Optional<String> vrf,
    Insertion insertion,
    List<Nexthop> nexthops,
    boolean tracked,
    Optional<String> trackGroup) {

    public Route {
        metrics = List.copyOf(metrics);
        features = List.copyOf(features);
        encap = List.copyOf(encap);
        nexthops = List.copyOf(nexthops);
    }

    public Route withoutTracking() {
        return with(protocol, false);
    }

    public Route withoutProtocol() {
        return with(Optional.empty(), tracked);
    }

    private Route with(Optional<String> newProtocol, boolean newTracked) {
        return new Route(
            family, type, destination, source, as, via, interfaceName, table, dsfield, newProtocol, scope,
            metric, onlink, metrics, realms, features, quickAck, congestionControl, congestionControlLocked,
            expires, preference, ttlPropagate, fastopenNoCookie, encap, vrf, insertion, nexthops, newTracked,
            trackGroup);
    }

    /// A metric of the route, such as `mtu`.
    ///
    /// @param value  in the unit of `ip route`, with its suffix if it has one
    /// @param locked whether the kernel may not change it
    public record Metric(String name, String value, boolean locked) {
    }

    /// One way of several.
    ///
    /// @param weight 1 to 256, its share
    public record Nexthop(
        Optional<IpAddress> via, Optional<String> interfaceName, int weight, boolean onlink,
        Optional<String> realms, List<String> encap) {

        public Nexthop {
            encap = List.copyOf(encap);
        }
    }

    /// What is done when there is a route to the destination already.
    public enum Insertion { REPLACE, ADD, APPEND, PREPEND }
}
