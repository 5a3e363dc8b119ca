package uvs.dataplane.port;

import java.util.Set;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;

/// Which frames belong to the data plane, and so must not reach the kernel's own stack: those to a virtual server, and
/// those from a real server's service to somebody else than this machine, with its ICMP errors and those about packets to it.
///
/// @param links   the names of the interfaces on which frames arrive
/// @param virtual what virtual servers listen to
/// @param real    what NAT real servers answer from
/// @param local   the addresses of this machine: what a real server sends to them is the kernel's
/// @param ftp     the virtual addresses whose FTP data connections belong to a virtual server: to port 20, or from 1024 on
public record SteeredTraffic(
    Set<String> links, Set<Service> virtual, Set<Service> real, Set<IpAddress> local, Set<IpAddress> ftp) {

    public static final SteeredTraffic NONE =
        new SteeredTraffic(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    public SteeredTraffic {
        links = Set.copyOf(links);
        virtual = Set.copyOf(virtual);
        real = Set.copyOf(real);
        local = Set.copyOf(local);
        ftp = Set.copyOf(ftp);
    }

    /// One address and port.
    ///
    /// @param port 0 for every port
    public record Service(Protocol protocol, IpAddress address, int port) {
    }
}
