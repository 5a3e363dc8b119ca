package uvs.tools.adm;

import java.util.Optional;
import java.util.StringJoiner;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.scheduler.SchedulerFlag;

/// What the table of services and the saved rules have in common.
final class ServiceText {

    private ServiceText() {
    }

    /// Ports behind a firewall mark have no protocol, and so no names.
    static Optional<Protocol> protocol(VirtualServerId id) {
        return id instanceof VirtualServerId.Address address
            ? Optional.of(address.protocol()) : Optional.empty();
    }

    /// The flags under the names that this scheduler has for them, separated by commas; empty where there are
    /// none. A flag that means nothing to a scheduler which reads others is left out.
    static String flags(VirtualServerSettings settings) {
        var text = new StringJoiner(",");
        boolean named = false;
        for (SchedulerFlag flag : SchedulerFlag.values()) {
            String name = flag.nameFor(settings.scheduler());
            boolean plain = name.startsWith("flag-");
            named |= !plain;
            if (has(settings, flag) && !(plain && named)) {
                text.add(name);
            }
        }
        return text.toString();
    }

    private static boolean has(VirtualServerSettings settings, SchedulerFlag flag) {
        for (String name : settings.schedulerFlags()) {
            if (SchedulerFlag.named(name).filter(known -> known == flag).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// The mask of persistence where it is not the whole address: of IPv4 as an address, of IPv6 as a length.
    static Optional<String> mask(VirtualServerSettings.Persistence persistence, Family family) {
        int length = persistence.prefixLength();
        if (length == family.bits()) {
            return Optional.empty();
        }
        return Optional.of(family == Family.IPV6 ? Integer.toString(length)
            : IpAddress.ofIpv4(length == 0 ? 0 : -1 << Family.IPV4.bits() - length).toString());
    }
}
