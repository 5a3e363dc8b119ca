package uvs.tools.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import uvs.dataplane.service.BackendException;
import uvs.tools.control.ControlClient;
import uvs.tools.demo.DirectorProgram;

/// What a running director answers when it is asked for its counters.
final class ShownCounters {

    private ShownCounters() {
    }

    static JsonNode of(DirectorProgram director) {
        try (ControlClient client = ControlClient.connect(director.control())) {
            return new ObjectMapper().readTree(client.text("/v1/counters"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BackendException e) {
            throw new IllegalStateException(e);
        }
    }
}
