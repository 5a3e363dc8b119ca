package uvs.tools.adm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;

/// The order in which ipvsadm lists: by firewall mark, family, protocol, address and port; real servers by
/// address and port.
///
/// Words of 32 bits are compared by the sign of their difference, so that 192.0.2.1 stands before 10.0.0.1.
/// That is not transitive, which the sort must bear: it merges, as that of the C library does.
final class ServiceOrder {

    private static final int WORDS = 4;

    private ServiceOrder() {
    }

    static List<VirtualServerStatus> services(List<VirtualServerStatus> services) {
        return sorted(services, (one, other) -> compare(one.id(), other.id()));
    }

    static List<RealServerStatus> servers(List<RealServerStatus> servers) {
        return sorted(servers, (one, other) -> {
            int byAddress = compare(one.id().address(), other.id().address());
            return byAddress != 0 ? byAddress : one.id().port() - other.id().port();
        });
    }

    private static int compare(VirtualServerId one, VirtualServerId other) {
        int byMark = mark(one) - mark(other);
        if (byMark != 0) {
            return byMark;
        }
        int byFamily = one.family().compareTo(other.family());
        if (byFamily != 0) {
            return byFamily;
        }
        if (one instanceof VirtualServerId.Address(Protocol protocol, IpAddress address, int port)
                && other instanceof VirtualServerId.Address(Protocol otherProtocol, var otherAddress,
                    int otherPort)) {
            int byProtocol = protocol.compareTo(otherProtocol);
            int byAddress = byProtocol != 0 ? byProtocol : compare(address, otherAddress);
            return byAddress != 0 ? byAddress : port - otherPort;
        }
        return 0;
    }

    private static int mark(VirtualServerId id) {
        return id instanceof VirtualServerId.FirewallMark(int mark, Family _) ? mark : 0;
    }

    private static int compare(IpAddress one, IpAddress other) {
        for (int i = 0; i < WORDS; i++) {
            int difference = word(one, i) - word(other, i);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /// The four words of an IPv6 address; an IPv4 address is the first of them, also among IPv6 addresses.
    private static int word(IpAddress address, int index) {
        if (address.family() == Family.IPV4) {
            return index == 0 ? address.ipv4() : 0;
        }
        long half = index < 2 ? address.high() : address.low();
        return (int) (index % 2 == 0 ? half >>> 32 : half);
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        if (list.size() < 2) {
            return list;
        }
        List<T> left = sorted(list.subList(0, list.size() / 2), order);
        List<T> right = sorted(list.subList(list.size() / 2, list.size()), order);
        var merged = new ArrayList<T>(list.size());
        int fromRight = 0;
        for (T each : left) {
            while (fromRight < right.size() && order.compare(each, right.get(fromRight)) > 0) {
                merged.add(right.get(fromRight++));
            }
            merged.add(each);
        }
        merged.addAll(right.subList(fromRight, right.size()));
        return merged;
    }
}
