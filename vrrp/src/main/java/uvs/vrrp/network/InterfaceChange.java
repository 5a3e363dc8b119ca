package uvs.vrrp.network;

/// Something happened to an interface.
public sealed interface InterfaceChange {

    /// An interface is new, or its name, flags, link-layer address or MTU changed.
    record LinkChanged(NetworkInterface link) implements InterfaceChange {}

    record LinkGone(NetworkInterface link) implements InterfaceChange {}

    record AddressAdded(HostAddress address) implements InterfaceChange {}

    record AddressGone(HostAddress address) implements InterfaceChange {}
}
