package uvs.dataplane.service;

import uvs.config.net.Family;

/// A real server in the table of the userspace data plane.
///
/// @param number        which slot of the workers' tables is its own; connections refer to it by this number, so it
///                      is used again only when there are none
/// @param virtualServer the number of its virtual server
/// @param lastWeight    the last weight that was not 0
/// @param available     whether it is in its virtual server; one that was removed stays while it has connections
public record RealServerEntry(
    int number, int virtualServer, RealServerId id, RealServerSettings settings, int lastWeight, boolean available) {

    public boolean isIpv6() {
        return id.address().family() == Family.IPV6;
    }

    RealServerEntry with(RealServerSettings newSettings) {
        int weight = newSettings.weight();
        return new RealServerEntry(
            number, virtualServer, id, newSettings, weight != 0 ? weight : lastWeight, available);
    }

    RealServerEntry removed() {
        return new RealServerEntry(number, virtualServer, id, settings, lastWeight, false);
    }

    RealServerEntry revived(int newVirtualServer, RealServerSettings newSettings) {
        return new RealServerEntry(number, newVirtualServer, id, newSettings, newSettings.weight(), true);
    }
}
