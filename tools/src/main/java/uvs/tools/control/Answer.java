package uvs.tools.control;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// What a request is answered with.
///
/// @param type of the body, as HTTP names it
/// @param body made on the thread of the control socket, so that a long list does not keep the conductor
record Answer(int status, String type, Supplier<byte[]> body) {

    static Answer ok(JsonTree.Writer body) {
        return json(200, body);
    }

    private static Answer json(int status, JsonTree.Writer body) {
        return new Answer(status, "application/json", () -> JsonTree.write(body));
    }

    /// Lines for people.
    static Answer text(Supplier<String> text) {
        return text(200, text);
    }

    static Answer text(int status, Supplier<String> text) {
        return new Answer(status, "text/plain; charset=utf-8", () -> text.get().getBytes(StandardCharsets.UTF_8));
    }

    /// Of a change that has nothing to tell.
    static Answer done() {
        return ok(json -> {
            json.writeStartObject();
            json.writeBooleanField("done", true);
            json.writeEndObject();
        });
    }

    static Answer of(ControlException refused) {
        return json(refused.status(), json -> {
            json.writeStartObject();
            json.writeStringField("error", refused.getMessage());
            json.writeStringField("reason", refused.reason());
            if (refused.errno() != 0) {
                json.writeNumberField("errno", refused.errno());
            }
            json.writeEndObject();
        });
    }
}
