package uvs.healthcheck;

import java.util.Locale;
import java.util.Map;
import uvs.config.Endpoint;
import uvs.config.Protocol;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.config.VirtualServer.Service;
import uvs.config.net.IpAddress;

/// Virtual and real servers as keepalived's log, FIFO and mails call them, such as `[192.0.2.1]:tcp:80`.
public final class Names {

    private Names() {
    }

    public static String of(VirtualServer virtual) {
        return switch (virtual.service()) {
            case Service.Address(Endpoint.Address address) -> of(address.address(), virtual, address.port());
            case Service.Mark(Endpoint.Fwmark mark) -> "FWM " + Integer.toUnsignedString(mark.mark());
            case Service.Group(var group) -> "[" + group.name() + "]";
        };
    }

    public static String of(RealServer server, VirtualServer virtual) {
        return of(server.address(), virtual, server.port());
    }

    /// The same for programs that read the log.
    static Map<String, String> fields(VirtualServer virtual) {
        return Map.of("virtual_server", of(virtual));
    }

    static Map<String, String> fields(RealServer server, VirtualServer virtual) {
        return Map.of("virtual_server", of(virtual), "real_server", of(server, virtual));
    }

    static String of(IpAddress address, VirtualServer virtual, int port) {
        String protocol = virtual.protocol().map(Protocol::name).orElse("none").toLowerCase(Locale.ROOT);
        return "[" + address + "]:" + protocol + ":" + port;
    }
}
