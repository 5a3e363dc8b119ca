package uvs.tools.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A client that sends an HTTP request every ten milliseconds, each over a connection of its own and whatever became of
/// those before, and writes for each answer when it came, by [System#nanoTime].
///
/// So an outage is seen as long as it is: a client that waits for its answers would wait for TCP to try again too.
public final class HeartbeatClient {

    private static final long BEAT_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LIMIT_MS = 5_000;

    private HeartbeatClient() {
    }

    /// @param arguments address and TCP port
    public static void main(String[] arguments) {
        var server = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long beatNs = System.nanoTime();; beatNs += BEAT_NS) {
                threads.execute(() -> ask(server));
                LockSupport.parkNanos(beatNs + BEAT_NS - System.nanoTime());
            }
        }
    }

    private static void ask(InetSocketAddress server) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MS);
            socket.connect(server, LIMIT_MS);
            socket.getOutputStream().write(
                "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() >= 0) {
                System.out.println(System.nanoTime());
            }
        } catch (IOException _) {
            // No answer is what is looked for.
        }
    }
}
