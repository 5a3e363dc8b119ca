package uvs.tools.status;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.healthcheck.CheckStatus;

/// The metrics of health checks.
final class CheckMetrics {

    private static final double MICROS = 1e6;
    private static final double NANOS = 1e9;
    private static final List<String> STATES =
        List.of("up", "down", "retrying", "unknown", "suspended", "not run");
    /// A name as keepalived's log has it: `[192.0.2.1]:tcp:80`.
    private static final Pattern LOGGED = Pattern.compile("\\[(.*)]:([a-z]+):([0-9]+)");

    private CheckMetrics() {
    }

    /// A check with labels that no other has.
    private record Labelled(CheckStatus check, Labels labels) {
    }

    static void add(List<CheckStatus> statuses, Families families) {
        List<Labelled> checks = labelled(statuses);
        families.states("uvs_check_state", "The state of a health check: 1 for the one that it is in.",
            checks, Labelled::labels, STATES, each -> each.check().state());
        families.gauge("uvs_check_real_server_alive",
            "Whether the real server is alive, all of its checks taken together.",
            checks, Labelled::labels, each -> each.check().alive() ? 1 : 0);
        families.counter("uvs_check_runs", "Runs of a check.",
            checks, Labelled::labels, each -> each.check().progress().runs());
        families.counter("uvs_check_failures", "Runs that failed.",
            checks, Labelled::labels, each -> each.check().progress().failures());
        List<Labelled> ran = checks.stream().filter(each -> each.check().progress().last().isPresent()).toList();
        families.gauge("uvs_check_last_run_success", "Whether the last run succeeded.",
            ran, Labelled::labels, each -> each.check().progress().last().orElseThrow().success() ? 1 : 0);
        families.gauge("uvs_check_last_run_duration_seconds", "How long the last run took.",
            ran, Labelled::labels, each -> each.check().progress().last().orElseThrow().took().toNanos() / NANOS);
        addDurations(checks, families);
    }

    private static void addDurations(List<Labelled> checks, Families families) {
        var summary = SummarySnapshot.builder().name("uvs_check_duration_seconds")
            .help("How long runs of a check take, since it began; quantile 1 is the longest.");
        for (Labelled each : checks) {
            each.check().progress().latency().ifPresent(latency -> summary.dataPoint(
                SummaryDataPointSnapshot.builder().labels(each.labels()).quantiles(Quantiles.of(
                    new Quantile(0.5, latency.median() / MICROS), new Quantile(0.9, latency.p90() / MICROS),
                    new Quantile(0.99, latency.p99() / MICROS), new Quantile(1, latency.longest() / MICROS)))
                    .build()));
        }
        families.add(summary.build());
    }

    /// Of checks that are alike in everything, the second has a `#2` behind its name.
    private static List<Labelled> labelled(List<CheckStatus> checks) {
        Map<Labels, Integer> seen = new HashMap<>();
        var labelled = new ArrayList<Labelled>();
        for (CheckStatus check : checks) {
            Labels labels = labels(check, check.checker());
            int number = seen.merge(labels, 1, Integer::sum);
            labelled.add(new Labelled(check, number == 1 ? labels : labels(check, check.checker() + "#" + number)));
        }
        return labelled;
    }

    private static Labels labels(CheckStatus check, String name) {
        return Labels.of("virtual_server", virtual(check.virtualServer()), "real_server", real(check.realServer()),
            "check", name, "target", check.target());
    }

    /// As the metrics of traffic name it, so that both can be joined: `tcp:192.0.2.1:80`. A group keeps its brackets.
    static String virtual(String logged) {
        Matcher matcher = LOGGED.matcher(logged);
        if (matcher.matches()) {
            return matcher.group(2) + ":" + matcher.group(1) + ":" + matcher.group(3);
        }
        return logged.startsWith("FWM ") ? "fwmark:" + logged.substring("FWM ".length()) : logged;
    }

    /// The same: `198.51.100.11:8080`.
    static String real(String logged) {
        Matcher matcher = LOGGED.matcher(logged);
        return matcher.matches() ? matcher.group(1) + ":" + matcher.group(3) : logged;
    }
}
