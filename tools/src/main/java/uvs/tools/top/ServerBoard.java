package uvs.tools.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import uvs.tools.top.Line.Tone;

/// The view of virtual servers with their real servers.
final class ServerBoard {

    private static final String FORM = "%-34s %-8s %6s %7s %8s %7s %9s %9s %9s %9s";
    private static final int BITS = 8;

    private ServerBoard() {
    }

    static List<Line> lines(Sample sample, Choice choice) {
        var lines = new ArrayList<Line>();
        lines.add(Board.head(FORM, "Virtual server, its real servers", "Method", "Weight", "Active", "Inactive", "New/s",
            "Pkt/s in", "Pkt/s out", "Bit/s in", "Bit/s out"));
        ordered(sample.services(), choice, sample::of, service -> sum(service, "active"), Sample::name)
            .forEach(service -> {
                lines.add(line(Sample.name(service), service.path("scheduler").asText(), "", sum(service, "active"),
                    sum(service, "inactive"), sample.of(service), Tone.STRONG));
                addRealServers(service, sample, choice, lines);
            });
        return Board.orNothing(lines, "no virtual servers");
    }

    private static void addRealServers(JsonNode service, Sample sample, Choice choice, List<Line> lines) {
        List<JsonNode> servers = Sample.list(service.path("servers"));
        if (servers.isEmpty()) {
            lines.add(Line.of("  no real server: connections are refused", Tone.BAD));
        }
        ordered(servers, choice, real -> sample.of(service, real), real -> real.path("active").asDouble(),
            Sample::endpoint).forEach(real -> lines.add(line("  " + Sample.endpoint(real), method(real),
                real.path("weight").asText(), real.path("active").asDouble(), real.path("inactive").asDouble(),
                sample.of(service, real), real.path("weight").asInt() == 0 ? Tone.WARN : Tone.PLAIN)));
    }

    private static Line line(String name, String method, String weight, double active, double inactive,
        Traffic traffic, Tone tone) {
        return Board.row(FORM, tone, name, method, weight, Numbers.brief(active), Numbers.brief(inactive),
            Numbers.brief(traffic.connections()), Numbers.brief(traffic.inPackets()),
            Numbers.brief(traffic.outPackets()), Numbers.brief(BITS * traffic.inBytes()),
            Numbers.brief(BITS * traffic.outBytes()));
    }

    private static double sum(JsonNode service, String field) {
        return Sample.list(service.path("servers")).stream().mapToDouble(real -> real.path(field).asDouble()).sum();
    }

    private static String method(JsonNode real) {
        return real.path("method").asText()
            + (real.has("tunnel") ? " " + real.path("tunnel").path("type").asText() : "");
    }

    private static List<JsonNode> ordered(List<JsonNode> servers, Choice choice, Function<JsonNode, Traffic> traffic,
        ToDoubleFunction<JsonNode> active, Function<JsonNode, String> name) {
        List<JsonNode> ordered = new ArrayList<>(servers);
        ordered.sort(switch (choice.sort()) {
            case TABLE -> (_, _) -> 0;
            case CONNECTIONS -> greatest(each -> traffic.apply(each).connections());
            case PACKETS -> greatest(each -> traffic.apply(each).packets());
            case BYTES -> greatest(each -> traffic.apply(each).bytes());
            case ACTIVE -> greatest(active);
            case NAME -> Comparator.comparing(name);
        });
        return choice.reversed() ? ordered.reversed() : ordered;
    }

    private static Comparator<JsonNode> greatest(ToDoubleFunction<JsonNode> value) {
        return Comparator.comparingDouble(value).reversed();
    }
}
