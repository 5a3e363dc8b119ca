package uvs.tools.adm;

import java.util.Optional;
import java.util.OptionalInt;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;

/// The names that hosts and ports have on this machine.
public interface Names {

    /// The first IPv4 address of a host: ipvsadm does not ask for others.
    Optional<IpAddress> address(String host);

    /// The name of an address, if it has one.
    Optional<String> host(IpAddress address);

    /// The port of a service such as `http`; upper and lower case differ.
    OptionalInt port(String service, Protocol protocol);

    /// The name of a port, if it has one.
    Optional<String> service(int port, Protocol protocol);
}
