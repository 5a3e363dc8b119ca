package uvs.vrrp.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Parameters under `/proc/sys/net` that are changed for a while, and what they were before.
public final class KernelSettings {

    private static final Path ROOT = Path.of("/proc/sys/net");

    private final Map<String, String> before = new LinkedHashMap<>();

    /// Changes a parameter, until [#restore]. A kernel or an interface that does not have it is left alone.
    ///
    /// @param key with slashes, as `ipv4/conf/eth0/arp_filter`
    public void set(String key, String value) {
        try {
            String was = Files.readString(ROOT.resolve(key)).strip();
            if (!was.equals(value)) {
                Files.writeString(ROOT.resolve(key), value);
                before.putIfAbsent(key, was);
            }
        } catch (IOException _) {
            // There is no such parameter: the protocol family is not built in, or the interface has gone.
        }
    }

    /// Changes all parameters back.
    public void restore() {
        before.forEach((key, value) -> {
            try {
                Files.writeString(ROOT.resolve(key), value);
            } catch (IOException _) {
                // It has gone together with its interface.
            }
        });
        before.clear();
    }
}
