package uvs.dataplane.service;

import java.util.Comparator;
import uvs.config.net.IpAddress;

/// What tells a real server from the others of its virtual server.
///
/// @param port 0 for the port that the packet came to
public record RealServerId(IpAddress address, int port) {

    /// As ipvsadm lists them.
    public static final Comparator<RealServerId> ORDER =
        Comparator.comparing(RealServerId::address).thenComparingInt(RealServerId::port);

    public RealServerId {
        Ports.check(port);
    }

    @Override
    public String toString() {
        return Ports.text(address, port);
    }
}
