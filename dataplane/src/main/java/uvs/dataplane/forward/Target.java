package uvs.dataplane.forward;

import uvs.dataplane.conn.Connection;
import uvs.dataplane.conn.ConnectionFlags;
import uvs.dataplane.service.RealServerEntry;

/// Where a packet from a client goes: the real server, and how to get there. Filled again for each packet.
final class Target {

    private RealServerEntry real;
    private int method;
    private boolean ipv6;
    private long high;
    private long low;
    private int port;

    /// The target of an established connection.
    Target of(Connection connection, RealServerEntry server) {
        real = server;
        int flags = connection.flags();
        method = flags & ConnectionFlags.METHOD_MASK;
        ipv6 = (flags & ConnectionFlags.REAL_IPV6) != 0;
        high = ipv6 ? connection.realHigh() : 0;
        low = connection.realLow();
        port = connection.realPort();
        return this;
    }

    /// The target of a new connection.
    Target of(RealServerEntry server, int newPort) {
        real = server;
        method = ForwardingFlags.of(server.settings().method());
        ipv6 = server.isIpv6();
        high = server.id().address().high();
        low = server.id().address().low();
        port = newPort;
        return this;
    }

    RealServerEntry real() {
        return real;
    }

    /// One of [ConnectionFlags#NAT] and the other methods.
    int method() {
        return method;
    }

    boolean isIpv6() {
        return ipv6;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int port() {
        return port;
    }
}
