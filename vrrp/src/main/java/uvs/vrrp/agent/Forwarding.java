package uvs.vrrp.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether this host forwards, which neighbour advertisements tell.
final class Forwarding {

    private Forwarding() {
    }

    static boolean ipv6(String interfaceName) {
        try {
            return Files.readString(Path.of("/proc/sys/net/ipv6/conf", interfaceName, "forwarding")).startsWith("1");
        } catch (IOException _) {
            // The interface has just gone, or has no IPv6: then nothing is forwarded by it.
            return false;
        }
    }
}
