package uvs.dataplane.netlink;

import uvs.config.net.IpAddress;

/// What the kernel knows of a neighbour's Ethernet address.
///
/// @param state the `NUD_…` bits
public record Neighbour(int linkIndex, IpAddress address, MacAddress mac, int state) {

    static final int STALE = 0x04;
    /// reachable, stale, delay, probe, noarp, permanent: the address may be sent to.
    private static final int VALID = 0x02 | 0x04 | 0x08 | 0x10 | 0x40 | 0x80;

    /// Whether frames may be sent to [#mac].
    public boolean isValid() {
        return (state & VALID) != 0;
    }

    public boolean isStale() {
        return (state & STALE) != 0;
    }
}
