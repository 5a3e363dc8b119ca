package uvs.config;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// What a packet is addressed to when it is for a virtual server.
public sealed interface Endpoint {

    Family family();

    /// @param port 0 for every port of the address
    record Address(IpAddress address, int port) implements Endpoint {

        public Address {
            Range.PORT.check("port", port);
        }

        @Override
        public Family family() {
            return address.family();
        }

        @Override
        public String toString() {
            return "[" + address + "]:" + port;
        }
    }

    /// @param mark an unsigned number, never 0
    record Fwmark(int mark, Family family) implements Endpoint {

        public Fwmark {
            if (mark == 0) {
                throw new IllegalArgumentException("mark=0 is what unmarked packets have");
            }
        }

        @Override
        public String toString() {
            return "fwmark " + Integer.toUnsignedString(mark);
        }
    }
}
