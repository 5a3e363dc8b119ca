package uvs.tools.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import uvs.dataplane.forward.WorkerStatus;
import uvs.tools.status.Event;
import uvs.tools.status.MetricsText;
import uvs.tools.status.Reading;

/// What those who watch a director ask for: `/v1/status`, and over TCP the page, the metrics and `/healthz` too.
///
/// All is read on the conductor, and who asks hears after a bounded time, also when the conductor is busy.
final class StatusResources {

    static final String STATUS = "/v1/status";
    private static final String PAGE = "status.html";
    private static final int PATIENCE_SECONDS = 5;
    private static final int HEALTH_PATIENCE_SECONDS = 2;

    private final Controlled controlled;
    private final Routes routes;

    StatusResources(Controlled controlled, Routes routes) {
        this.controlled = controlled;
        this.routes = routes;
    }

    void add() {
        routes.addAction("GET", STATUS, Set.of(), request -> inTime(PATIENCE_SECONDS,
            routes.onConductor(() -> Reading.take(controlled), StatusResources::status)));
    }

    /// What only the status page's own port has.
    void addPage() {
        routes.addAction("GET", "/", Set.of(), request -> CompletableFuture.completedStage(
            new Answer(200, "text/html; charset=utf-8", StatusResources::page)));
        routes.addAction("GET", "/metrics", Set.of(), request -> inTime(PATIENCE_SECONDS,
            routes.onConductor(() -> Reading.take(controlled),
                reading -> new Answer(200, MetricsText.CONTENT_TYPE, () -> MetricsText.of(reading)))));
        routes.addAction("GET", "/healthz", Set.of(), request -> inTime(HEALTH_PATIENCE_SECONDS,
            routes.onConductor(() -> health(controlled.ill()))));
    }

    private static Answer health(Optional<String> ill) {
        return ill.map(words -> Answer.text(503, () -> words + "\n")).orElseGet(() -> Answer.text(() -> "ok\n"));
    }

    private static CompletionStage<Answer> inTime(int seconds, CompletionStage<Answer> answer) {
        return answer.toCompletableFuture().completeOnTimeout(
            Answer.of(new ControlException(503, "UNAVAILABLE",
                "the conductor has not answered in " + seconds + " s; see the director's log")),
            seconds, TimeUnit.SECONDS);
    }

    private static byte[] page() {
        try (InputStream page = StatusResources.class.getResourceAsStream(PAGE)) {
            return page.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(PAGE + " cannot be read from this program", e);
        }
    }

    private static Answer status(Reading reading) {
        return Resources.object(json -> {
            json.writeNumberField("time_ms", reading.time().toEpochMilli());
            json.writeNumberField("started_ms", reading.started().toEpochMilli());
            ServerJson.writeServices(json, reading.services());
            json.writeFieldName("counters");
            JsonTree.write(json, reading.counters());
            json.writeArrayFieldStart("workers");
            for (WorkerStatus worker : reading.workers()) {
                write(json, worker);
            }
            json.writeEndArray();
            Resources.writeChecks(json, reading.checks());
            json.writeObjectFieldStart("vrrp");
            Resources.writeVrrp(json, reading.vrrp());
            json.writeEndObject();
            json.writeArrayFieldStart("events");
            for (Event event : reading.events()) {
                write(json, event);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, WorkerStatus worker) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", worker.name());
        json.writeNumberField("busy_cycles", worker.busyCycles());
        json.writeNumberField("idle_cycles", worker.idleCycles());
        json.writeArrayFieldStart("interfaces");
        for (WorkerStatus.Interface each : worker.interfaces()) {
            json.writeStartObject();
            json.writeStringField("name", each.name());
            json.writeNumberField("received_frames", each.receivedFrames());
            json.writeNumberField("receive_failures", each.receiveFailures());
            json.writeNumberField("send_failures", each.sendFailures());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("time_ms", event.time().toEpochMilli());
        json.writeStringField("kind", ServerJson.word(event.kind()));
        json.writeStringField("name", event.name());
        json.writeStringField("text", event.text());
        json.writeEndObject();
    }
}
