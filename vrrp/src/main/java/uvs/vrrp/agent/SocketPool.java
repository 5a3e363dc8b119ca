package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.vrrp.network.AdvertisementSocket;

/// The raw sockets, one for all virtual routers that can share it.
final class SocketPool implements AutoCloseable {

    private final Map<AdvertisementSocket.Key, AdvertisementSocket> sockets = new LinkedHashMap<>();

    AdvertisementSocket get(AdvertisementSocket.Key key) throws SystemCallException {
        AdvertisementSocket found = sockets.get(key);
        if (found != null) {
            return found;
        }
        AdvertisementSocket opened = new AdvertisementSocket(key);
        sockets.put(key, opened);
        return opened;
    }

    Collection<AdvertisementSocket> all() {
        return sockets.values();
    }

    List<Descriptor> descriptors() {
        var all = new ArrayList<Descriptor>();
        sockets.values().forEach(socket -> all.add(socket.descriptor()));
        return all;
    }

    /// Closes the sockets that nobody uses any more.
    void keepOnly(Set<AdvertisementSocket> used) {
        sockets.values().removeIf(socket -> {
            if (used.contains(socket)) {
                return false;
            }
            socket.close();
            return true;
        });
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }
}
