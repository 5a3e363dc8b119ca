package uvs.tools.demo;

import java.time.Duration;
import uvs.dataplane.testbed.Program;

/// A client that asks every ten milliseconds, and when it was answered. One thread reads.
public final class Heartbeat {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ANSWER = "^[0-9]+$";

    private final Program client;

    Heartbeat(Program client) {
        this.client = client;
    }

    /// Waits until it is answered.
    public void await() {
        next();
    }

    /// Waits for the answers of a span of time, and for the first one behind it.
    ///
    /// @param beganNs when the span began, by [System#nanoTime], which is one clock for all programs of a machine
    /// @return the longest time without an answer that ended within the span or ends it
    public Duration longestSilence(long beganNs, Duration span) {
        long lastNs = next();
        long longestNs = 0;
        while (lastNs - beganNs < span.toNanos()) {
            long nowNs = next();
            if (nowNs - beganNs >= 0) {
                longestNs = Math.max(longestNs, nowNs - lastNs);
            }
            lastNs = nowNs;
        }
        return Duration.ofNanos(longestNs);
    }

    private long next() {
        return Long.parseLong(client.awaitLine(ANSWER, LIMIT));
    }

    public void stop() {
        client.stop();
    }
}
