package uvs.tools.demo;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A client that sends HTTP requests over several connections at once and writes one line for each: an
/// [Answer].
///
/// It speaks HTTP over a plain socket, since a client library would try again what fails, and hide it.
public final class WebClient {

    private static final int CONNECT_LIMIT_MS = 5_000;
    private static final int ANSWER_LIMIT_MS = 10_000;

    private final InetSocketAddress server;
    private final AtomicLong requestsLeft;
    private final int requestsOnAConnection;
    private final Duration pause;

    private WebClient(InetSocketAddress server, long requests, int requestsOnAConnection, Duration pause) {
        this.server = server;
        this.requestsLeft = new AtomicLong(requests);
        this.requestsOnAConnection = requestsOnAConnection;
        this.pause = pause;
    }

    /// @param arguments address, port, number of requests, connections at once, requests on each connection
    ///                  before a new one is made, milliseconds of pause between the requests of a connection
    public static void main(String[] arguments) {
        var client = new WebClient(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])),
            Long.parseLong(arguments[2]), Integer.parseInt(arguments[4]),
            Duration.ofMillis(Long.parseLong(arguments[5])));
        int connections = Integer.parseInt(arguments[3]);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                threads.execute(client::work);
            }
        }
    }

    private void work() {
        while (requestsLeft.get() > 0) {
            useOneConnection();
        }
    }

    private void useOneConnection() {
        long begunMs = System.currentTimeMillis();
        int used = 0;
        try (var socket = new Socket()) {
            while (used < requestsOnAConnection && requestsLeft.getAndDecrement() > 0) {
                if (used > 0) {
                    begunMs = System.currentTimeMillis();
                } else {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(ANSWER_LIMIT_MS);
                    socket.connect(server, CONNECT_LIMIT_MS);
                }
                used++;
                write(Answer.from(begunMs, request(socket, used == requestsOnAConnection)));
                LockSupport.parkNanos(pause.toNanos());
            }
        } catch (IOException e) {
            write(Answer.none(begunMs, "request " + used + " on its connection: " + e));
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private String request(Socket socket, boolean last) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: uvs.example\r\n"
            + (last ? "Connection: close\r\n" : "") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer = new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String status = line(answer);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("the server answers " + status);
        }
        int length = 0;
        for (String header = line(answer); !header.isEmpty(); header = line(answer)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
            }
        }
        var body = new char[length];
        for (int read = 0; read < length;) {
            int more = answer.read(body, read, length - read);
            if (more < 0) {
                throw new EOFException("the answer ends after " + read + " of " + length + " bytes");
            }
            read += more;
        }
        return new String(body).strip();
    }

    private static String line(BufferedReader answer) throws IOException {
        String line = answer.readLine();
        if (line == null) {
            throw new EOFException("the connection ended before the answer");
        }
        return line;
    }

    private static void write(Answer answer) {
        System.out.println(answer.line());
    }
}
