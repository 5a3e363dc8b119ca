package uvs.tools.adm;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Hosts and ports as ipvsadm reads them: `HOST`, `HOST:PORT`, `[IPV6]:PORT` or an IPv6 address alone.
final class EndpointText {

    private static final int PORTS = 65_535;

    private final Names names;

    EndpointText(Names names) {
        this.names = names;
    }

    /// What was written.
    ///
    /// @param port empty where none was
    record Endpoint(IpAddress address, OptionalInt port) {
    }

    /// @param protocol whose names of ports hold; empty for numbers only
    Optional<Endpoint> read(String text, Optional<Protocol> protocol) {
        if (text.startsWith("[")) {
            return bracketed(text, protocol);
        }
        Optional<IpAddress> alone = ipv6(text);
        if (alone.isPresent()) {
            return Optional.of(new Endpoint(alone.get(), OptionalInt.empty()));
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return host(text).map(address -> new Endpoint(address, OptionalInt.empty()));
        }
        return withPort(host(text.substring(0, colon)), text.substring(colon + 1), protocol);
    }

    private Optional<Endpoint> bracketed(String text, Optional<Protocol> protocol) {
        int end = text.indexOf(']');
        if (end < 0 || end + 1 == text.length() || text.charAt(end + 1) != ':') {
            return Optional.empty();
        }
        String inside = text.substring(1, end);
        Optional<IpAddress> address = ipv6(inside);
        if (address.isPresent()) {
            return withPort(address, text.substring(end + 2), protocol);
        }
        // A host that is no IPv6 address loses its port, as in ipvsadm.
        return host(inside).map(host -> new Endpoint(host, OptionalInt.empty()));
    }

    private Optional<Endpoint> withPort(Optional<IpAddress> address, String text,
        Optional<Protocol> protocol) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt port = port(text, protocol);
        return port.isEmpty() ? Optional.empty() : Optional.of(new Endpoint(address.get(), port));
    }

    private OptionalInt port(String text, Optional<Protocol> protocol) {
        OptionalLong number = Decimal.read(text, 0, PORTS);
        if (number.isPresent()) {
            return OptionalInt.of((int) number.getAsLong());
        }
        return protocol.isEmpty() ? OptionalInt.empty() : names.port(text, protocol.get());
    }

    private static Optional<IpAddress> ipv6(String text) {
        return text.indexOf(':') < 0 ? Optional.empty() : IpAddress.parse(text)
            .filter(address -> address.family() == Family.IPV6);
    }

    /// An IPv4 address in any of the ways that `inet_aton` reads, or the name of a host.
    Optional<IpAddress> host(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<IpAddress> number = Ipv4Number.read(text);
        return number.isPresent() ? number : names.address(text);
    }
}
