package uvs.dataplane.service;

import uvs.config.ForwardingMethod;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException.Reason;

/// What no backend takes, in the words of all of them.
public final class Rules {

    private static final IpAddress BROADCAST = IpAddress.ofIpv4(-1);

    private Rules() {
    }

    public static BackendException exists(VirtualServerId id) {
        return new BackendException(Reason.EXISTS, "virtual server " + id + " exists already");
    }

    public static BackendException exists(VirtualServerId virtual, RealServerId id) {
        return new BackendException(Reason.EXISTS, "real server " + id + " of " + virtual + " exists already");
    }

    public static BackendException isMissing(VirtualServerId id) {
        return new BackendException(Reason.NO_VIRTUAL_SERVER, "there is no virtual server " + id);
    }

    public static BackendException isMissing(VirtualServerId virtual, RealServerId id) {
        return new BackendException(Reason.NO_REAL_SERVER, "there is no real server " + id + " of " + virtual);
    }

    /// Refuses settings that contradict themselves. The kernel takes a virtual server for every port without
    /// persistence, and then schedules nothing to it.
    public static void check(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        if (id instanceof VirtualServerId.Address(_, _, int port) && port == 0 && settings.persistence().isEmpty()) {
            throw new BackendException(Reason.INVALID,
                "virtual server " + id + " stands for every port, and so needs a persistence_timeout");
        }
        if (settings.persistence().isPresent()) {
            int length = settings.persistence().get().prefixLength();
            int lowest = id.family() == Family.IPV6 ? 1 : 0;
            if (length < lowest || length > id.family().bits()) {
                throw new BackendException(Reason.INVALID, "persistence prefix " + length + " of virtual server " + id
                    + " is not in " + lowest + ".." + id.family().bits());
            }
        }
    }

    /// Refuses a real server that its virtual server cannot have.
    public static void check(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        boolean mixed = id.address().family() != virtual.family();
        if (mixed && !(settings.method() instanceof ForwardingMethod.Tunnel)) {
            throw new BackendException(Reason.INVALID, "real server " + id + " is not of the family of " + virtual
                + "; only tunnels cross families");
        }
        if (settings.lowerThreshold() > settings.upperThreshold()) {
            throw new BackendException(Reason.OUT_OF_RANGE, "lower threshold " + settings.lowerThreshold()
                + " of real server " + id + " is above its upper threshold " + settings.upperThreshold());
        }
        if (!isUnicast(id.address())) {
            throw new BackendException(Reason.INVALID, "real server " + id + " has no unicast address");
        }
    }

    /// What IPVS takes for a real server: any unicast address but those of one link.
    private static boolean isUnicast(IpAddress address) {
        return !address.isMulticast() && !address.isUnspecified() && !address.isLinkLocalIpv6()
            && !address.equals(BROADCAST);
    }
}
