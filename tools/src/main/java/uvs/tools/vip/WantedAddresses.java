package uvs.tools.vip;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import uvs.config.Configuration;
import uvs.config.Endpoint;
import uvs.config.ForwardingMethod;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.net.IpAddress;

/// The virtual addresses that one real server must have.
///
/// @param addresses all of them
/// @param warnings  what the configuration does not tell
/// @param details   each virtual server with a real server of ours, and what follows
public record WantedAddresses(SortedSet<IpAddress> addresses, List<String> warnings, List<String> details) {

    /// Who is asking.
    ///
    /// @param own         the real server's addresses
    /// @param sorryServer whether it serves as a sorry server too
    /// @param nat         whether it wants the addresses of the virtual servers that reach it by NAT too,
    ///                    though their packets come to its own address
    public record Asker(Set<IpAddress> own, boolean sorryServer, boolean nat) {

        public Asker {
            own = Set.copyOf(own);
        }
    }

    /// Whether a configuration has any real server. One that has none is rather one that went wrong on its
    /// way than one that takes all addresses away.
    public static boolean speaksOfRealServers(Configuration configuration) {
        return configuration.virtualServers().stream().anyMatch(server -> !server.realServers().isEmpty());
    }

    public static WantedAddresses of(Configuration configuration, Asker asker) {
        var wanted = new WantedAddresses(new TreeSet<>(), new ArrayList<>(), new ArrayList<>());
        for (VirtualServer server : configuration.virtualServers()) {
            List<ForwardingMethod> methods = methods(server, asker);
            if (methods.isEmpty()) {
                continue;
            }
            boolean straight = methods.stream().anyMatch(method -> !(method instanceof ForwardingMethod.Nat));
            if (straight || asker.nat) {
                server.endpoints().forEach(endpoint -> wanted.want(server, endpoint));
            } else {
                wanted.details.add(
                    "virtual_server " + server.key() + ": reaches this host by NAT, at its own address");
            }
        }
        return wanted;
    }

    /// By which methods a virtual server reaches the asker.
    private static List<ForwardingMethod> methods(VirtualServer server, Asker asker) {
        Stream<ForwardingMethod> real = server.realServers().stream()
            .filter(each -> asker.own.contains(each.address())).map(RealServer::method);
        Stream<ForwardingMethod> sorry = server.sorryServer().stream()
            .filter(each -> asker.sorryServer && asker.own.contains(each.address()))
            .map(VirtualServer.SorryServer::method);
        return Stream.concat(real, sorry).toList();
    }

    private void want(VirtualServer server, Endpoint endpoint) {
        switch (endpoint) {
            case Endpoint.Address(var address, var _) when address.isUnspecified() -> warnings.add(
                "virtual_server " + server.key() + " is for every address: add those that clients use by hand");
            case Endpoint.Address(var address, var _) -> {
                details.add("virtual_server " + server.key() + ": wants " + address);
                addresses.add(address);
            }
            case Endpoint.Fwmark mark -> warnings.add("virtual_server " + server.key()
                + ": which addresses have the mark " + Integer.toUnsignedString(mark.mark())
                + " is not in the configuration: add them by hand");
        }
    }
}
