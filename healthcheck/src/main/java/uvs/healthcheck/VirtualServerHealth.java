package uvs.healthcheck;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import uvs.config.RealServer;
import uvs.dataplane.service.RealServerSettings;

/// What is known of one virtual server, and what of it stands in the backend's table.
///
/// @param quorumUp whether enough weight is alive
/// @param pool     the destinations in the table, under their keys in the configuration
public record VirtualServerHealth(
    boolean quorumUp, Map<RealServer.Key, RealServerHealth> realServers,
    Map<RealServer.Key, RealServerSettings> pool) {

    public VirtualServerHealth {
        realServers = Collections.unmodifiableMap(new LinkedHashMap<>(realServers));
        pool = Collections.unmodifiableMap(new LinkedHashMap<>(pool));
    }

    VirtualServerHealth withServer(RealServer.Key key, RealServerHealth health) {
        var changed = new LinkedHashMap<>(realServers);
        changed.put(key, health);
        return new VirtualServerHealth(quorumUp, changed, pool);
    }

    VirtualServerHealth withQuorum(boolean up) {
        return new VirtualServerHealth(up, realServers, pool);
    }

    VirtualServerHealth withPool(Map<RealServer.Key, RealServerSettings> newPool) {
        return new VirtualServerHealth(quorumUp, realServers, newPool);
    }
}
