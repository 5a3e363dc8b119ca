package uvs.dataplane.service;

import java.util.Comparator;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// What tells a virtual server from all others.
public sealed interface VirtualServerId {

    /// As ipvsadm lists them: firewall marks behind addresses; then family, protocol, address, port.
    Comparator<VirtualServerId> ORDER = VirtualServerId::compare;

    Family family();

    /// An address and a port, as `-t`, `-u` and `--sctp-service` of ipvsadm name it.
    ///
    /// @param port 0 for every port of the address
    record Address(Protocol protocol, IpAddress address, int port) implements VirtualServerId {

        public Address {
            Ports.check(port);
        }

        @Override
        public Family family() {
            return address.family();
        }

        @Override
        public String toString() {
            return Ports.text(address, port) + " " + protocol;
        }
    }

    /// A firewall mark, as `-f` of ipvsadm names it.
    record FirewallMark(int mark, Family family) implements VirtualServerId {

        public FirewallMark {
            if (mark == 0) {
                throw new IllegalArgumentException("mark=0 is what unmarked packets have");
            }
        }

        @Override
        public String toString() {
            return "fwmark " + Integer.toUnsignedString(mark) + (family == Family.IPV6 ? " IPv6" : "");
        }
    }

    private static int compare(VirtualServerId one, VirtualServerId other) {
        return switch (one) {
            case FirewallMark(int mark, Family family) -> switch (other) {
                case FirewallMark(int otherMark, Family otherFamily) ->
                    mark != otherMark ? Integer.compareUnsigned(mark, otherMark) : family.compareTo(otherFamily);
                case Address _ -> 1;
            };
            case Address address -> switch (other) {
                case FirewallMark _ -> -1;
                case Address otherAddress -> Comparator.comparing(Address::family)
                    .thenComparing(Address::protocol)
                    .thenComparing(Address::address)
                    .thenComparing(Address::port).compare(address, otherAddress);
            };
        };
    }
}
