package uvs.tools.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import uvs.config.Configuration;
import uvs.config.Endpoint;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.InterfaceAddress;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.Neighbour;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.netlink.Route;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.dataplane.service.VsSettings;

/// Tells what becomes of the first packet of a connection: it is sent through a director that has no other
/// connections, in a network in which everybody is a neighbour.
public final class Explanation {

    /// The director's own addresses: those of RFC 7600 and RFC 6666, which nobody has.
    static final IpAddress DIRECTOR_IPV4 = IpAddress.of("192.0.0.8");
    static final IpAddress DIRECTOR_IPV6 = IpAddress.of("100::1");

    private static final Link LINK = new Link(1, "net", 1, new MacAddress(0x0200_0000_0001L), 1500, true);
    private static final long FIRST_NEIGHBOUR = 0x0200_0000_0100L;
    private static final int TABLE_MAIN = 254;
    private static final int PERMANENT = 0x80;
    private static final String INDENT = " ".repeat(16);

    private final Configuration configuration;
    private final VsSettings settings;
    private final List<MarkRule> marks;
    private final Opening opening;
    private final Map<Long, IpAddress> neighbours = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    /// The packet that opens a connection.
    public record Opening(
        Protocol protocol, IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {

        public Opening {
            if (source.family() != destination.family()) {
                throw new IllegalArgumentException(
                    source + " and " + destination + " are not of one family");
            }
        }
    }

    /// @param marks which packets have firewall marks
    public Explanation(Configuration configuration, VsSettings settings, List<MarkRule> marks, Opening opening) {
        this.configuration = configuration;
        this.settings = settings;
        this.marks = List.copyOf(marks);
        this.opening = opening;
    }

    /// The explanation, line by line.
    public List<String> lines() throws BackendException, SystemCallException {
        var sent = new ArrayList<byte[]>();
        try (var director = new OfflineDirector(
                configuration, settings, marks, network(), 0, (link, frame) -> sent.add(frame))) {
            director.arrive(LINK.index(), OpeningPacket.frame(opening, FIRST_NEIGHBOUR,
                LINK.address().bits()));
            Optional<VirtualServerStatus> virtual = virtualServer(director.servers());
            if (virtual.isEmpty()) {
                notServed(director.servers());
            } else {
                served(virtual.get());
            }
        }
        for (byte[] frame : sent) {
            var text = new FrameText(frame, neighbours);
            labelled(text.isFor(opening.source()) ? "answer" : "leaves", text.lines());
        }
        return List.copyOf(lines);
    }

    private NetworkView network() {
        var addresses = new ArrayList<InterfaceAddress>();
        virtualAddresses().forEach(address -> addresses.add(own(address)));
        addresses.add(own(DIRECTOR_IPV4));
        addresses.add(own(DIRECTOR_IPV6));
        var known = new ArrayList<Neighbour>();
        long mac = FIRST_NEIGHBOUR;
        for (IpAddress address : Stream.concat(Stream.of(opening.source()),
                realAddresses()).distinct().toList()) {
            known.add(new Neighbour(LINK.index(), address, new MacAddress(mac), PERMANENT));
            neighbours.put(mac++, address);
        }
        return new NetworkView(List.of(LINK), addresses,
            List.of(everywhere("0.0.0.0/0", DIRECTOR_IPV4), everywhere("::/0", DIRECTOR_IPV6)), known);
    }

    private static InterfaceAddress own(IpAddress address) {
        return new InterfaceAddress(LINK.index(), new Prefix(address, address.family().bits()));
    }

    private static Route everywhere(String prefix, IpAddress source) {
        return new Route(
            Prefix.of(prefix), Optional.empty(), LINK.index(), 0, TABLE_MAIN, Optional.of(source));
    }

    private Stream<IpAddress> virtualAddresses() {
        Stream<IpAddress> named = configuration.virtualServers().stream()
            .flatMap(virtual -> virtual.endpoints().stream())
            .flatMap(endpoint -> endpoint instanceof Endpoint.Address(IpAddress address, int _)
                ? Stream.of(address) : Stream.empty());
        return Stream.concat(named, marks.stream().map(MarkRule::address)).distinct();
    }

    private Stream<IpAddress> realAddresses() {
        return configuration.virtualServers().stream().flatMap(virtual -> Stream.concat(
            virtual.realServers().stream().map(real -> real.address()),
            virtual.sorryServer().stream().map(sorry -> sorry.address())));
    }

    /// The one that took the packet; else the one that would have, had it had a real server.
    private Optional<VirtualServerStatus> virtualServer(List<VirtualServerStatus> servers) {
        return servers.stream().filter(server -> server.counters().connections() > 0).findFirst()
            .or(() -> servers.stream().filter(server -> isFor(server, opening.destinationPort())).findFirst())
            .or(() -> servers.stream().filter(server -> isFor(server, 0)).findFirst());
    }

    private boolean isFor(VirtualServerStatus server, int port) {
        return switch (server.id()) {
            case VirtualServerId.FirewallMark mark -> rule(mark).isPresent();
            case VirtualServerId.Address address -> address.equals(
                new VirtualServerId.Address(opening.protocol(), opening.destination(), port));
        };
    }

    /// The rule that gives the packet a mark.
    private Optional<MarkRule> rule(VirtualServerId.FirewallMark mark) {
        return marks.stream().filter(rule -> rule.mark() == mark.mark() && rule.protocol() == opening.protocol()
            && rule.address().equals(opening.destination()) && (rule.firstPort() == 0
                || rule.firstPort() <= opening.destinationPort() && opening.destinationPort() <= rule.lastPort()))
            .findFirst();
    }

    private void notServed(List<VirtualServerStatus> servers) {
        List<String> near = servers.stream().map(VirtualServerStatus::id)
            .filter(id -> id instanceof VirtualServerId.Address address
                && address.address().equals(opening.destination()))
            .map(VirtualServerId::toString).toList();
        labelled("virtual server", List.of("none for " + opening.protocol() + " "
            + text(opening.destination(), opening.destinationPort())));
        labelled("why", near.isEmpty()
            ? List.of("no virtual server has the address " + opening.destination())
            : Stream.concat(Stream.of("of this address there are:"), near.stream()).toList());
        List<String> marked = servers.stream().map(VirtualServerStatus::id)
            .filter(VirtualServerId.FirewallMark.class::isInstance).map(VirtualServerId::toString).toList();
        if (!marked.isEmpty()) {
            String names = String.join(", ", marked);
            labelled("", List.of("no --mark gives it the firewall mark of: " + names));
        }
        labelled("leaves", List.of("not: if the address is the director's own, its kernel takes the packet"));
    }

    private void served(VirtualServerStatus server) {
        VirtualServerSettings virtual = server.settings();
        labelled("virtual server", List.of(server.id() + " " + virtual.scheduler()));
        Optional<RealServerStatus> chosen =
            server.realServers().stream().filter(real -> real.counters().connections() > 0).findFirst();
        labelled("real server", List.of(chosen
            .map(real -> text(real.id().address(),
                real.id().port()) + " by " + method(real.settings().method()))
            .orElse("none")));
        var why = new ArrayList<String>();
        if (server.id() instanceof VirtualServerId.FirewallMark mark) {
            why.add("packets for " + text(opening.destination(), opening.destinationPort()) + " have firewall mark "
                + Integer.toUnsignedString(mark.mark()));
        }
        why.add(virtual.scheduler() + ": " + SchedulerWords.of(virtual.scheduler()));
        server.realServers().forEach(real -> why.add(candidate(real, chosen)));
        virtual.persistence().ifPresent(persistence -> why.add("then all connections of "
            + new Prefix(opening.source(), persistence.prefixLength()).network() + " go there, until "
            + persistence.timeoutSeconds() + " s after the last"));
        if (chosen.isEmpty()) {
            why.add(server.realServers().isEmpty()
                ? "there is no real server" : "no real server takes new connections");
        }
        labelled("why", why);
    }

    private static String candidate(RealServerStatus real, Optional<RealServerStatus> chosen) {
        String state = real.settings().weight() == 0 ? "takes no new connections"
            : chosen.isPresent() && chosen.get() == real ? "chosen" : "";
        return "%-28s weight %-6d %s".formatted(
            text(real.id().address(), real.id().port()), real.settings().weight(), state).stripTrailing();
    }

    private static String method(ForwardingMethod method) {
        return switch (method) {
            case ForwardingMethod.Nat _ -> "masquerading";
            case ForwardingMethod.DirectRouting _ -> "direct routing";
            case ForwardingMethod.Tunnel tunnel -> "a tunnel, " + switch (tunnel.type()) {
                case IPIP -> "IP in IP";
                case GUE -> "GUE to port " + tunnel.port();
                case GRE -> "GRE";
            };
        };
    }

    private void labelled(String label, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            lines.add((i == 0 ? "%-16s".formatted(label) : INDENT) + texts.get(i));
        }
    }

    static String text(IpAddress address, int port) {
        return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
