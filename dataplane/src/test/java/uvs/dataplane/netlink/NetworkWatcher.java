package uvs.dataplane.netlink;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Poller;

/// A program that follows the network of its host and writes what changes: `+ FACT` for what is true from now
/// on, `- FACT` for what was. Each line of its input is an address that a neighbour is looked for at, on the
/// link that the route to it goes by.
final class NetworkWatcher {

    private final List<IpAddress> destinations = new ArrayList<>();
    private TreeSet<String> known = new TreeSet<>();

    private NetworkWatcher() {
    }

    /// @param arguments the addresses whose routes and neighbours are told
    public static void main(String[] arguments) throws Exception {
        var watcher = new NetworkWatcher();
        for (String argument : arguments) {
            watcher.destinations.add(IpAddress.of(argument));
        }
        watcher.run();
    }

    private void run() throws Exception {
        var asked = new ConcurrentLinkedQueue<IpAddress>();
        try (var monitor = new NetworkMonitor(); var poller = new Poller(monitor.descriptor())) {
            tell(monitor.view());
            System.out.println("ready");
            Thread.ofPlatform().daemon().start(() -> {
                new BufferedReader(new InputStreamReader(System.in)).lines().map(IpAddress::of).forEach(address -> {
                    asked.add(address);
                    poller.wake();
                });
                System.exit(0);
            });
            while (true) {
                poller.await(-1);
                while (monitor.poll()) {
                    tell(monitor.view());
                }
                for (IpAddress address = asked.poll(); address != null; address = asked.poll()) {
                    monitor.resolve(route(monitor.view(), address).linkIndex(), address);
                }
            }
        }
    }

    private void tell(NetworkView view) {
        TreeSet<String> now = facts(view);
        known.stream().filter(fact -> !now.contains(fact)).forEach(fact -> System.out.println("- " + fact));
        now.stream().filter(fact -> !known.contains(fact)).forEach(fact -> System.out.println("+ " + fact));
        known = now;
    }

    private TreeSet<String> facts(NetworkView view) {
        var facts = new TreeSet<String>();
        for (Link link : view.links()) {
            facts.add("link " + link.name() + " type " + link.type() + " " + link.address() + " mtu " + link.mtu()
                + (link.up() ? " up" : " down"));
        }
        for (InterfaceAddress address : view.addresses()) {
            facts.add("address " + address.prefix() + " on " + name(view, address.linkIndex()));
        }
        for (IpAddress destination : destinations) {
            if (view.isLocal(destination)) {
                facts.add("local " + destination);
            }
            Route route = route(view, destination);
            if (route != null) {
                facts.add("route to " + destination + ": " + route.destination()
                    + route.gateway().map(gateway -> " via " + gateway).orElse("") + " by " + name(view,
                        route.linkIndex())
                    + " metric " + route.metric() + " from " + source(view, destination));
                Neighbour neighbour = view.neighbour(route.linkIndex(), isIpv6(destination),
                    destination.high(),
                    destination.low());
                if (neighbour != null) {
                    facts.add("neighbour "
                        + destination + (neighbour.isValid() ? " at " + neighbour.mac() : " unknown"));
                }
            }
        }
        return facts;
    }

    private static String source(NetworkView view, IpAddress to) {
        IpAddress source = view.source(isIpv6(to), to.high(), to.low());
        return source == null ? "none" : source.toString();
    }

    private static Route route(NetworkView view, IpAddress to) {
        return view.route(isIpv6(to), to.high(), to.low());
    }

    private static boolean isIpv6(IpAddress address) {
        return address.family() == Family.IPV6;
    }

    private static String name(NetworkView view, int linkIndex) {
        Link link = view.link(linkIndex);
        return link == null ? "no link" : link.name();
    }
}
