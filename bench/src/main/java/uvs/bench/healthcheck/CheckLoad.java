package uvs.bench.healthcheck;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import uvs.config.Configuration;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.testbed.Await;
import uvs.healthcheck.CheckStatus;
import uvs.healthcheck.Decision;
import uvs.healthcheck.HealthChecks;
import uvs.healthcheck.check.CheckLoop;
import uvs.healthcheck.check.ScriptRunner;
import uvs.healthcheck.check.Strictness;

/// What it costs to check 2,000 real servers by HTTP_GET each second, all of them one nginx on loopback.
///
/// It may take a quarter of a core; every check starts within 50 ms of its time at the 99th percentile, and the
/// heap does not grow. Prints the figures; ends with 1 when one of them is missed.
///
/// Arguments: how many servers (2000), how many seconds (30).
public final class CheckLoad {

    private static final double CORE_SHARE_ALLOWED = 0.25;
    private static final long LATENESS_ALLOWED_MICROS = 50_000;
    private static final int WARM_SECONDS = 15;
    private static final int PER_VIRTUAL_SERVER = 200;
    private static final int LAST_BYTE = 250;

    private CheckLoad() {
    }

    public static void main(String[] arguments) throws Exception {
        int servers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
        Path folder = Files.createTempDirectory("check-load");
        int port = freePort();
        Process nginx = nginx(folder, port);
        boolean kept;
        try (var loop = CheckLoop.open(); ExecutorService conductor = Executors.newSingleThreadExecutor()) {
            kept = measure(configuration(folder, servers, port), loop, conductor, seconds);
        } finally {
            nginx.destroy();
            nginx.waitFor();
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.delete(folder);
        }
        System.exit(kept ? 0 : 1);
    }

    private static boolean measure(
        Configuration configuration, CheckLoop loop, ExecutorService conductor, int seconds) throws Exception {
        var failures = new AtomicLong();
        Consumer<Decision> tell = decision -> {
            if (decision instanceof Decision.Log log && log.level() == Decision.Log.Level.WARNING
                && failures.getAndIncrement() < 5) {
                System.out.println(log.text());
            }
        };
        var health = new HealthChecks(
            loop, conductor, ScriptRunner.none(), Strictness.NONE, RandomGenerator.getDefault(), tell);
        conductor.submit(() -> health.start(configuration, Set.of())).get();
        TimeUnit.SECONDS.sleep(WARM_SECONDS);
        long heapBefore = heap();
        long runsBefore = runs(health, conductor);
        health.lateness().toCompletableFuture().get();
        long cpuBefore = loopCpuNs(loop);
        long startNs = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double tookNs = System.nanoTime() - startNs;
        double share = (loopCpuNs(loop) - cpuBefore) / tookNs;
        CheckStatus.Latency lateness = health.lateness().toCompletableFuture().get();
        double rate = (runs(health, conductor) - runsBefore) / (tookNs / 1e9);
        long heapAfter = heap();
        System.out.printf("transport %s; %.0f checks a second; %.1f %% of a core%n", loop.transport(), rate, 100 * share);
        System.out.printf("late by: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, at most %.1f ms%n",
            lateness.median() / 1e3, lateness.p90() / 1e3, lateness.p99() / 1e3, lateness.longest() / 1e3);
        System.out.printf("heap in use after a collection: %.1f MB, %d s before %.1f MB; %d failures%n",
            heapAfter / 1e6, seconds, heapBefore / 1e6, failures.get());
        conductor.submit(() -> health.stop(true)).get();
        return share <= CORE_SHARE_ALLOWED && lateness.p99() <= LATENESS_ALLOWED_MICROS;
    }

    private static long runs(HealthChecks health, ExecutorService conductor)
        throws InterruptedException, ExecutionException {
        return conductor.submit(health::snapshot).get().toCompletableFuture().get().stream()
            .mapToLong(status -> status.progress().runs()).sum();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long loopCpuNs(CheckLoop loop) throws InterruptedException, ExecutionException {
        return loop.eventLoop().submit(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()).get();
    }

    private static Configuration configuration(Path folder, int servers, int port) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < servers; i++) {
            if (i % PER_VIRTUAL_SERVER == 0) {
                text.append(i == 0 ? "" : "}\n").append("virtual_server 10.0.").append(i / PER_VIRTUAL_SERVER)
                    .append(".1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\ndelay_loop 1\n");
            }
            text.append("real_server 127.1.").append(i / LAST_BYTE).append('.').append(1 + i % LAST_BYTE).append(' ')
                .append(port).append(" {\nHTTP_GET {\nconnect_timeout 3\nurl {\npath /\nstatus_code 200\n}\n}\n}\n");
        }
        Path file = folder.resolve("keepalived.conf");
        Files.writeString(file, text.append("}\n"));
        return ConfigurationReader.read(file, ReaderOptions.of("bench")).configuration().orElseThrow();
    }

    private static Process nginx(Path folder, int port) throws IOException {
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(conf, """
            pid %1$s/pid; error_log stderr crit; worker_processes 1;
            events { worker_connections 8192; }
            http {
              access_log off; client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s; scgi_temp_path %1$s;
              server { listen 0.0.0.0:%2$d backlog=4096; location / { return 200 "well\\n"; } }
            }
            """.formatted(folder, port));
        Process nginx = new ProcessBuilder(List.of(
            "nginx", "-p", folder.toString(), "-e", "stderr", "-c", conf.toString(), "-g", "daemon off;"))
            .inheritIO().start();
        Await.until("nginx listens", Duration.ofSeconds(10), () -> listens(port));
        return nginx;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
