package uvs.dataplane.service;

import uvs.config.net.IpAddress;

/// What tells a real server from the others of its virtual server.
///
/// @param port 0 for the port that the packet came to
public record RealServerId(IpAddress address, int port) {

    public RealServerId {
        Ports.check(port);
    }

    @Override
    public String toString() {
        return Ports.text(address, port);
    }
}
