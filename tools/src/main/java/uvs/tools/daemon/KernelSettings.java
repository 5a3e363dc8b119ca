package uvs.tools.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;

/// Settings of the kernel's IPVS that were asked for with `--vs`: set at the start, and back to what they were at the end.
final class KernelSettings implements AutoCloseable {

    private static final Path FOLDER = Path.of("/proc/sys/net/ipv4/vs");

    private final Map<Path, String> before = new LinkedHashMap<>();

    /// @throws IOException when one cannot be set; then none is
    KernelSettings(VsSettings wanted, Log log) throws IOException {
        for (VsSetting setting : VsSetting.values()) {
            if (wanted.value(setting) == VsSettings.DEFAULTS.value(setting)) {
                continue;
            }
            Path file = FOLDER.resolve(setting.sysctl());
            try {
                String former = Files.readString(file).strip();
                Files.writeString(file, wanted.value(setting) + "\n");
                before.put(file, former);
                log.notice("net.ipv4.vs." + setting.sysctl() + ": " + former + " -> " + wanted.value(setting));
            } catch (IOException e) {
                close();
                throw new IOException(file + " cannot be set: " + e.getMessage()
                    + "; leave --vs " + setting.sysctl() + " out, or use --backend userspace", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Map.Entry<Path, String> each : before.entrySet()) {
            Files.writeString(each.getKey(), each.getValue() + "\n");
        }
    }
}
