package uvs.vrrp.network;

import uvs.dataplane.netlink.MacAddress;

/// A network interface, as the kernel told it last.
///
/// @param flags the `IFF_…` bits
/// @param isVmac whether [KernelVmac] has made it, in this run or another
public record NetworkInterface(
    int index, String name, int flags, MacAddress address, int mtu, boolean isVmac) {

    private static final int IFF_UP = 0x1;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_NOARP = 0x80;

    /// Whether it is set up and has a carrier.
    public boolean isUp() {
        return (flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING);
    }

    /// Whether somebody set it up, carrier or not.
    public boolean isSetUp() {
        return (flags & IFF_UP) != 0;
    }

    public boolean resolvesNeighbours() {
        return (flags & IFF_NOARP) == 0;
    }
}
