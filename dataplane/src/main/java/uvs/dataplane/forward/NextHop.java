package uvs.dataplane.forward;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.port.Port;

/// Where a packet goes next: out of a port, to an Ethernet address.
///
/// @param address    the neighbour: the gateway of the route, or the destination itself
/// @param forIpv6    whether the packets are IPv6; a gateway may be of the other family (RFC 5549)
/// @param resolved   whether the neighbour's Ethernet address is known
/// @param mac        it, in the low 48 bits; anything while it is not known
/// @param stale      whether the kernel should be asked to confirm that address
/// @param sourceMac  the Ethernet address of the port
/// @param mtu        of the link, in bytes from the IP header on
record NextHop(Port port, IpAddress address, boolean forIpv6, boolean resolved, long mac, boolean stale,
    long sourceMac, int mtu) {

    int linkIndex() {
        return port.link().index();
    }

    boolean is(Port otherPort, boolean ipv6, long high, long low) {
        return port == otherPort && address.low() == low && address.high() == high
            && (address.family() == Family.IPV6) == ipv6;
    }
}
