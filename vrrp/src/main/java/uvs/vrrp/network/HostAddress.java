package uvs.vrrp.network;

import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;

/// An address of an interface of this host.
///
/// @param origin the `IFA_PROTO` number of who put it there, 0 where nobody said
public record HostAddress(int interfaceIndex, Prefix prefix, int origin) {

    public IpAddress address() {
        return prefix.address();
    }
}
