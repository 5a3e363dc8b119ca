package uvs.vrrp.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import uvs.config.VrrpSettings;

/// How long virtual routers are held back at the start, so that a network that has only just come up has time to settle.
final class StartDelay {

    private StartDelay() {
    }

    /// The longer one of `vrrp_startup_delay` and what is left of `vrrp_delay_after_boot`.
    static long ns(VrrpSettings settings) {
        long afterBootNs = settings.delayAfterBoot().toNanos();
        long leftNs = afterBootNs == 0 ? 0 : Math.max(0, afterBootNs - uptimeNs());
        return Math.max(settings.startupDelay().toNanos(), leftNs);
    }

    private static long uptimeNs() {
        try {
            String seconds = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
            return (long) (Double.parseDouble(seconds) * 1e9);
        } catch (IOException _) {
            // Without /proc nobody knows when this host was booted: long ago, then.
            return Long.MAX_VALUE;
        }
    }
}
