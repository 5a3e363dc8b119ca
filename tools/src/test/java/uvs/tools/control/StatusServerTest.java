package uvs.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.tools.daemon.TableOnly;

/// The port for those who watch: it tells, it changes nothing, and no caller disturbs the director or the others.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class StatusServerTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String SERVICE = "{\"protocol\":\"tcp\",\"address\":\"192.0.2.1\",\"port\":80}";

    @TempDir
    private Path folder;
    private TableOnly table;
    private final ControlLoop loop = new ControlLoop();
    private StatusServer server;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws Exception {
        Path file = Files.writeString(folder.resolve("empty.conf"), "");
        table = TableOnly.open(folder.resolve("uvs.sock"),
            ConfigurationReader.read(file, ReaderOptions.of("test")).configuration().orElseThrow(), 10,
            ControlLimits.DEFAULT);
        open(ControlLimits.STATUS);
    }

    private void open(ControlLimits limits) throws IOException {
        server = StatusServer.open(loop, ANY_PORT, Routes.readOnly(table), limits);
        address = new InetSocketAddress(ANY_PORT.getAddress(), Integer.parseInt(server.address().split(":")[1]));
    }

    private void openAgain(ControlLimits limits) throws IOException {
        server.close();
        open(limits);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        loop.close();
        table.close();
    }

    @Test
    void servesThePageTheMetricsAndTheHealth() throws IOException {
        String page = get("/");
        assertTrue(page.startsWith("HTTP/1.1 200 OK\r\n"), page);
        assertTrue(page.contains("content-type: text/html; charset=utf-8\r\n"), page);
        assertTrue(page.endsWith("</html>\n"), page);
        String metrics = get("/metrics");
        assertTrue(metrics.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"), metrics);
        assertTrue(metrics.contains("\nuvs_connection_table_capacity 10"), metrics);
        assertTrue(get("/healthz").endsWith("\r\n\r\nok\n"));
        assertTrue(get("/v1/status").contains("\"services\":[]"));
    }

    /// As probes and `curl -I` ask: the same headers, no body.
    @Test
    void answersHead() throws IOException {
        String answer = ask("HEAD", "/healthz", "");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.contains("content-length: 3\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    /// The same requests change the table over the control socket.
    @Test
    void changesNothing() throws Exception {
        var control = java.net.UnixDomainSocketAddress.of(folder.resolve("uvs.sock"));
        assertTrue(RawHttp.ask(control, "POST", "/v1/services", SERVICE).startsWith("HTTP/1.1 200 "));
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            for (String path : List.of("/v1/services", "/v1/services/tcp:192.0.2.1:80", "/v1/zero", "/v1/timeouts",
                    "/v1/services/tcp:192.0.2.1:80/servers", "/v1/reload", "/v1/daemons", "/metrics", "/")) {
                String answer = ask(method, path, SERVICE);
                assertTrue(answer.matches("(?s)HTTP/1\\.1 40[45] .*"), method + " " + path + ": " + answer);
            }
        }
        String answer = get("/v1/services");
        assertTrue(answer.contains("\"address\":\"192.0.2.1\",\"port\":80,\"scheduler\":\"wlc\""), answer);
    }

    /// Whose connections there are, and what stands in the configuration, is root's to know.
    @Test
    void tellsNoSecrets() throws IOException {
        for (String path : List.of("/v1/connections", "/v1/configuration", "/v1/changes", "/v1/daemons")) {
            String answer = get(path);
            assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        }
        assertFalse(get("/v1").contains("configuration"));
    }

    @Test
    void saysThatThePortIsTaken() {
        IOException refused = assertThrows(IOException.class,
            () -> StatusServer.open(loop, address, Routes.readOnly(table), ControlLimits.STATUS));
        assertEquals("status page 127.0.0.1:" + address.getPort() + ": another program listens there; give another"
            + " place with --metrics ADDRESS:PORT, or --metrics off", refused.getMessage());
    }

    @Test
    void saysThatTheAddressIsNotThisMachines() {
        IOException refused = assertThrows(IOException.class, () -> StatusServer.open(loop,
            new InetSocketAddress("192.0.2.77", 9117), Routes.readOnly(table), ControlLimits.STATUS));
        assertTrue(refused.getMessage().startsWith("status page 192.0.2.77:9117: this machine has no such address;"),
            refused.getMessage());
    }

    @Test
    void refusesWhatIsTooLargeOrNoHttp() throws IOException {
        String answer = exchange("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: uvs\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        answer = exchange("GET / HTTP/1.1\r\nHost: uvs\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        answer = exchange("POST /metrics HTTP/1.1\r\nHost: uvs\r\nContent-Length: 99999999999\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        answer = exchange("\u0016\u0003\u0001 hello\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        answer = get("/nothing%00%0d%0a<script>");
        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        assertTrue(answer.contains("content-type: application/json\r\n"), answer);
        assertTrue(answer.contains("x-content-type-options: nosniff\r\n"), answer);
        assertTrue(get("/healthz").startsWith("HTTP/1.1 200 "));
    }

    /// Callers who say nothing, or half of something, are cut off; meanwhile the others are answered, as far as there
    /// is room.
    @Test
    void standsManyAndSlowCallers() throws Exception {
        openAgain(new ControlLimits(1000, 1000, 20, Duration.ofSeconds(3)));
        var open = new ArrayList<SocketChannel>();
        for (int i = 0; i < 19; i++) {
            SocketChannel channel = SocketChannel.open(address);
            RawHttp.send(channel, i % 2 == 0 ? "" : "GET /metrics HTTP/1.1\r\nHo");
            open.add(channel);
        }
        assertTrue(get("/healthz").startsWith("HTTP/1.1 200 "));
        SocketChannel last = SocketChannel.open(address);
        RawHttp.send(last, "GET /heal");
        assertTrue(get("/healthz").startsWith("HTTP/1.1 503 "));
        for (SocketChannel each : open) {
            String answer = RawHttp.read(each, null);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            each.close();
        }
        last.close();
        assertTrue(get("/healthz").startsWith("HTTP/1.1 200 "));
    }

    /// Who asks and asks and reads nothing is not waited for, and holds nobody up.
    @Test
    void standsACallerWhoReadsNothing() throws Exception {
        openAgain(new ControlLimits(1000, 1000, 20, Duration.ofSeconds(3)));
        try (SocketChannel deaf = SocketChannel.open(address)) {
            deaf.configureBlocking(false);
            var requests = java.nio.ByteBuffer.wrap(
                RawHttp.request("GET", "/", "").repeat(2000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            boolean cut = false;
            while (!cut) {
                assertTrue(get("/healthz").startsWith("HTTP/1.1 200 "));
                try {
                    deaf.write(requests);
                    requests.rewind();
                } catch (IOException _) {
                    cut = true;
                }
            }
        }
    }

    @Test
    void isIllWhenTheConductorIsStuck() throws Exception {
        var free = new CountDownLatch(1);
        table.conductor().execute(() -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        String answer = get("/healthz");
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.contains("the conductor has not answered in 2 s"), answer);
        free.countDown();
        assertTrue(get("/healthz").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void readsWhereItIsToBe() {
        assertEquals("127.0.0.1:9117", place("loopback"));
        assertEquals("127.0.0.1:9118", place("9118"));
        assertEquals("192.0.2.1:80", place("192.0.2.1:80"));
        assertEquals("[0:0:0:0:0:0:0:1]:9117", place("[::1]:9117"));
        assertEquals(Optional.empty(), StatusPlace.parse(Optional.of("off")).address());
        assertFalse(StatusPlace.parse(Optional.empty()).named());
        for (String wrong : List.of("on", "localhost:9117", "192.0.2.1", "192.0.2.1:99999", "[::1:9117", ":", "")) {
            String message = assertThrows(IllegalArgumentException.class,
                () -> StatusPlace.parse(Optional.of(wrong)), wrong).getMessage();
            assertEquals("metrics '" + wrong + "' is not off, loopback, PORT or ADDRESS:PORT; write it as"
                + " --metrics 127.0.0.1:9117", message);
        }
    }

    private static String place(String text) {
        InetSocketAddress address = StatusPlace.parse(Optional.of(text)).address().orElseThrow();
        return StatusServer.text(address);
    }

    private String get(String path) throws IOException {
        return ask("GET", path, "");
    }

    private String ask(String method, String path, String body) throws IOException {
        return RawHttp.ask(address, method, path, body);
    }

    private String exchange(String text) throws IOException {
        return RawHttp.exchange(address, text);
    }
}
