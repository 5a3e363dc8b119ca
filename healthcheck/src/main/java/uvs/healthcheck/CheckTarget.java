package uvs.healthcheck;

import java.util.stream.Collectors;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.Http;
import uvs.config.net.Family;

/// What a check asks, in a few words: a real server may have several of the same kind.
final class CheckTarget {

    private CheckTarget() {
    }

    static String of(HealthChecker checker) {
        return switch (checker) {
            case HealthChecker.TcpCheck check -> place(check.connection());
            case HealthChecker.UdpCheck check -> place(check.connection());
            case HealthChecker.PingCheck check -> check.connection().address().toString();
            case HealthChecker.HttpGet check -> urls("http://", check.connection(), check.http());
            case HealthChecker.SslGet check -> urls("https://", check.connection(), check.http());
            case HealthChecker.SmtpCheck check ->
                check.hosts().stream().map(CheckTarget::place).collect(Collectors.joining(" "));
            case HealthChecker.DnsCheck check -> place(check.connection()) + " " + check.type() + " "
                + (check.queryName().isEmpty() ? "." : check.queryName());
            case HealthChecker.MiscCheck check -> String.join(" ", check.command().words());
            case HealthChecker.FileCheck check -> check.trackFile().file();
            case HealthChecker.BfdCheck check -> check.bfdInstance().name();
        };
    }

    private static String urls(String scheme, Connection connection, Http http) {
        return scheme + place(connection)
            + http.urls().stream().map(HealthChecker.Url::path).collect(Collectors.joining(" "));
    }

    private static String place(Connection connection) {
        boolean brackets = connection.address().family() == Family.IPV6;
        return (brackets ? "[" + connection.address() + "]" : connection.address()) + ":" + connection.port();
    }
}
