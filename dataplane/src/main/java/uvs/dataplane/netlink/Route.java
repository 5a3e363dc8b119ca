package uvs.dataplane.netlink;

import java.util.Optional;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;

/// One unicast route. Of several next hops the first is kept.
///
/// @param gateway         empty when the destination is on the link itself
/// @param preferredSource the address that the kernel would send from, where the route names one
public record Route(
    Prefix destination, Optional<IpAddress> gateway, int linkIndex, int metric, int table,
    Optional<IpAddress> preferredSource) {
}
