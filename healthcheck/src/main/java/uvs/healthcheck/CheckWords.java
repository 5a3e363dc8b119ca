package uvs.healthcheck;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        Map<String, String> about = new TreeMap<>(Names.fields(watch.server(), watch.virtual()));
        about.put("check", watch.key().checker().name());
        return switch (ran.change()) {
            case UP -> info(about, success(watch.key().checker(), server, who));
            case DOWN -> Optional.of(new Decision.Log(Decision.Log.Level.WARNING, who + " failed"
                + (ran.first() || watch.timing().retry() == 0 ? ""
                    : " after " + watch.timing().retry() + " retries") + ": " + what + ".", about));
            case RETRYING -> watch.logsAllFailures() ? info(about, who + " failed, will retry: " + what + ".")
                : Optional.empty();
            case NONE -> watch.logsAllFailures() && !ran.outcome().success()
                ? info(about, who + " still failing: " + what + ".") : Optional.empty();
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

    private static Optional<Decision> info(Map<String, String> about, String text) {
        return Optional.of(new Decision.Log(Decision.Log.Level.INFO, text, about));
    }
}
