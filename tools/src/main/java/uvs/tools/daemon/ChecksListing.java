package uvs.tools.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import uvs.healthcheck.CheckStatus;

/// What `uvs show checks` shows: every check with its state, its last result in words, when it runs next and how
/// long it takes, as a table or as JSON.
public final class ChecksListing {

    private static final List<String> HEAD = List.of(
        "Real server", "Check", "State", "Weight", "Next", "Runs", "Failed", "p50", "p90", "p99", "Max", "Last result");
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
        CheckStatus.Latency latency = progress.latency();
        boolean never = progress.runs() == 0;
        return List.of(
            check.realServer(), check.checker(), check.state() + (check.alive() ? "" : " (server down)"),
            String.valueOf(check.weight()), next(check), String.valueOf(progress.runs()),
            String.valueOf(progress.failures()), never ? "-" : millis(latency.median()),
            never ? "-" : millis(latency.p90()), never ? "-" : millis(latency.p99()),
            never ? "-" : millis(latency.longest()), progress.lastResult());
    }

    private static String next(CheckStatus check) {
        Duration due = check.progress().due();
        return check.progress().running() ? "now" : check.suspended() || due.isZero() ? "-"
            : String.format(Locale.ROOT, "%.1f s", due.toMillis() / 1000.0);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
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
                .put("state", check.state())
                .put("real_server_alive", check.alive())
                .put("weight", check.weight())
                .put("running", progress.running())
                .put("last_result", progress.lastResult())
                .put("runs", progress.runs())
                .put("failures", progress.failures());
            if (!progress.running() && !check.suspended() && !progress.due().isZero()) {
                node.put("due_in_us", progress.due().toNanos() / 1000);
            }
            if (progress.runs() > 0) {
                node.putObject("latency_us")
                    .put("p50", progress.latency().median())
                    .put("p90", progress.latency().p90())
                    .put("p99", progress.latency().p99())
                    .put("max", progress.latency().longest());
            }
        }
        return array;
    }
}
