package uvs.tools.demo;

import java.util.Optional;

/// What became of one request.
///
/// @param begunMs when it was begun, in milliseconds of the machine's clock
/// @param server  the name of the real server that answered, or nothing
/// @param failure why there is no answer; empty if there is one
public record Answer(long begunMs, Optional<String> server, String failure) {

    private static final String FAILED = "FAILED";

    static Answer from(long begunMs, String server) {
        return new Answer(begunMs, Optional.of(server), "");
    }

    static Answer none(long begunMs, String failure) {
        return new Answer(begunMs, Optional.empty(), failure);
    }

    public boolean failed() {
        return server.isEmpty();
    }

    /// One line, as [WebClient] writes it and [#parse] reads it.
    String line() {
        return begunMs + " " + server.orElse(FAILED + " " + failure);
    }

    static Answer parse(String line) {
        String[] words = line.split(" ", 3);
        long begunMs = Long.parseLong(words[0]);
        return words[1].equals(FAILED) ? none(begunMs, words[2]) : from(begunMs, words[1]);
    }
}
