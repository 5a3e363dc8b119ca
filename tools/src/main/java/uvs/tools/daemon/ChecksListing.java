package uvs.tools.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import uvs.healthcheck.CheckStatus;

/// What `uvs show checks` shows: every check with its state, its last result in words, when it runs next and how
/// long it takes, as a table or as JSON.
public final class ChecksListing {

    private static final List<String> HEAD = List.of(
        "Real server", "Check", "State", "Weight", "Next", "Runs", "Failed", "p50", "p90", "p99", "Max", "Target",
        "Last result");
    /// The columns whose numbers stand under each other's last digit.
    private static final int FIRST_NUMBER = 3;
    private static final int LAST_NUMBER = 10;

    private ChecksListing() {
    }

    /// Writes the table, line by line: a headline for each virtual server, its checks below it.
    public static void write(List<CheckStatus> checks, Consumer<String> lines) {
        if (checks.isEmpty()) {
            lines.accept("no checks");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        checks.forEach(check -> rows.add(row(check)));
        int[] widths = widths(rows);
        lines.accept(line(HEAD, widths));
        String virtual = "";
        for (CheckStatus check : checks) {
            if (!check.virtualServer().equals(virtual)) {
                virtual = check.virtualServer();
                lines.accept(virtual);
            }
            lines.accept(line(row(check), widths));
        }
    }

    private static List<String> row(CheckStatus check) {
        CheckStatus.Progress progress = check.progress();
        Optional<CheckStatus.Latency> latency = progress.latency();
        return List.of(
            check.realServer(), check.checker(), check.state() + (check.alive() ? "" : " (server down)"),
            String.valueOf(check.weight()), next(progress), String.valueOf(progress.runs()),
            String.valueOf(progress.failures()), millis(latency.map(CheckStatus.Latency::median)),
            millis(latency.map(CheckStatus.Latency::p90)), millis(latency.map(CheckStatus.Latency::p99)),
            millis(latency.map(CheckStatus.Latency::longest)), check.target(),
            progress.last().map(CheckStatus.LastRun::words).orElse("-"));
    }

    private static String next(CheckStatus.Progress progress) {
        return progress.running() ? "now" : progress.due()
            .map(due -> String.format(Locale.ROOT, "%.1f s", due.toMillis() / 1000.0)).orElse("-");
    }

    private static String millis(Optional<Long> micros) {
        return micros.map(value -> String.format(Locale.ROOT, "%.1f ms", value / 1000.0)).orElse("-");
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder("  ");
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            boolean number = i >= FIRST_NUMBER && i <= LAST_NUMBER;
            line.append(number ? padding + row.get(i) : row.get(i) + padding).append("  ");
        }
        return line.toString().stripTrailing();
    }

    /// The same as JSON: an array with an object for each check. Times are in microseconds.
    public static ArrayNode json(List<CheckStatus> checks) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        for (CheckStatus check : checks) {
            CheckStatus.Progress progress = check.progress();
            ObjectNode node = array.addObject()
                .put("virtual_server", check.virtualServer())
                .put("real_server", check.realServer())
                .put("check", check.checker())
                .put("target", check.target())
                .put("state", check.state())
                .put("real_server_alive", check.alive())
                .put("weight", check.weight())
                .put("running", progress.running())
                .put("retries_left", progress.retriesLeft())
                .put("runs", progress.runs())
                .put("failures", progress.failures());
            progress.due().ifPresent(due -> node.put("due_in_us", micros(due)));
            progress.last().ifPresent(last -> node.putObject("last_run")
                .put("success", last.success())
                .put("reason", last.reason().name())
                .put("words", last.words())
                .put("ended_us_ago", micros(last.ago()))
                .put("took_us", micros(last.took())));
            progress.latency().ifPresent(latency -> node.putObject("latency_us")
                .put("p50", latency.median())
                .put("p90", latency.p90())
                .put("p99", latency.p99())
                .put("max", latency.longest()));
        }
        return array;
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1000;
    }
}
