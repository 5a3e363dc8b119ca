package uvs.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.tools.daemon.TableOnly;

/// Whatever is sent to the socket is answered in one line with the cure, and holds nobody up.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ControlServerTest {

    private static final ControlLimits SMALL = new ControlLimits(1000, 1000, 3, Duration.ofSeconds(30));

    @TempDir
    private Path folder;
    private Path socket;
    private TableOnly table;

    @BeforeEach
    void listen() throws Exception {
        socket = folder.resolve("uvs.sock");
        table = open(SMALL);
    }

    @AfterEach
    void close() throws IOException {
        table.close();
    }

    @Test
    void namesAllResources() throws IOException {
        String answer = ask("GET", "/v1", "");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.contains("\"PATCH /v1/services/{service}/servers/{server}\""), answer);
    }

    @Test
    void saysWhatIsWrongWithARequest() throws IOException {
        refuses(404, "NO_RESOURCE", "there is no resource /v2; GET /v1 lists them", "GET", "/v2", "");
        refuses(405, "NO_METHOD", "PUT is nothing that /v1/info can do; it can do GET", "PUT", "/v1/info", "");
        refuses(400, "INVALID", "there is no parameter depth here; there are cursor limit",
            "GET", "/v1/connections?depth=1", "");
        refuses(400, "INVALID", "limit '0' is not in 1..10000", "GET", "/v1/connections?limit=0", "");
        refuses(410, "NO_CURSOR", "cursor 7 has been used, or is too old; begin anew without one",
            "GET", "/v1/connections?cursor=7", "");
        refuses(400, "INVALID", "there is no body; send a JSON object for virtual server", "POST", "/v1/services", "");
        refuses(400, "INVALID", "the value is no object; send a JSON object for virtual server",
            "POST", "/v1/services", "[]");
        refuses(400, "INVALID", "the body is not JSON at line 1, column 3: Unexpected character ('a' (code 97)):"
            + " was expecting double-quote to start field name", "POST", "/v1/services", "{ a: 1}");
    }

    @Test
    void saysWhatIsWrongWithAServer() throws IOException {
        String service = "{\"protocol\":\"tcp\",\"address\":\"192.0.2.1\",\"port\":80";
        refuses(400, "INVALID", "field protocol of virtual server is missing; give a text",
            "POST", "/v1/services", "{\"port\":80}");
        refuses(400, "INVALID", "protocol 'icmp' is not one of tcp udp sctp",
            "POST", "/v1/services", service.replace("tcp", "icmp") + "}");
        refuses(400, "INVALID", "address '192.0.2' is neither IPv4 nor IPv6; write it as 192.0.2.1",
            "POST", "/v1/services", service.replace("2.1", "2") + "}");
        refuses(400, "INVALID", "port 65536 of virtual server is not in 0..65535",
            "POST", "/v1/services", service.replace("80", "65536") + "}");
        refuses(400, "INVALID", "virtual server has no field sheduler; its fields are address engine flags fwmark one_packet"
            + " persistence port protocol scheduler",
            "POST", "/v1/services", service + ",\"sheduler\":\"rr\"}");
        refuses(404, "NO_SCHEDULER", "", "POST", "/v1/services", service + ",\"scheduler\":\"best\"}");
        does("POST", "/v1/services", service + ",\"scheduler\":\"rr\"}");
        refuses(409, "EXISTS", "", "POST", "/v1/services", service + "}");
        refuses(404, "NO_VIRTUAL_SERVER", "", "DELETE", "/v1/services/udp:192.0.2.1:80", "");
        refuses(404, "NO_REAL_SERVER", "", "DELETE", "/v1/services/tcp:192.0.2.1:80/servers/198.51.100.1:80", "");
        refuses(400, "INVALID", "weight -1 of real server is not in 0..2147483647",
            "POST", "/v1/services/tcp:192.0.2.1:80/servers",
            "{\"address\":\"198.51.100.1\",\"port\":80,\"weight\":-1}");
        refuses(400, "OUT_OF_RANGE", "", "POST", "/v1/services/tcp:192.0.2.1:80/servers",
            "{\"address\":\"198.51.100.1\",\"port\":80,\"upper_threshold\":1,\"lower_threshold\":2}");
        refuses(501, "NOT_SUPPORTED", "", "POST", "/v1/daemons", "{\"role\":\"master\",\"interface\":\"eth0\"}");
    }

    @Test
    void refusesWhatIsOverItsLimits() throws IOException {
        refuses(413, "TOO_LARGE", "the body is larger than 1000 bytes; send what it has in several requests",
            "POST", "/v1/services", "{" + " ".repeat(1000) + "}");
        String answer = exchange("GET /v1 HTTP/1.1\r\nHost: uvs\r\nX: " + "x".repeat(1000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        answer = exchange("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: uvs\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        answer = exchange("EHLO director\r\n\r\n");
        assertTrue(answer.contains("this is not HTTP/1.1; try curl, with --unix-socket PATH for the control socket"), answer);
        does("GET", "/v1/info", "");
    }

    /// It comes in many pieces.
    @Test
    void takesALongRequest() throws Exception {
        table.close();
        table = open(ControlLimits.DEFAULT);
        does("POST", "/v1/services", "{\"protocol\":\"tcp\",\"address\":\"192.0.2.1\",\"port\":80"
            + " ".repeat(900_000) + "}");
    }

    @Test
    void hasRoomForSoManyConnections() throws IOException {
        var open = new ArrayList<SocketChannel>();
        for (int i = 0; i < 3; i++) {
            SocketChannel channel = connect();
            open.add(channel);
            RawHttp.send(channel, RawHttp.request("GET", "/v1/info", ""));
            assertTrue(RawHttp.read(channel, "connection_table_size").contains("200 OK"));
        }
        String answer = exchange("");
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.contains("there are 3 connections already; close one"), answer);
        for (SocketChannel each : open) {
            each.close();
        }
    }

    /// Half a request, and then nothing.
    @Test
    void doesNotWaitForWhoIsSlow() throws Exception {
        table.close();
        table = open(new ControlLimits(1000, 1000, 3, Duration.ofSeconds(3)));
        String answer = exchange("POST /v1/services HTTP/1.1\r\nHost: uvs\r\nContent-Length: 10\r\n\r\n{");
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(answer.contains("no whole request has come in "), answer);
        does("GET", "/v1/info", "");
    }

    @Test
    void answersRequestsThatWereSentAhead() throws IOException {
        try (SocketChannel channel = connect()) {
            RawHttp.send(channel, RawHttp.request("GET", "/v1/nothing", "") + RawHttp.request("GET", "/v1/timeouts", "")
                + RawHttp.request("GET", "/v1/daemons", "").replace("Host", "Connection: close\r\nHost"));
            String answers = RawHttp.read(channel, null);
            int first = answers.indexOf("there is no resource");
            int second = answers.indexOf("\"tcp\":900");
            int third = answers.indexOf("\"daemons\":[]");
            assertTrue(0 < first && first < second && second < third, answers);
        }
    }

    @Test
    void isRootsAloneAndGoneAtTheEnd() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        table.close();
        assertEquals(List.of(), files());
        table = open(SMALL);
        does("GET", "/v1/info", "");
    }

    @Test
    void leavesASocketAloneThatAnotherDirectorHas() throws Exception {
        IOException refused = assertThrows(ControlServer.InUseException.class, () -> open(SMALL));
        assertEquals("control socket " + socket + ": another director listens on it; give this one a socket of its own"
            + " with --control PATH, or --control none", refused.getMessage());
        does("GET", "/v1/info", "");
        assertEquals(List.of("uvs.sock"), files());
    }

    /// A director that was killed has left its file.
    @Test
    void replacesASocketThatNobodyListensOn() throws Exception {
        table.close();
        try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket));
        table = open(SMALL);
        does("GET", "/v1/info", "");
        assertEquals(List.of("uvs.sock"), files());
    }

    @Test
    void keepsAFileThatIsNoSocket() throws Exception {
        table.close();
        Files.writeString(socket, "precious");
        IOException refused = assertThrows(IOException.class, () -> open(SMALL));
        assertTrue(refused.getMessage().contains("there is a file of that name which is no socket; give another"),
            refused.getMessage());
        assertEquals("precious", Files.readString(socket));
        Files.delete(socket);
        table = open(SMALL);
    }

    @Test
    void namesAFolderThatIsNotThere() {
        IOException refused = assertThrows(IOException.class,
            () -> TableOnly.open(folder.resolve("no/uvs.sock"), ConfigurationReader.read(folder.resolve("c"),
                ReaderOptions.of("test")).configuration().orElse(null), 10, SMALL));
        assertTrue(refused.getMessage().contains("there is no folder " + folder.resolve("no") + "; make it, or"),
            refused.getMessage());
    }

    private TableOnly open(ControlLimits limits) throws Exception {
        Path file = Files.writeString(Files.createTempFile("uvs", ".conf"), "");
        try {
            return TableOnly.open(socket,
                ConfigurationReader.read(file, ReaderOptions.of("test")).configuration().orElseThrow(), 10, limits);
        } finally {
            Files.delete(file);
        }
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void does(String method, String resource, String body) throws IOException {
        String answer = ask(method, resource, body);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    }

    /// @param words all of the error, or nothing where another's words are passed on
    private void refuses(int status, String reason, String words, String method, String resource, String body)
        throws IOException {
        String answer = ask(method, resource, body);
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\"reason\":\"" + reason + "\""), answer);
        assertTrue(answer.contains("{\"error\":\"" + words + (words.isEmpty() ? "" : "\",")), answer);
    }

    private String ask(String method, String resource, String body) throws IOException {
        return RawHttp.ask(address(), method, resource, body);
    }

    private String exchange(String text) throws IOException {
        return RawHttp.exchange(address(), text);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(address());
    }

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(socket);
    }
}
