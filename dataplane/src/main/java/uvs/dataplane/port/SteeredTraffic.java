package uvs.dataplane.port;

import java.util.Set;
import java.util.stream.Collectors;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;

/// Which frames belong to the data plane, and so must not reach the kernel's own stack: those to a virtual server whose
/// address this machine has, and those from a real server's service to somebody else than this machine, with its ICMP errors
/// and those about packets to it.
///
/// @param links   the names of the interfaces on which frames arrive
/// @param virtual what virtual servers listen to, also at addresses that this machine does not have, or not yet
/// @param real    what NAT real servers answer from
/// @param local   the addresses that this machine is known to have: what a real server sends to them is the kernel's
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

    /// The same without what is for addresses that this machine is not known to have.
    public SteeredTraffic here() {
        return new SteeredTraffic(links,
            virtual.stream().filter(service -> local.contains(service.address())).collect(Collectors.toSet()), real, local,
            ftp.stream().filter(local::contains).collect(Collectors.toSet()));
    }

    /// The addresses of virtual servers that this machine is not known to have.
    public Set<IpAddress> absent() {
        return virtual.stream().map(Service::address).filter(address -> !local.contains(address))
            .collect(Collectors.toSet());
    }

    /// One address and port.
    ///
    /// @param port 0 for every port
    public record Service(Protocol protocol, IpAddress address, int port) {
    }
}
