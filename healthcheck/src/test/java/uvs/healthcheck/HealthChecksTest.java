package uvs.healthcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uvs.config.Configuration;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.testbed.Await;
import uvs.healthcheck.check.CheckLoop;
import uvs.healthcheck.check.ScriptRunner;
import uvs.healthcheck.check.Strictness;

/// The whole module with real configurations, sockets and files; only the backend is left to the test.
class HealthChecksTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;
    private final List<Decision> decisions = new CopyOnWriteArrayList<>();
    private CheckLoop loop;
    private ExecutorService conductor;
    private HealthChecks health;

    @BeforeEach
    void open() {
        loop = CheckLoop.open();
        conductor = Executors.newSingleThreadExecutor();
        health = new HealthChecks(
            loop, conductor, ScriptRunner.none(), Strictness.NONE, new Random(7), decisions::add);
    }

    @AfterEach
    void close() throws Exception {
        onConductor(() -> health.stop(false));
        conductor.shutdown();
        loop.close();
    }

    private void onConductor(Runnable task) {
        try {
            conductor.submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Configuration configuration(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("keepalived.conf"), text);
        var result = ConfigurationReader.read(file, ReaderOptions.of("director"));
        return result.configuration().orElseThrow(() -> new IllegalStateException(result.diagnostics().toString()));
    }

    private static String virtual(String settings, String... realServers) {
        return "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\ndelay_loop 0.2\n"
            + "warmup 0.001\nretry 1\ndelay_before_retry 0.1\nconnect_timeout 20\n" + settings
            + String.join("", realServers) + "}\n";
    }

    private static String real(int last, int port, String settings) {
        return "real_server 127.0.0." + last + " " + port + " {\n" + settings + "TCP_CHECK { }\n}\n";
    }

    private void start(String text) throws IOException {
        Configuration configuration = configuration(text);
        onConductor(() -> health.start(configuration, Set.of()));
    }

    private void reload(String text) throws IOException {
        Configuration configuration = configuration(text);
        onConductor(() -> health.reload(configuration));
    }

    private List<String> programming() {
        return Fixtures.programming(decisions);
    }

    private void awaitProgramming(String... steps) {
        Await.until(() -> "the steps are " + List.of(steps) + ", not " + programming(), LIMIT,
            () -> programming().equals(List.of(steps)));
    }

    private static ServerSocket listen(int last, int port) throws IOException {
        // Where nobody accepts, each check takes a place in the queue for good.
        return new ServerSocket(port, 4096, InetAddress.getByName("127.0.0." + last));
    }

    private List<CheckStatus> snapshot() {
        var snapshot = new ArrayList<CheckStatus>();
        onConductor(() -> snapshot.addAll(health.snapshot().toCompletableFuture().join()));
        return snapshot;
    }

    @Test
    void aServerThatStopsIsRemovedAndComesBack() throws IOException {
        try (var first = listen(1, 0)) {
            int port = first.getLocalPort();
            var second = listen(2, port);
            start(virtual("", real(1, port, ""), real(2, port, "")));
            Await.until("both have been checked", LIMIT,
                () -> snapshot().stream().allMatch(status -> status.state().equals("up")));
            second.close();
            awaitProgramming("add virtual rr", "add 1 w1", "add 2 w1", "remove 2");
            assertTrue(Fixtures.log(decisions).contains("TCP_CHECK on service [127.0.0.2]:tcp:" + port
                + " failed after 1 retries: connection refused."), () -> Fixtures.log(decisions).toString());
            CheckStatus down = snapshot().get(1);
            assertEquals("down", down.state());
            assertEquals("connection refused", down.progress().last().orElseThrow().words());
            assertEquals("127.0.0.2:" + port, down.target());
            try (var _ = listen(2, port)) {
                awaitProgramming("add virtual rr", "add 1 w1", "add 2 w1", "remove 2", "add 2 w1");
            }
            assertTrue(snapshot().getFirst().progress().latency().orElseThrow().longest() > 0);
        }
    }

    @Test
    void aReloadLeavesWhatIsTheSameAlone() throws IOException {
        try (var first = listen(1, 0)) {
            int port = first.getLocalPort();
            start(virtual("", real(1, port, ""), real(2, port, "")));
            awaitProgramming("add virtual rr", "add 1 w1", "add 2 w1", "remove 2");
            long runs = snapshot().getFirst().progress().runs();
            decisions.clear();
            reload(virtual("", real(1, port, ""), real(2, port, "weight 3\n")));
            assertEquals(List.of(), programming(), "down, so the weight waits");
            assertTrue(snapshot().getFirst().progress().runs() >= runs, "the same runner goes on");
            assertEquals("down", snapshot().get(1).state());
            reload(virtual("", real(1, port, "weight 9\n")));
            assertEquals(List.of("edit 1 w9"), programming());
            assertEquals(1, snapshot().size());
            reload("");
            assertEquals(List.of("edit 1 w9", "remove virtual"), programming());
        }
    }

    @Test
    void withHaSuspendChecksRunOnlyWhileTheAddressIsHere() throws IOException {
        Configuration configuration = configuration(virtual("ha_suspend\n", real(1, 1, "")));
        onConductor(() -> health.start(configuration, Set.of(IpAddress.of("10.0.0.2"))));
        assertRests(snapshot().getFirst());
        onConductor(() -> health.localAddresses(Set.of(IpAddress.of("10.0.0.1"))));
        awaitProgramming("add virtual rr", "add 1 w1", "remove 1");
        onConductor(() -> health.localAddresses(Set.of()));
        long runs = snapshot().getFirst().progress().runs();
        assertRests(snapshot().getFirst());
        onConductor(() -> health.localAddresses(Set.of(IpAddress.of("10.0.0.1"))));
        Await.until("it runs again", LIMIT, () -> snapshot().getFirst().progress().runs() > runs);
        assertTrue(Fixtures.log(decisions).stream().anyMatch(line -> line.startsWith("Suspending")));
    }

    private static void assertRests(CheckStatus status) {
        assertEquals("suspended", status.state());
        assertEquals(Optional.empty(), status.progress().due(), "no run is set");
        assertFalse(status.progress().running());
    }

    @Test
    void everyFailureIsLoggedOnlyWhereAsked() throws IOException {
        try (var first = listen(1, 0)) {
            int port = first.getLocalPort();
            start(virtual("", real(1, port, ""), "real_server 127.0.0.2 " + port
                + " {\nTCP_CHECK {\nlog_all_failures\n}\n}\n", real(3, port, "")));
            String loud = "TCP_CHECK on service [127.0.0.2]:tcp:" + port;
            Await.until("the second and the third have gone on failing", LIMIT, () ->
                Fixtures.log(decisions).contains(loud + " still failing: connection refused.")
                    && snapshot().get(2).progress().failures() > 2);
            assertTrue(Fixtures.log(decisions).stream().noneMatch(line ->
                line.startsWith("TCP_CHECK on service [127.0.0.3]") && line.contains("still failing")));
        }
    }

    @Test
    void firstRunsAreSpreadOverTheWarmup() throws IOException {
        var servers = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            servers.append(real(i, 9, i <= 50 ? "warmup 1000\n" : "warmup 0\n"));
        }
        start(virtual("", servers.toString()));
        List<Long> due = snapshot().stream().limit(50)
            .map(status -> status.progress().due().orElseThrow().toSeconds()).sorted().toList();
        assertTrue(due.getLast() <= 1001, due::toString);
        assertTrue(due.stream().distinct().count() > 35, due::toString);
        assertTrue(due.get(12) < 500 && due.get(37) > 500, due::toString);
        snapshot().stream().skip(50).forEach(status -> assertTrue(
            status.progress().due().orElse(Duration.ZERO).compareTo(Duration.ofSeconds(1)) <= 0, status::toString));
    }

    @Test
    void aTrackFileChangesTheWeight() throws IOException {
        Path file = folder.resolve("weight");
        String conf = "track_file w {\nfile \"" + file + "\"\nweight 1\ninit_file 5\n}\n" + virtual("",
            "real_server 127.0.0.1 80 {\nweight 10\nFILE_CHECK {\ntrack_file w\nweight 2\n}\n}\n",
            "real_server 127.0.0.2 80 {\nFILE_CHECK {\ntrack_file w\nweight 0\n}\n}\n");
        start(conf);
        awaitProgramming("add virtual rr", "add 1 w10", "add 2 w1", "edit 1 w20", "remove 2");
        // In one step: a file that is written in place is empty for a moment, or not there while it is replaced; either
        // would be read as 0.
        Files.writeString(folder.resolve("newer"), "-3\n");
        Files.move(folder.resolve("newer"), file, StandardCopyOption.ATOMIC_MOVE);
        awaitProgramming("add virtual rr", "add 1 w10", "add 2 w1", "edit 1 w20", "remove 2", "edit 1 w4");
        Files.writeString(folder.resolve("new"), "0\n");
        Files.move(folder.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE);
        Await.until(() -> "edit 1 w10 and add 2 w1, not " + programming(), LIMIT, () -> programming().size() == 8
            && programming().subList(6, 8).containsAll(List.of("edit 1 w10", "add 2 w1")));
        assertEquals("success: it says 0", snapshot().getFirst().progress().last().orElseThrow().words());
        assertEquals(file.toString(), snapshot().getFirst().target());
    }

    @Test
    void twoHundredSilentServersDelayNobody() throws IOException {
        try (var silent = listen(1, 0); var good = listen(2, 0)) {
            Thread accepting = Thread.ofVirtual().start(() -> accept(silent));
            Thread.ofVirtual().start(() -> accept(good));
            start(virtual("", real(2, good.getLocalPort(), "")) + "virtual_server 10.0.0.2 80 {\nprotocol TCP\n"
                + "delay_loop 1\n" + distinct(silent.getLocalPort()) + "}\n");
            Await.until("all silent ones are under way or have failed", LIMIT, () -> snapshot().stream().skip(1)
                .allMatch(s -> s.progress().running() || s.progress().runs() > 0));
            // A silent one takes three seconds and the good one runs each 0.2 s on the same thread: were one kept
            // waiting by the other, the good one would run once or twice meanwhile, not 15 times.
            List<CheckStatus> before = snapshot();
            Await.until("another round of silent ones", LIMIT, () -> snapshot().stream().skip(1)
                .mapToLong(s -> s.progress().runs()).min().orElseThrow()
                > before.stream().skip(1).mapToLong(s -> s.progress().runs()).max().orElseThrow());
            long goodOnes = snapshot().getFirst().progress().runs() - before.getFirst().progress().runs();
            assertTrue(goodOnes >= 6, () -> "only " + goodOnes + " good checks in a round of silent ones");
            assertEquals("up", snapshot().getFirst().state());
            assertTrue(accepting.isAlive());
        }
    }

    /// Two hundred checks of one silent port, on as many addresses of the loopback network.
    private static String distinct(int port) {
        var text = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            text.append("real_server 127.1.0.").append(i).append(' ').append(port).append(" {\nHTTP_GET {\n"
                + "connect_timeout 3\nwarmup 0.5\nconnect_ip 127.0.0.1\nurl {\npath /\n}\n}\n}\n");
        }
        return text.toString();
    }

    private static void accept(ServerSocket server) {
        var held = new ArrayList<AutoCloseable>();
        try {
            while (true) {
                held.add(server.accept());
            }
        } catch (IOException _) {
            held.clear();
        }
    }
}
