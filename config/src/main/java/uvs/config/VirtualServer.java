package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// The block `virtual_server`.
///
/// @param protocol        empty when all of it is firewall marks
/// @param scheduler       the name in `lb_algo`
/// @param schedulerFlags  under ipvsadm's names, such as `sh-port`
/// @param onePacket       each UDP packet is scheduled for itself (`ops`)
/// @param hashed          the flag `hashed` of IPVS
/// @param method          for real servers that give none; each [RealServer] has its own
/// @param omega           whether notifiers run for what is taken away at the end
/// @param alpha           real servers are down until a check has said otherwise
/// @param haSuspend       checks run only while the address is one of this host
/// @param weight          for real servers that give none
/// @param virtualhost     for HTTP_GET and SSL_GET that give none
/// @param delayLoop       for checks that give none; each has its own
public record VirtualServer(
    Service service,
    Family family,
    Optional<Protocol> protocol,
    String scheduler,
    Set<String> schedulerFlags,
    boolean onePacket,
    boolean hashed,
    ForwardingMethod method,
    Optional<Persistence> persistence,
    Optional<SorryServer> sorryServer,
    Quorum quorum,
    boolean alpha,
    boolean omega,
    boolean inhibitOnFailure,
    boolean haSuspend,
    Duration delayLoop,
    int weight,
    Optional<String> virtualhost,
    boolean smtpAlert,
    Optional<String> snmpName,
    List<RealServer> realServers) {

    public VirtualServer {
        schedulerFlags = Set.copyOf(schedulerFlags);
        realServers = List.copyOf(realServers);
    }

    /// What tells a virtual server from the others of its configuration.
    ///
    /// @param protocol empty for firewall marks
    public record Key(String service, Optional<Protocol> protocol) {

        @Override
        public String toString() {
            return service + protocol.map(p -> " " + p).orElse("");
        }
    }

    /// What the block is headed by.
    public sealed interface Service {

        /// `virtual_server ADDRESS PORT`
        record Address(Endpoint.Address address) implements Service {}

        /// `virtual_server fwmark NUMBER`
        record Mark(Endpoint.Fwmark mark) implements Service {}

        /// `virtual_server group NAME`
        record Group(VirtualServerGroup group) implements Service {}
    }

    /// Connections of one client go to one real server.
    ///
    /// @param timeout      how long after the last connection this holds, in whole seconds
    /// @param prefixLength how much of the client's address counts
    /// @param engine       such as `sip`
    public record Persistence(Duration timeout, int prefixLength, Optional<String> engine) {

        public Persistence {
            Range.of(1, Integer.MAX_VALUE).check("timeout", timeout.toSeconds());
        }
    }

    /// Takes the connections while there is no quorum.
    ///
    /// @param inhibit whether it stays in the table with weight 0 while there is one
    public record SorryServer(IpAddress address, int port, ForwardingMethod method, boolean inhibit) {

        public SorryServer {
            Range.PORT.check("port", port);
        }
    }

    /// How much weight of live real servers it takes.
    public record Quorum(long weight, long hysteresis, Optional<Command> up, Optional<Command> down) {
    }

    public Key key() {
        String name = switch (service) {
            case Service.Address(var address) -> address.toString();
            case Service.Mark(var mark) -> mark.family() == Family.IPV6 ? mark + " inet6" : mark.toString();
            case Service.Group(var group) -> "group " + group.name();
        };
        return new Key(name, protocol);
    }

    /// Every address and mark that the virtual server stands for, one by one.
    public List<Endpoint> endpoints() {
        return switch (service) {
            case Service.Address(var address) -> List.of(address);
            case Service.Mark(var mark) -> List.of(mark);
            case Service.Group(var group) -> group.endpoints();
        };
    }
}
