package uvs.dataplane.service;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Port numbers, and an address with one as ipvsadm writes it.
final class Ports {

    private Ports() {
    }

    static void check(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port=" + port + " is not in 0..65535");
        }
    }

    static String text(IpAddress address, int port) {
        return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
