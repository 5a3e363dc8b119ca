package uvs.tools.control;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// Requests written by hand, whole or not, and answers as they come.
final class RawHttp {

    private RawHttp() {
    }

    static String request(String method, String resource, String body) {
        return method + " " + resource + " HTTP/1.1\r\nHost: uvs\r\nContent-Length: " + body.length() + "\r\n\r\n"
            + body;
    }

    /// Sends one request on a connection of its own.
    static String ask(SocketAddress address, String method, String resource, String body) throws IOException {
        return exchange(address, request(method, resource, body).replace("Host", "Connection: close\r\nHost"));
    }

    /// Sends, and reads until the director closes.
    static String exchange(SocketAddress address, String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            send(channel, text);
            return read(channel, null);
        }
    }

    static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Reads up to a text, or to the end where it is null.
    static String read(SocketChannel channel, String end) throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocate(4096);
        while ((end == null || text.indexOf(end) < 0) && channel.read(buffer.clear()) >= 0) {
            text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        return text.toString();
    }
}
