package uvs.healthcheck.check;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A TCP server on loopback that does with each connection what a test says, so that it can be as broken as no
/// real server lets itself be configured to be.
final class ScriptedServer implements AutoCloseable {

    /// What happens on a connection, which is closed afterwards, once the client has closed it.
    interface Script {
        void serve(Socket connection) throws Exception;
    }

    private final ServerSocket listener;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    private ScriptedServer(ServerSocket listener) {
        this.listener = listener;
    }

    static ScriptedServer start(Script script) throws IOException {
        var server = new ScriptedServer(new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1")));
        Thread.ofVirtual().start(() -> server.accept(script));
        return server;
    }

    /// A server that reads a request's head and gives this reply.
    static ScriptedServer replying(String reply) throws IOException {
        return start(connection -> {
            readHead(connection);
            write(connection, reply);
        });
    }

    /// Accepts connections and never says anything.
    static ScriptedServer silent() throws IOException {
        return start(connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.size();
    }

    static String readHead(Socket connection) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = connection.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(script, connection));
            }
        } catch (SocketException _) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(Script script, Socket connection) {
        try (connection) {
            script.serve(connection);
            // A connection that is closed with something unread in it is reset.
            connection.shutdownOutput();
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (Exception _) {
            // The client has had enough, as it should of most of these servers.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
