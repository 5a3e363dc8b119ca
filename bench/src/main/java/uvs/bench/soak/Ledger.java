package uvs.bench.soak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// What the clients have seen: every ending at once, and once a second the sums. Any thread.
final class Ledger {

    /// A line of sums begins with it.
    static final String SECOND = "second";
    static final String BYTES = "bytes";
    static final String ANSWERS = "answers";
    /// Before a server's name: connections begun since the last line that it has answered. Not those begun before: nobody knows when
    /// it was given them.
    static final String OPENED = "opened-";

    private final Map<String, AtomicLong> sums = new ConcurrentHashMap<>();
    private volatile long sinceMs;

    void add(String name, long amount) {
        sums.computeIfAbsent(name, _ -> new AtomicLong()).addAndGet(amount);
    }

    /// A server has answered a connection for the first time.
    void opened(String server, long begunMs) {
        if (begunMs >= sinceMs) {
            add(OPENED + server, 1);
        }
    }

    void ended(Ending ending) {
        write(ending.line());
    }

    /// Writes what came together since the last time, which was in the second before this one.
    void writeSums(long nowMs) {
        sinceMs = nowMs;
        write(SECOND + " " + nowMs + " " + sums.entrySet().stream()
            .map(sum -> sum.getKey() + "=" + sum.getValue().getAndSet(0)).collect(Collectors.joining(" ")));
    }

    private static synchronized void write(String line) {
        System.out.println(line);
    }
}
