package uvs.dataplane.netlink;

import uvs.config.net.Prefix;

/// An address of an interface.
///
/// @param prefix the address itself with the length of its subnet
public record InterfaceAddress(int linkIndex, Prefix prefix) {
}
