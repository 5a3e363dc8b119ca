package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import uvs.config.InterfaceAddress;
import uvs.config.Route;
import uvs.config.Rule;
import uvs.config.StaticNetwork;
import uvs.vrrp.network.HostAddress;
import uvs.vrrp.network.KernelRoutes;
import uvs.vrrp.network.KernelRules;
import uvs.vrrp.network.RouteWatch;

/// Keeps the static addresses, routes and rules where they are, whatever state virtual routers are in: what somebody else
/// takes away is put back at once, and what cannot be is a fault of the instances in its `track_group`.
final class StaticKeeper {

    private final Installation installation;
    private final Consumer<String> tell;
    private StaticNetwork network = StaticNetwork.NONE;
    /// What is not there, with the group that minds.
    private final Map<Object, Optional<String>> missing = new LinkedHashMap<>();

    StaticKeeper(Installation installation, Consumer<String> tell) {
        this.installation = installation;
        this.tell = tell;
    }

    /// Goes over to another static network: what is in both stays as it is.
    void change(StaticNetwork next) {
        StaticNetwork before = network;
        network = next;
        take(new StaticNetwork(Effects.without(before.addresses(), next.addresses()),
            Effects.without(before.routes(), next.routes()), Effects.without(before.rules(), next.rules()), List.of()));
        missing.clear();
        next.addresses().forEach(each -> put(each, before.addresses().contains(each)));
        next.routes().forEach(each -> put(each, before.routes().contains(each)));
        next.rules().forEach(each -> put(each, before.rules().contains(each)));
    }

    void remove() {
        take(network);
        network = StaticNetwork.NONE;
        missing.clear();
    }

    private void take(StaticNetwork some) {
        installation.removeRules("static", some.rules());
        installation.removeRoutes("static", some.routes());
        some.addresses().reversed().forEach(installation::removeStatic);
    }

    private void put(InterfaceAddress address, boolean isThere) {
        note(address, address.trackGroup(), isThere || installation.addStatic(address));
    }

    private void put(Route route, boolean isThere) {
        note(route, route.trackGroup(), isThere || installation.add("static", route));
    }

    private void put(Rule rule, boolean isThere) {
        note(rule, rule.trackGroup(), isThere || installation.add("static", rule));
    }

    private void note(Object what, Optional<String> group, boolean isThere) {
        if (isThere) {
            missing.remove(what);
        } else {
            missing.put(what, group);
        }
    }

    /// Puts an address back that somebody else took away.
    void gone(HostAddress gone) {
        network.addresses().stream().filter(InterfaceAddress::tracked)
            .filter(each -> installation.isStatic(each, gone)).forEach(each -> {
                tell.accept("restoring the static address " + each.address() + ", which somebody else removed");
                put(each, false);
            });
    }

    /// Puts a route or a rule back that somebody else took away.
    void gone(RouteWatch.Gone gone) {
        switch (gone) {
            case RouteWatch.Gone.OfRoute route -> network.routes().stream()
                .filter(each -> each.tracked() && KernelRoutes.isSame(each, route)).forEach(each -> {
                    tell.accept("restoring the static route " + each.destination() + ", which somebody else removed");
                    put(each, false);
                });
            case RouteWatch.Gone.OfRule rule -> network.rules().stream()
                .filter(each -> each.tracked() && KernelRules.isSame(each, rule)).forEach(each -> {
                    tell.accept("restoring the static rule " + KernelRules.describe(each) + ", which somebody else removed");
                    put(each, false);
                });
            case RouteWatch.Gone.Something() -> putAgain();
        }
    }

    /// Puts there what the kernel took away together with an interface, and what could not be put there before.
    void putAgain() {
        network.addresses().stream().filter(missing::containsKey).forEach(each -> put(each, false));
        network.routes().forEach(each -> put(each, false));
        network.rules().stream().filter(missing::containsKey).forEach(each -> put(each, false));
    }

    /// Why an instance cannot take part.
    List<String> faults(String instance) {
        var faults = new ArrayList<String>();
        for (var group : network.trackGroups()) {
            if (group.instances().contains(instance)) {
                missing.forEach((what, whose) -> {
                    if (whose.equals(Optional.of(group.name()))) {
                        faults.add(describe(what) + " of track_group " + group.name() + " is missing");
                    }
                });
            }
        }
        return faults;
    }

    private static String describe(Object what) {
        return switch (what) {
            case InterfaceAddress address -> "static address " + address.address();
            case Route route -> "static route " + route.destination();
            case Rule rule -> "static rule " + KernelRules.describe(rule);
            default -> throw new IllegalStateException("what=" + what + " is no part of a static network");
        };
    }
}
