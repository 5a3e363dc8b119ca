package uvs.dataplane.netlink;

/// A network interface.
///
/// @param type the `ARPHRD_…` number: 1 for Ethernet, 772 for loopback
/// @param up   administratively up and with carrier
public record Link(int index, String name, int type, MacAddress address, int mtu, boolean up) {

    private static final int ETHERNET = 1;

    public boolean isEthernet() {
        return type == ETHERNET;
    }
}
