package uvs.healthcheck;

import java.util.Optional;
import uvs.config.HealthChecker;

/// What the log and mails say about a check, in keepalived's words with the reason added.
final class CheckWords {

    private CheckWords() {
    }

    /// The line for a run that has ended, if it is worth one: every change, and every failure where
    /// `log_all_failures` asks for it.
    static Optional<Decision> of(Watch watch, CheckRunner.Ran ran) {
        String server = Names.of(watch.server(), watch.virtual());
        String who = watch.key().checker().name().replace("HTTP_GET", "HTTP_CHECK") + " on service " + server;
        String what = ran.outcome().words();
        return switch (ran.change()) {
            case UP -> info(success(watch.key().checker(), server, who));
            case DOWN -> Optional.of(new Decision.Log(Decision.Log.Level.WARNING, who + " failed"
                + (ran.first() || watch.timing().retry() == 0 ? ""
                    : " after " + watch.timing().retry() + " retries") + ": " + what + "."));
            case RETRYING -> watch.logsAllFailures() ? info(who + " failed, will retry: " + what + ".")
                : Optional.empty();
            case NONE -> watch.logsAllFailures() && !ran.outcome().success()
                ? info(who + " still failing: " + what + ".") : Optional.empty();
        };
    }

    private static String success(HealthChecker checker, String server, String who) {
        return switch (checker) {
            case HealthChecker.TcpCheck _ -> "TCP connection to " + server + " success.";
            case HealthChecker.HttpGet _, HealthChecker.SslGet _ ->
                "Remote Web server " + server + " succeed on service.";
            case HealthChecker.SmtpCheck _ -> "Remote SMTP server " + server + " succeed on service.";
            default -> who + " success.";
        };
    }

    /// The body of a mail.
    static String mail(HealthChecker checker, boolean up) {
        String kind = checker.name().replace('_', ' ');
        if (!kind.endsWith("CHECK")) {
            kind += " CHECK";
        }
        return "=> " + kind + (up ? " succeed" : " failed") + " on service <=";
    }

    private static Optional<Decision> info(String text) {
        return Optional.of(new Decision.Log(Decision.Log.Level.INFO, text));
    }
}
