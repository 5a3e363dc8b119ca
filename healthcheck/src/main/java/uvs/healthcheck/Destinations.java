package uvs.healthcheck;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uvs.config.Endpoint;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;

/// Turns the records of a configuration into those of the backend.
public final class Destinations {

    private Destinations() {
    }

    static VirtualServerId id(VirtualServer virtual, Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Address(var address, int port) ->
                new VirtualServerId.Address(virtual.protocol().orElse(Protocol.UDP), address, port);
            case Endpoint.Fwmark(int mark, var family) -> new VirtualServerId.FirewallMark(mark, family);
        };
    }

    /// What a virtual server of a configuration is in the table: one for each of its addresses.
    public static List<VirtualServerId> ids(VirtualServer virtual) {
        return virtual.endpoints().stream().map(endpoint -> id(virtual, endpoint)).toList();
    }

    static VirtualServerSettings settings(VirtualServer virtual) {
        return new VirtualServerSettings(
            virtual.scheduler(), virtual.schedulerFlags(),
            virtual.persistence().map(p -> new VirtualServerSettings.Persistence(
                (int) p.timeout().toSeconds(), p.prefixLength())),
            virtual.onePacket(), virtual.persistence().flatMap(VirtualServer.Persistence::engine));
    }

    /// The destination of a real server in one of its virtual server's addresses. Only NAT can change the port,
    /// so with the other methods it is the virtual server's, and none for a firewall mark.
    static RealServerId destination(VirtualServerId virtual, RealServer.Key key, ForwardingMethod method) {
        int virtualPort = virtual instanceof VirtualServerId.Address address ? address.port() : 0;
        boolean rewrites = method instanceof ForwardingMethod.Nat && key.port() != 0;
        return new RealServerId(key.address(), rewrites ? key.port() : virtualPort);
    }

    /// Every real server that a virtual server can come to have in the table, the sorry server too.
    public static Set<RealServerId> all(VirtualServer virtual, VirtualServerId id) {
        var all = new HashSet<RealServerId>();
        virtual.realServers().forEach(server -> all.add(destination(id, server.key(), server.method())));
        virtual.sorryServer().ifPresent(sorry ->
            all.add(destination(id, new RealServer.Key(sorry.address(), sorry.port()), sorry.method())));
        return all;
    }

    /// Which destinations a virtual server should have, and with which weights.
    ///
    /// While there is no quorum and a sorry server, it stands alone. Who is out stays with weight 0 if it is
    /// to be inhibited. A real server that is the sorry server too is listed once, as the sorry server as long
    /// as that serves.
    static Map<RealServer.Key, RealServerSettings> wanted(VirtualServer virtual, VirtualServerHealth health) {
        boolean serving = health.quorumUp() || virtual.sorryServer().isEmpty();
        var wanted = new LinkedHashMap<RealServer.Key, RealServerSettings>();
        for (RealServer server : virtual.realServers()) {
            RealServerHealth known = health.realServers().get(server.key());
            if (known.alive() && serving) {
                wanted.put(server.key(), settings(server, known.weight(server)));
            } else if (server.inhibitOnFailure()) {
                wanted.put(server.key(), settings(server, 0));
            }
        }
        virtual.sorryServer().ifPresent(sorry -> {
            var key = new RealServer.Key(sorry.address(), sorry.port());
            if (!health.quorumUp()) {
                wanted.put(key, new RealServerSettings(sorry.method(), 1, 0, 0));
            } else if (sorry.inhibit()) {
                wanted.putIfAbsent(key, new RealServerSettings(sorry.method(), 0, 0, 0));
            }
        });
        return wanted;
    }

    private static RealServerSettings settings(RealServer server, int weight) {
        return new RealServerSettings(
            server.method(), weight, threshold(server.upperThreshold()), threshold(server.lowerThreshold()));
    }

    private static int threshold(long configured) {
        return (int) Math.min(configured, Integer.MAX_VALUE);
    }
}
