package uvs.tools.top;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;

/// What `/v1/status` of a director said at one moment, with the rates since the moment before.
///
/// @param status  as it came
/// @param traffic of each virtual server, and of each real server by both names
record Sample(JsonNode status, Map<String, Traffic> traffic) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MILLIS = 1e3;

    Sample {
        traffic = Map.copyOf(traffic);
    }

    /// @throws BackendException when this is not what a director says
    static JsonNode read(String text) throws BackendException {
        try {
            JsonNode status = JSON.readTree(text);
            if (status.path("services").isArray()) {
                return status;
            }
        } catch (JsonProcessingException _) {
            // Told below.
        }
        throw new BackendException(Reason.SYSTEM,
            "the director answers what this program does not know; use the uvs of the same version");
    }

    /// The first: its rates are the director's estimates.
    static Sample first(JsonNode status) {
        var traffic = new HashMap<String, Traffic>();
        servers(status).forEach((name, server) -> traffic.put(name, Traffic.estimated(server)));
        return new Sample(status, traffic);
    }

    /// One that follows this.
    Sample next(JsonNode later) {
        double seconds = (later.path("time_ms").asLong() - timeMs()) / MILLIS;
        if (seconds <= 0) {
            return new Sample(later, traffic);
        }
        Map<String, JsonNode> before = servers(status);
        var grown = new HashMap<String, Traffic>();
        servers(later).forEach((name, server) -> grown.put(name,
            before.containsKey(name) ? Traffic.grown(server, before.get(name), seconds) : Traffic.NONE));
        return new Sample(later, grown);
    }

    private static Map<String, JsonNode> servers(JsonNode status) {
        var servers = new HashMap<String, JsonNode>();
        for (JsonNode service : status.path("services")) {
            servers.put(name(service), service);
            for (JsonNode real : service.path("servers")) {
                servers.put(name(service, real), real);
            }
        }
        return servers;
    }

    long timeMs() {
        return status.path("time_ms").asLong();
    }

    Traffic of(JsonNode service) {
        return traffic.getOrDefault(name(service), Traffic.NONE);
    }

    Traffic of(JsonNode service, JsonNode real) {
        return traffic.getOrDefault(name(service, real), Traffic.NONE);
    }

    Traffic total() {
        Traffic sum = Traffic.NONE;
        for (JsonNode service : status.path("services")) {
            sum = sum.plus(of(service));
        }
        return sum;
    }

    /// All packets that were dropped or malformed, since the director's start.
    long dropped() {
        long sum = 0;
        for (String group : List.of("dropped", "malformed")) {
            for (JsonNode count : status.path("counters").path(group)) {
                sum += count.asLong();
            }
        }
        return sum;
    }

    long connections() {
        return status.path("counters").path("connections").path("present").asLong();
    }

    List<JsonNode> services() {
        return list(status.path("services"));
    }

    static List<JsonNode> list(JsonNode array) {
        var list = new ArrayList<JsonNode>();
        array.forEach(list::add);
        return list;
    }

    static String name(JsonNode service) {
        if (service.has("fwmark")) {
            return "fwmark " + service.path("fwmark").asText()
                + (service.path("family").asText().equals("ipv6") ? " IPv6" : "");
        }
        return endpoint(service) + " " + service.path("protocol").asText().toUpperCase(Locale.ROOT);
    }

    private static String name(JsonNode service, JsonNode real) {
        return name(service) + " " + endpoint(real);
    }

    static String endpoint(JsonNode server) {
        String address = server.path("address").asText();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + server.path("port").asText();
    }
}
