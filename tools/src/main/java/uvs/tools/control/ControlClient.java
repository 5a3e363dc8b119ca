package uvs.tools.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;

/// Asks a running director over its control socket: one connection, one request after the other. HTTP/1.1, as
/// much of it as that server speaks.
public final class ControlClient implements AutoCloseable {

    private static final int BUFFER = 64 << 10;
    private static final int LONGEST_LINE = 8 << 10;
    /// No page of connections is as large.
    private static final long LONGEST_BODY = 256L << 20;

    private final Path path;
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER).flip();

    private ControlClient(Path path, SocketChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// @throws BackendException `UNAVAILABLE` where nobody listens, `NOT_PERMITTED` for who may not call: one line with
    ///                          the cure
    public static ControlClient connect(Path path) throws BackendException {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(path));
                return new ControlClient(path, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw refused(path, e);
        }
    }

    private static BackendException refused(Path path, IOException why) {
        String name = "control socket " + path + ": ";
        boolean permission = why instanceof SocketException && String.valueOf(why.getMessage()).contains("ermission");
        if (permission) {
            return new BackendException(Reason.NOT_PERMITTED,
                name + "this user may not call the director; run as root, or as the user who runs it", why);
        }
        return new BackendException(Reason.UNAVAILABLE, Files.exists(path)
            ? name + "no director listens on it; start one with uvs run, or name its socket with --control PATH"
            : name + "there is none, so no director runs here; start one with uvs run, or name its socket with"
                + " --control PATH", why);
    }

    /// Asks, and answers the body of what came back.
    ///
    /// @param body null for none
    /// @throws BackendException what the director has refused, with its reason
    byte[] ask(String method, String resource, JsonTree.Writer body) throws BackendException {
        Response response;
        try {
            send(method, resource, body == null ? new byte[0] : JsonTree.write(body));
            response = receive();
        } catch (IOException e) {
            throw new BackendException(Reason.UNAVAILABLE,
                "control socket " + path + ": the director has broken off (" + e.getMessage() + "); see its log", e);
        }
        if (response.status / 100 != 2) {
            throw refusal(response);
        }
        return response.body;
    }

    /// The same, for an answer that is a JSON object.
    Fields object(String method, String resource, JsonTree.Writer body) throws BackendException {
        return understood(() -> Fields.of("answer", JsonTree.read(ask(method, resource, body))));
    }

    /// What the director answers as text.
    ///
    /// @param resource such as `/v1/checks?format=text`
    public String text(String resource) throws BackendException {
        return new String(ask("GET", resource, null), StandardCharsets.UTF_8);
    }

    /// Reads an answer.
    @FunctionalInterface
    interface Reading<T> {
        T read() throws ControlException, BackendException;
    }

    /// @throws BackendException when the answer is not what this program knows
    static <T> T understood(Reading<T> reading) throws BackendException {
        try {
            return reading.read();
        } catch (ControlException | IllegalArgumentException e) {
            throw new BackendException(Reason.SYSTEM,
                "the director answers what this program does not know (" + e.getMessage()
                    + "); use the uvs of the same version", e);
        }
    }

    private static BackendException refusal(Response response) throws BackendException {
        return understood(() -> {
            Fields fields = Fields.of("answer", JsonTree.read(response.body));
            String name = fields.text("reason");
            Reason reason = Reason.SYSTEM;
            for (Reason each : Reason.values()) {
                reason = each.name().equals(name) ? each : reason;
            }
            int errno = fields.integer("errno", 0, Integer.MAX_VALUE, reason.errno());
            return new BackendException(reason, errno, fields.text("error"), null);
        });
    }

    private void send(String method, String resource, byte[] body) throws IOException {
        byte[] head = (method + " " + resource + " HTTP/1.1\r\nHost: uvs\r\nContent-Length: " + body.length
            + (body.length == 0 ? "" : "\r\nContent-Type: application/json") + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
        while (message.hasRemaining()) {
            channel.write(message);
        }
    }

    private record Response(int status, byte[] body) {
    }

    private Response receive() throws IOException {
        String status = line();
        if (!status.matches("HTTP/1\\.1 [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("'" + status + "' is no answer of HTTP/1.1");
        }
        long length = -1;
        String header = line();
        while (!header.isEmpty()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                length = Long.parseLong(name.substring(name.indexOf(':') + 1).strip());
            }
            header = line();
        }
        if (length < 0 || length > LONGEST_BODY) {
            throw new IOException("an answer of " + length + " bytes");
        }
        return new Response(Integer.parseInt(status.substring(9, 12)), body((int) length));
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream(128);
        byte next = next();
        while (next != '\n') {
            if (line.size() == LONGEST_LINE) {
                throw new IOException("a header line that does not end");
            }
            line.write(next);
            next = next();
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }

    private byte next() throws IOException {
        while (!received.hasRemaining()) {
            fill(received.clear());
            received.flip();
        }
        return received.get();
    }

    private byte[] body(int length) throws IOException {
        byte[] body = new byte[length];
        int at = Math.min(length, received.remaining());
        received.get(body, 0, at);
        ByteBuffer rest = ByteBuffer.wrap(body, at, length - at);
        while (rest.hasRemaining()) {
            fill(rest);
        }
        return body;
    }

    private void fill(ByteBuffer buffer) throws IOException {
        if (channel.read(buffer) < 0) {
            throw new EOFException("it has closed the connection");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // There is nothing left to lose.
        }
    }
}
