package uvs.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.testbed.Host;
import uvs.tools.control.ControlClient;
import uvs.tools.demo.DirectorProgram;

/// What a director has counted at one moment, as `uvs show counters` tells it, and what has arrived at the sink.
///
/// @param arrived frames that the sink's interface has received
record Counts(JsonNode counters, long arrived) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RECEIVED_PACKETS = 2;

    static Counts of(DirectorProgram director, Host sink) throws IOException, BackendException {
        try (ControlClient client = ControlClient.connect(director.control())) {
            String line = sink.run("grep", "eth0:", "/proc/self/net/dev").orThrow().out();
            return new Counts(
                JSON.readTree(client.text("/v1/counters")), Long.parseLong(line.strip().split("[:\\s]+")[RECEIVED_PACKETS]));
        }
    }

    long present() {
        return connections("present");
    }

    long inserted() {
        return connections("inserted");
    }

    /// Those that ended, for whatever reason.
    long ended() {
        return inserted() - present();
    }

    private long connections(String name) {
        return counters.path("connections").path(name).asLong();
    }

    /// Frames that the workers have taken in.
    long frames() {
        return sum("frames");
    }

    /// What the workers' threads have allocated on the heap for each frame that was carried since another moment.
    double allocatedPerFrame(Counts since) {
        return (double) (sum("allocated_bytes") - since.sum("allocated_bytes")) / Math.max(1, arrived - since.arrived);
    }

    /// How many frames of packet memory are there in all.
    long memory() {
        return sum("packet_memory");
    }

    /// How many of them are `free`, `held`, `receiving` or `sending`.
    long memory(String place) {
        return sum("packet_memory_" + place);
    }

    private long sum(String name) {
        return workers().values().stream().mapToLong(worker -> worker.path(name).asLong()).sum();
    }

    Map<String, JsonNode> workers() {
        return counters.properties().stream().filter(group -> group.getKey().startsWith("worker-"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
