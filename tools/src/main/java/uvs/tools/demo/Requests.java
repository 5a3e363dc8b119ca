package uvs.tools.demo;

import java.time.Duration;
import java.util.function.Predicate;
import uvs.dataplane.testbed.Program;

/// Requests on their way, and their answers as they come in. One thread reads them.
public final class Requests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Program client;

    Requests(Program client) {
        this.client = client;
    }

    /// Waits for the next answer.
    public Answer next() {
        return Answer.parse(client.awaitLine("", LIMIT));
    }

    /// Counts the answers up to and with the one for which `last` holds.
    public Tally until(Predicate<Answer> last) {
        var tally = new Tally();
        for (Answer answer = next();; answer = next()) {
            tally.count(answer);
            if (last.test(answer)) {
                return tally;
            }
        }
    }

    /// Ends the client; requests under way go without an answer.
    public void stop() {
        client.stop();
    }
}
