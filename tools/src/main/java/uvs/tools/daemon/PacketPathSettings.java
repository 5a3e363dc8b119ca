package uvs.tools.daemon;

import java.time.Duration;
import java.util.Optional;
import uvs.config.Configuration;
import uvs.config.LvsSettings;
import uvs.dataplane.conn.Timeouts;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;
import uvs.scheduler.SchedulerOptions;

/// What the packet path is told when it starts, out of the configuration and the settings.
public final class PacketPathSettings {

    private PacketPathSettings() {
    }

    /// How long connections last, with `lvs_timeouts`.
    public static Timeouts timeouts(Configuration configuration) {
        LvsSettings.Timeouts set = configuration.globalDefs().lvs().timeouts();
        return Timeouts.DEFAULT.set(seconds(set.tcp()), seconds(set.tcpFin()), seconds(set.udp()));
    }

    /// The same for a backend that runs: 0 where nothing is said.
    public static ConnectionTimeouts changedTimeouts(Configuration configuration) {
        LvsSettings.Timeouts set = configuration.globalDefs().lvs().timeouts();
        return new ConnectionTimeouts(seconds(set.tcp()), seconds(set.tcpFin()), seconds(set.udp()));
    }

    /// 0 keeps the default.
    private static int seconds(Optional<Duration> timeout) {
        return timeout.map(value -> (int) value.toSeconds()).orElse(0);
    }

    public static SchedulerOptions schedulerOptions(VsSettings settings) {
        return SchedulerOptions.DEFAULTS.withExpiration(
            settings.value(VsSetting.LBLC_EXPIRATION), settings.value(VsSetting.LBLCR_EXPIRATION));
    }
}
