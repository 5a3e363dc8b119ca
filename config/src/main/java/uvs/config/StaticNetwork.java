package uvs.config;

import java.util.List;

/// Addresses, routes and rules that are there from the start to the end, whatever state VRRP is in.
public record StaticNetwork(
    List<InterfaceAddress> addresses, List<Route> routes, List<Rule> rules, List<TrackGroup> trackGroups) {

    public static final StaticNetwork NONE = new StaticNetwork(List.of(), List.of(), List.of(), List.of());

    public StaticNetwork {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        trackGroups = List.copyOf(trackGroups);
    }

    /// The block `track_group`: instances that fault when an address, route or rule that names it goes.
    public record TrackGroup(String name, List<String> instances) {

        public TrackGroup {
            instances = List.copyOf(instances);
        }
    }
}
