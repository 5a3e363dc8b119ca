package uvs.tools.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uvs.tools.top.Choice.View;
import uvs.tools.top.Line.Tone;

/// What is to be seen: lines, made of what the director said and what the person has chosen.
final class Board {

    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final String ROUTER = "%-24s %-8s %-12s %8s %-12s %s";
    private static final String CHECK = "%-28s %-12s %-10s %9s %s";
    private static final String REASON = "%-38s %12s";
    private static final String WORKER = "%-12s %-16s %16s %12s %12s";
    private static final List<String> STATES = List.of("INIT", "BACKUP", "MASTER", "FAULT");
    private static final int BITS = 8;
    private static final double THOUSAND = 1e3;
    private static final int PLOT = 30;

    private Board() {
    }

    /// What stands above each view.
    static List<Line> head(Course course, Choice choice) {
        Line title = Line.of("uvs top", Tone.STRONG);
        if (course.newest().isEmpty()) {
            return List.of(course.trouble().isEmpty() ? title.and("  asking ...", Tone.SOFT)
                : title.and("  " + course.trouble(), Tone.BAD));
        }
        Sample sample = course.newest().get();
        title = title.and("  " + TIME.format(Instant.ofEpochMilli(sample.timeMs())), Tone.SOFT)
            .and("  up " + Numbers.span(sample.timeMs() - sample.status().path("started_ms").asLong()), Tone.SOFT);
        if (choice.paused()) {
            title = title.and("  paused", Tone.WARN);
        }
        if (!course.trouble().isEmpty()) {
            title = title.and("  old: " + course.trouble(), Tone.BAD);
        }
        Traffic total = sample.total();
        Line sum = Line.of("Connections " + Numbers.brief(sample.connections()) + "   new/s "
            + Numbers.brief(total.connections()) + "   packets/s in " + Numbers.brief(total.inPackets()) + " out "
            + Numbers.brief(total.outPackets()) + "   bit/s in " + Numbers.brief(BITS * total.inBytes()) + " out "
            + Numbers.brief(BITS * total.outBytes())).and("   dropped/s " + Numbers.brief(course.dropsASecond()),
                course.dropsASecond() > 0 ? Tone.BAD : Tone.PLAIN);
        Line plots = Line.of("new/s     ", Tone.SOFT).and(Numbers.plot(course.connections(), PLOT), Tone.GOOD)
            .and("   packets/s ", Tone.SOFT).and(Numbers.plot(course.packets(), PLOT), Tone.GOOD);
        return List.of(title, sum, plots);
    }

    /// The view that was chosen; its first line has the names of its columns.
    static List<Line> body(Sample sample, Choice choice) {
        return switch (choice.view()) {
            case SERVERS -> ServerBoard.lines(sample, choice);
            case VRRP -> routers(sample);
            case CHECKS -> checks(sample);
            case DROPS -> drops(sample);
            case EVENTS -> events(sample);
            case WORKERS -> workers(sample);
        };
    }

    /// Which views there are, and how they are ordered.
    static Line foot(Choice choice) {
        Line foot = Line.EMPTY;
        for (View view : View.values()) {
            foot = foot.and(view.ordinal() + 1 + " " + view, view == choice.view() ? Tone.STRONG : Tone.SOFT).and("  ");
        }
        return foot.and("s sort: " + choice.sort() + (choice.reversed() ? ", reversed" : "")
            + "  p pause  h help  q quit", Tone.SOFT);
    }

    static List<Line> help() {
        return List.of("Keys",
            "1 .. 6, tab, left, right   another view",
            "s, S                       another order of servers",
            "r                          the other way round",
            "p, space                   pause, and go on",
            "up, down, page up, down    what does not fit on the screen",
            "h, ?                       this help",
            "q, Ctrl-C                  quit",
            "",
            "Rates are those since the picture before; the first are the director's own.").stream().map(Line::of).toList();
    }

