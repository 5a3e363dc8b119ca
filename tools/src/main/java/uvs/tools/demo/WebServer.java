package uvs.tools.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// A real server: answers every HTTP request with its own name.
public final class WebServer {

    private static final int BACKLOG = 4096;

    private WebServer() {
    }

    /// @param arguments the name and the TCP port; says `ready` when it listens
    public static void main(String[] arguments) throws IOException {
        byte[] name = (arguments[0] + "\n").getBytes(StandardCharsets.UTF_8);
        // Header and body are two writes: the second must not wait for the first to be acknowledged.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[1])), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, name.length);
            try (var body = exchange.getResponseBody()) {
                body.write(name);
            }
        });
        server.start();
        System.out.println("ready");
    }
}
