package uvs.tools.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.testbed.Await;
import uvs.tools.control.ControlBackend;
import uvs.tools.control.ControlLimits;
import uvs.tools.daemon.TableOnly;
import uvs.tools.demo.ThisProgram;

/// `uvs top` in a terminal, which `script` makes, and without one.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TopTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OWN_SCREEN = "\u001b[?1049h";
    private static final String SCREEN_BEFORE = "\u001b[?1049l";
    private static final Pattern CURSOR = Pattern.compile("\u001b\\[\\?(12;)?25(?<which>[hl])");
    /// What `stty -g` writes: every setting of the terminal.
    private static final Pattern SETTINGS = Pattern.compile("settings [0-9a-f:]{20,}");
    /// Sequences that move the cursor or change colours.
    private static final String SEQUENCES = "\u001b(\\[[0-9;?]*[a-zA-Z]|\\([A-Z0-9]|[=>])";

    @TempDir
    private Path folder;
    private Path socket;
    private TableOnly director;
    private Process terminal;
    private Thread reader;
    private final StringBuffer screen = new StringBuffer();
    private int seen;

    @BeforeEach
    void start() throws Exception {
        socket = folder.resolve("uvs.sock");
        director = open();
    }

    private TableOnly open() throws Exception {
        Path file = Files.writeString(folder.resolve("empty.conf"), "");
        TableOnly opened = TableOnly.open(socket,
            ConfigurationReader.read(file, ReaderOptions.of("test")).configuration().orElseThrow(), 10,
            ControlLimits.DEFAULT);
        try (ControlBackend backend = ControlBackend.connect(socket)) {
            backend.addVirtualServer(new VirtualServerId.Address(Protocol.TCP, IpAddress.of("192.0.2.1"), 80),
                new VirtualServerSettings("wlc", Set.of(), Optional.empty(), false));
        }
        return opened;
    }

    @AfterEach
    void end() throws Exception {
        if (terminal != null) {
            terminal.descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.destroyForcibly().waitFor();
        }
        director.close();
    }

    @Test
    void showsAndHeedsKeysAndLeavesTheTerminalAsItWas() throws Exception {
        startInTerminal();
        awaitShown("192\\.0\\.2\\.1:80 TCP +wlc");
        awaitShown("no real server: connections are refused");
        press("2");
        awaitShown("no VRRP instances");
        press("\u001b[D");
        awaitShown("Virtual server, its real servers");
        press("s");
        awaitShown("sort: connections|connections.*p pause");
        press("p");
        awaitShown("paused");
        press("h");
        awaitShown("another view");
        press("p");
        director.close();
        awaitShown("old: control socket .*(there is none|broken off|no director)");
        director = open();
        press("1h");
        press("q");
        awaitEnd(0);
    }

    @Test
    void endsByInterrupt() throws Exception {
        startInTerminal();
        awaitShown("192\\.0\\.2\\.1:80 TCP");
        press("\3");
        awaitEnd(0);
    }

    @Test
    void endsByATerminationSignal() throws Exception {
        startInTerminal();
        awaitShown("192\\.0\\.2\\.1:80 TCP");
        terminal.descendants().filter(each -> each.info().command().orElse("").endsWith("/java"))
            .forEach(ProcessHandle::destroy);
        awaitEnd(143);
    }

    @Test
    void printsOnceWithoutATerminal() throws Exception {
        Process printed = new ProcessBuilder(ThisProgram.uvs("top", "--control", socket.toString()))
            .redirectErrorStream(true).start();
        String text = new String(printed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, printed.waitFor(), text);
        assertTrue(text.matches("(?s)uvs top .*\nConnections 0 .*\n192\\.0\\.2\\.1:80 TCP +wlc .*no VRRP instances.*"
            + "no health checks.*none.*nothing since the start.*no workers.*"), text);
        assertFalse(text.contains("\u001b"), text);
    }

    @Test
    void saysThatThereIsNoDirector() throws Exception {
        Path none = folder.resolve("none.sock");
        Process refused = new ProcessBuilder(ThisProgram.uvs("top", "--control", none.toString()))
            .redirectErrorStream(true).start();
        String text = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, refused.waitFor(), text);
        assertEquals("uvs top: control socket " + none + ": there is none, so no director runs here; start one with uvs"
            + " run, or name its socket with --control PATH\n", text);
    }

    /// The shell is interrupted together with the program, and goes on.
    private void startInTerminal() throws IOException {
        String top = ThisProgram.uvs("top", "-d", "0.2", "--control", socket.toString()).stream()
            .map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path shell = Files.writeString(folder.resolve("in-terminal"), """
            trap : INT
            stty rows 30 cols 132
            echo settings $(stty -g)
            %s
            echo exit=$?
            echo settings $(stty -g)
            """.formatted(top));
        var start = new ProcessBuilder(List.of("script", "-q", "-c", "sh " + shell, "/dev/null"));
        start.environment().put("TERM", "xterm");
        start.environment().put("LC_ALL", "C.UTF-8");
        terminal = start.redirectErrorStream(true).start();
        reader = Thread.ofPlatform().daemon().name("terminal").start(this::read);
    }

    private void read() {
        try (var reader = terminal.inputReader(StandardCharsets.UTF_8)) {
            var piece = new char[4096];
            for (int read = reader.read(piece); read >= 0; read = reader.read(piece)) {
                screen.append(piece, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void press(String keys) throws IOException {
        seen = screen.length();
        terminal.outputWriter(StandardCharsets.UTF_8).write(keys);
        terminal.outputWriter(StandardCharsets.UTF_8).flush();
    }

    private void awaitShown(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Await.until(() -> regex + " is not shown: " + screen, LIMIT,
            () -> pattern.matcher(screen.substring(seen).replaceAll(SEQUENCES, "")).find());
    }

    private void awaitEnd(int exit) throws Exception {
        Await.until(() -> "it does not end: " + screen, LIMIT, () -> !terminal.isAlive());
        assertTrue(reader.join(LIMIT), "its output does not end");
        String all = screen.toString();
        assertTrue(all.contains("exit=" + exit), all);
        int left = all.indexOf(SCREEN_BEFORE);
        assertTrue(0 <= all.indexOf(OWN_SCREEN) && all.indexOf(OWN_SCREEN) < left && left < all.indexOf("exit="), all);
        assertEquals(List.of("l", "h"),
            CURSOR.matcher(all).results().map(found -> found.group("which")).toList(), all);
        List<String> settings = SETTINGS.matcher(all).results().map(MatchResult::group).toList();
        assertEquals(2, settings.size(), all);
        assertEquals(settings.get(0), settings.get(1));
    }
}
