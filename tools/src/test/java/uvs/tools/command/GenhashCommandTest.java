package uvs.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GenhashCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("page of " + exchange.getRequestHeaders().getFirst("Host").replaceAll(":.*", "")).getBytes();
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/none") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String... arguments) {
        return new CommandLine(new GenhashCommand()).setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)).execute(arguments);
    }

    private String port() {
        return String.valueOf(server.getAddress().getPort());
    }

    private static String keepalived(String... arguments) throws Exception {
        var words = new ArrayList<>(List.of("genhash"));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.0c", "1.1"})
    void theDigestIsKeepaliveds(String protocol) throws Exception {
        String[] arguments = {"-s", "127.0.0.1", "-p", port(), "-u", "/page", "-V", "www.example.org", "-P", protocol};
        assertEquals(0, run(arguments), err::toString);
        assertEquals(keepalived(arguments), out.toString().strip());
        assertTrue(out.toString().strip().matches("[0-9a-f]{32}"), out::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page", "/none"})
    void verboselyItSaysWhatKeepalivedsSays(String path) throws Exception {
        String[] arguments = {"-v", "-s", "127.0.0.1", "-p", port(), "-u", path, "-V", "www.example.org"};
        assertEquals(0, run(arguments), err::toString);
        assertEquals(withoutTimes(keepalived(arguments)), withoutTimes(out.toString().strip()));
    }

    /// The date in the headers may differ by a second, and the time that it took by more.
    private static String withoutTimes(String text) {
        int date = text.indexOf("HTTP Header Ascii Buffer");
        return text.substring(date).replaceAll("Date: [^\r]*", "Date").replaceAll("= [0-9]+ usecs", "");
    }

    @Test
    void longOptionsAndNamesWorkToo() {
        assertEquals(0, run("--server", "localhost", "--port", port(), "--url", "/page", "--verbose"), err::toString);
        assertTrue(out.toString().contains("HTML hash final resulting"), out::toString);
    }

    @Test
    void aServerThatIsNotThereIsOneLine() {
        assertEquals(1, run("-s", "127.0.0.1", "-p", "1", "-u", "/"));
        assertEquals("uvs genhash: 127.0.0.1 port 1: connection refused", err.toString().strip());
    }

    @Test
    void mistakesAreSaid() {
        assertEquals(1, run("-s", "127.0.0.1", "-u", "/", "-P", "2.0"));
        assertTrue(err.toString().contains("2.0 is none of 1.0, 1.0C and 1.1"), err::toString);
        assertEquals(1, run("-s", "no such host.invalid", "-u", "/"));
    }
}
