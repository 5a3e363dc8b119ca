package uvs.dataplane.service;

import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// What tells a virtual server from all others.
public sealed interface VirtualServerId {

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
}
