package uvs.tools.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.TestbedException;

/// Chromium without a screen, on a host of the testbed, driven by its DevTools protocol over a pair of pipes.
///
/// One thread calls. What the page does meanwhile is kept: requests, and complaints of the console.
final class Browser implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Program program;
    private final FileChannel commands;
    private final FileChannel messages;
    private final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private String session = "";
    private int sent;

    private Browser(Program program, FileChannel commands, FileChannel messages) {
        this.program = program;
        this.commands = commands;
        this.messages = messages;
        Thread.ofPlatform().daemon().name("browser").start(this::listen);
    }

    /// Starts a browser with an empty page. Where there is no Chromium the test is skipped.
    static Browser start(Host host, Path folder) throws IOException {
        Assumptions.assumeTrue(host.run("sh", "-c", "command -v chromium").exit() == 0,
            "there is no program chromium on the PATH: install the package chromium");
        Path in = folder.resolve("browser-in");
        Path out = folder.resolve("browser-out");
        host.run("mkfifo", in.toString(), out.toString()).orThrow();
        // Opened for both, so that the open waits for nobody.
        FileChannel commands = FileChannel.open(in, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel messages = FileChannel.open(out, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Program program = host.start(Map.of("HOME", folder.toString()), List.of("sh", "-c",
            "exec chromium --headless --no-sandbox --remote-debugging-pipe --user-data-dir=" + folder.resolve("profile")
                + " --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking"
                + " --force-color-profile=srgb about:blank 3<" + in + " 4>" + out));
        var browser = new Browser(program, commands, messages);
        browser.attach();
        return browser;
    }

    private void attach() throws IOException {
        String target = "";
        for (JsonNode each : call("Target.getTargets", Map.of()).path("targetInfos")) {
            target = each.path("type").asText().equals("page") ? each.path("targetId").asText() : target;
        }
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true)).path("sessionId").asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    void open(String url) throws IOException {
        JsonNode opened = call("Page.navigate", Map.of("url", url));
        if (opened.has("errorText")) {
            throw new TestbedException(url + ": " + opened.path("errorText").asText());
        }
    }

    /// As a screen of this size would show it, in dark or light colours.
    void screen(int width, int height, boolean dark) throws IOException {
        call("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call("Emulation.setEmulatedMedia", Map.of("features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /// The value of an expression in the page.
    JsonNode value(String expression) throws IOException {
        JsonNode answer =
            call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new TestbedException(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /// The text that a person reads in one element.
    String text(String selector) throws IOException {
        return value("document.querySelector('" + selector + "').innerText").asText();
    }

    void awaitText(String selector, String regex) {
        await(selector + " does not say " + regex,
            "new RegExp(" + JSON.valueToTree(regex) + ").test(document.querySelector('" + selector + "')?.innerText ?? '')");
    }

    void await(String what, String expression) {
        await(what, expression, LIMIT);
    }

    void await(String what, String expression, Duration limit) {
        Await.until(() -> what + "; the page says " + shown(), limit, () -> {
            try {
                return value(expression).asBoolean();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String shown() {
        try {
            return value("document.body.innerText").asText() + complaints;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The whole page as a PNG, as far down as it goes or the limit.
    byte[] screenshot(int width, int most) throws IOException {
        int height = Math.min(most, value("document.documentElement.scrollHeight").asInt());
        JsonNode taken = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true,
            "clip", Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
        return Base64.getDecoder().decode(taken.path("data").asText());
    }

    /// All that the page has asked for.
    List<String> requests() {
        return List.copyOf(requests);
    }

    /// What went wrong in it, in the words of the console.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode call(String method, Map<String, Object> parameters) throws IOException {
        int id = ++sent;
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(message + "\0");
        while (bytes.hasRemaining()) {
            commands.write(bytes);
        }
        while (true) {
            JsonNode heard = next(method);
            if (heard.path("id").asInt() == id) {
                if (heard.has("error")) {
                    throw new TestbedException(method + ": " + heard.path("error"));
                }
                return heard.path("result");
            }
            note(heard);
        }
    }

    private JsonNode next(String method) {
        try {
            JsonNode heard = arrived.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (heard == null) {
                throw new TestbedException(method + ": no answer of the browser, which "
                    + (program.isAlive() ? "runs" : "has ended") + "; it wrote " + program.lines());
            }
            return heard;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for the browser", e);
        }
    }

    private void note(JsonNode event) {
        JsonNode told = event.path("params");
        switch (event.path("method").asText()) {
            case "Network.requestWillBeSent" -> requests.add(told.path("request").path("url").asText());
            case "Runtime.exceptionThrown" -> complaints.add(told.path("exceptionDetails").toString());
            case "Log.entryAdded" -> complaints.add(told.path("entry").path("text").asText());
            default -> {
                // Nobody asks for it.
            }
        }
    }

    private void listen() {
        var message = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (messages.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == 0) {
                        arrived.add(JSON.readTree(message.toByteArray()));
                        message.reset();
                    } else {
                        message.write(next);
                    }
                }
            }
        } catch (IOException _) {
            // Closed by [#close].
        }
    }

    @Override
    public void close() throws IOException {
        program.close();
        commands.close();
        messages.close();
    }
}
