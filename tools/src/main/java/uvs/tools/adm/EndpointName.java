package uvs.tools.adm;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Addresses and ports as ipvsadm writes them: `192.0.2.1:80`, `[2001:db8::1]:http`. Names are asked for
/// once.
final class EndpointName {

    /// How much of an IPv4 host's name has room in a table of services.
    static final int COLUMN = 28;

    private final Optional<Names> names;
    private final Map<IpAddress, String> hosts = new HashMap<>();
    private final Map<Long, String> services = new HashMap<>();

    /// @param names empty for numbers only
    EndpointName(Optional<Names> names) {
        this.names = names;
    }

    /// @param protocol whose names of ports hold; empty for numbers only
    String of(IpAddress address, int port, Optional<Protocol> protocol) {
        String host = host(address);
        String service = service(port, protocol);
        return address.family() == Family.IPV6 ? "[" + host + "]:" + service : host + ":" + service;
    }

    /// The same, cut to what has room in a table of services.
    String inColumn(IpAddress address, int port, Optional<Protocol> protocol) {
        String whole = of(address, port, protocol);
        boolean cut = address.family() == Family.IPV4 && whole.length() > COLUMN;
        return cut ? whole.substring(0, COLUMN) : whole;
    }

    private String host(IpAddress address) {
        if (names.isEmpty()) {
            return address.toString();
        }
        return hosts.computeIfAbsent(address, key -> names.get().host(key).orElseGet(key::toString));
    }

    private String service(int port, Optional<Protocol> protocol) {
        if (names.isEmpty() || protocol.isEmpty() || port == 0) {
            return Integer.toString(port);
        }
        return services.computeIfAbsent((long) protocol.get().number() << 16 | port,
            _ -> names.get().service(port, protocol.get()).orElseGet(() -> Integer.toString(port)));
    }
}
