package uvs.tools.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.ToDoubleFunction;

/// What a virtual or real server carries in a second.
record Traffic(double connections, double inPackets, double outPackets, double inBytes, double outBytes) {

    static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

    /// As the director estimates it.
    static Traffic estimated(JsonNode server) {
        JsonNode rates = server.path("rates");
        return of(name -> rates.path(name).asDouble());
    }

    /// As totals have grown; those that were zeroed meanwhile begin anew.
    static Traffic grown(JsonNode now, JsonNode before, double seconds) {
        JsonNode totals = now.path("statistics");
        JsonNode old = before.path("statistics");
        return of(name -> Math.max(0, (totals.path(name).asLong() - old.path(name).asLong()) / seconds));
    }

    private static Traffic of(ToDoubleFunction<String> rate) {
        return new Traffic(rate.applyAsDouble("connections"), rate.applyAsDouble("in_packets"),
            rate.applyAsDouble("out_packets"), rate.applyAsDouble("in_bytes"), rate.applyAsDouble("out_bytes"));
    }

    Traffic plus(Traffic other) {
        return new Traffic(connections + other.connections, inPackets + other.inPackets,
            outPackets + other.outPackets, inBytes + other.inBytes, outBytes + other.outBytes);
    }

    double packets() {
        return inPackets + outPackets;
    }

    double bytes() {
        return inBytes + outBytes;
    }
}
