package uvs.healthcheck;

import java.time.Duration;
import java.util.List;
import uvs.config.HealthChecker;

/// Tells whether two checks ask the same of the same server, however often they do.
final class CheckIdentity {

    private static final HealthChecker.Timing ANY =
        new HealthChecker.Timing(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, false, false);

    private CheckIdentity() {
    }

    /// The position of the same check in a list, or -1.
    static int indexOf(List<HealthChecker> checkers, HealthChecker checker) {
        HealthChecker wanted = of(checker);
        for (int i = 0; i < checkers.size(); i++) {
            if (of(checkers.get(i)).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static HealthChecker of(HealthChecker checker) {
        return switch (checker) {
            case HealthChecker.TcpCheck c -> new HealthChecker.TcpCheck(c.connection(), ANY);
            case HealthChecker.PingCheck c -> new HealthChecker.PingCheck(c.connection(), ANY);
            case HealthChecker.HttpGet c -> new HealthChecker.HttpGet(c.connection(), ANY, c.http());
            case HealthChecker.SslGet c -> new HealthChecker.SslGet(
                c.connection(), ANY, c.http(), c.enableSni(), c.sniName(), c.tlsCompliant());
            case HealthChecker.SmtpCheck c -> new HealthChecker.SmtpCheck(c.hosts(), ANY, c.heloName());
            case HealthChecker.DnsCheck c ->
                new HealthChecker.DnsCheck(c.connection(), ANY, c.type(), c.queryName());
            case HealthChecker.UdpCheck c ->
                new HealthChecker.UdpCheck(c.connection(), ANY, c.payload(), c.reply());
            case HealthChecker.MiscCheck c ->
                new HealthChecker.MiscCheck(c.command(), ANY, Duration.ZERO, c.dynamic());
            case HealthChecker.FileCheck c -> c;
            case HealthChecker.BfdCheck c -> new HealthChecker.BfdCheck(c.bfdInstance(), false);
        };
    }
}