    private static List<Line> routers(Sample sample) {
        var lines = new ArrayList<Line>();
        lines.add(head(ROUTER, "Instance", "State", "Interface", "Priority", "Since", "Addresses"));
        JsonNode vrrp = sample.status().path("vrrp");
        for (JsonNode instance : vrrp.path("instances")) {
            JsonNode data = instance.path("data");
            int number = data.path("state").asInt();
            String state = number >= 0 && number < STATES.size() ? STATES.get(number) : Integer.toString(number);
            List<String> addresses = Sample.list(data.path("vips")).stream()
                .map(vip -> vip.asText().split(" ")[0]).toList();
            lines.add(row(ROUTER, tone(state), data.path("iname").asText(), state, data.path("ifp_ifname").asText(),
                data.path("effective_priority").asText(),
                Numbers.span(sample.timeMs() - (long) (data.path("last_transition").asDouble() * THOUSAND)),
                String.join(" ", addresses)));
        }
        for (JsonNode group : vrrp.path("groups")) {
            String state = group.path("state").asText();
            lines.add(row(ROUTER, tone(state), group.path("name").asText(), state, "group", "", "",
                String.join(" ", Sample.list(group.path("members")).stream().map(JsonNode::asText).toList())));
        }
        return orNothing(lines, "no VRRP instances");
    }

    private static Tone tone(String state) {
        return switch (state) {
            case "MASTER", "up" -> Tone.GOOD;
            case "FAULT", "down" -> Tone.BAD;
            case "INIT", "retrying", "suspended" -> Tone.WARN;
            default -> Tone.PLAIN;
        };
    }

    private static List<Line> checks(Sample sample) {
        var lines = new ArrayList<Line>();
        lines.add(head(CHECK, "Real server", "Check", "State", "Median", "Last result"));
        for (JsonNode check : sample.status().path("checks")) {
            String state = check.path("state").asText();
            JsonNode median = check.path("latency_us").path("p50");
            lines.add(row(CHECK, tone(state), check.path("real_server").asText(), check.path("check").asText(), state,
                median.isMissingNode() ? "-" : String.format(Locale.ROOT, "%.1f ms", median.asDouble() / THOUSAND),
                check.path("last_run").path("words").asText()));
        }
        return orNothing(lines, "no health checks");
    }

    private static List<Line> drops(Sample sample) {
        var lines = new ArrayList<Line>();
        lines.add(head(REASON, "Dropped and malformed packets, by reason", "Packets"));
        for (String group : List.of("dropped", "malformed")) {
            for (Map.Entry<String, JsonNode> each : sample.status().path("counters").path(group).properties()) {
                if (each.getValue().asLong() > 0) {
                    lines.add(row(REASON, Tone.PLAIN, each.getKey().replace('_', ' '), each.getValue().asText()));
                }
            }
        }
        return orNothing(lines, "none");
    }

    private static List<Line> events(Sample sample) {
        var lines = new ArrayList<Line>();
        lines.add(Line.of("Time            What has changed, the newest first", Tone.HEAD));
        for (JsonNode event : sample.status().path("events")) {
            String text = event.path("text").asText();
            Tone tone = text.endsWith("FAULT") || text.equals("out") ? Tone.BAD
                : text.endsWith("MASTER") || text.startsWith("in,") ? Tone.GOOD : Tone.PLAIN;
            lines.add(Line.of(TIME.format(Instant.ofEpochMilli(event.path("time_ms").asLong())) + "  ", Tone.SOFT)
                .and(event.path("name").asText() + " ").and(text, tone));
        }
        return orNothing(lines, "nothing since the start");
    }

    private static List<Line> workers(Sample sample) {
        var lines = new ArrayList<Line>();
        lines.add(head(WORKER, "Worker", "Interface", "Frames", "Not received", "Not sent"));
        for (JsonNode worker : sample.status().path("workers")) {
            for (JsonNode each : worker.path("interfaces")) {
                boolean lost = each.path("receive_failures").asLong() + each.path("send_failures").asLong() > 0;
                lines.add(row(WORKER, lost ? Tone.WARN : Tone.PLAIN, worker.path("name").asText(),
                    each.path("name").asText(), each.path("received_frames").asText(),
                    each.path("receive_failures").asText(), each.path("send_failures").asText()));
            }
        }
        return orNothing(lines, "no workers: the kernel carries the packets");
    }

    static List<Line> orNothing(List<Line> lines, String words) {
        if (lines.size() == 1) {
            lines.add(Line.of(words, Tone.SOFT));
        }
        return lines;
    }

    static Line head(String form, Object... columns) {
        return row(form, Tone.HEAD, columns);
    }

    static Line row(String form, Tone tone, Object... columns) {
        return Line.of(form.formatted(columns), tone);
    }
}
