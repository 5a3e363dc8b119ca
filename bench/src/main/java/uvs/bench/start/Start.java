package uvs.bench.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.tools.control.ControlLimits;
import uvs.tools.daemon.TableOnly;

/// Runs commands against a director's table with 10 virtual servers of 10 real servers and 100,000 connections.
///
/// `uvs adm -Ln` may take 300 ms and `uvs adm -Lnc` 3 s, on two cores.
public final class Start {

    private static final int RUNS = 15;
    private static final int FEW = 5;
    private static final int CONNECTIONS = 100_000;
    private static final long CACHE_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private Start() {
    }

    /// @param arguments the launcher, and how many runs
    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : RUNS;
        Path folder = Files.createTempDirectory("uvs-start");
        Path socket = folder.resolve("uvs.sock");
        Path file = Files.writeString(folder.resolve("keepalived.conf"), "");
        var configuration = ConfigurationReader.read(file, ReaderOptions.of("bench")).configuration().orElseThrow();
        try (TableOnly table = TableOnly.open(socket, configuration, 1 << 17, ControlLimits.DEFAULT)) {
            fill(table.byHand());
            table.connect(CONNECTIONS);
            awaitCache(arguments[0], socket);
            measure(runs, socket, arguments[0], "show", "services");
            measure(runs, socket, arguments[0], "adm", "-Ln");
            measure(Math.min(runs, FEW), socket, arguments[0], "show", "connections");
            measure(Math.min(runs, FEW), socket, arguments[0], "adm", "-Lnc");
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static void fill(Backend backend) throws BackendException {
        for (int i = 1; i <= 10; i++) {
            var virtual = new VirtualServerId.Address(Protocol.TCP, IpAddress.of("192.0.2." + i), 80);
            backend.addVirtualServer(virtual, new VirtualServerSettings("rr", Set.of(), Optional.empty(), false));
            for (int j = 1; j <= 10; j++) {
                backend.addRealServer(virtual, new RealServerId(IpAddress.of("198.51.100." + j), 8080),
                    new RealServerSettings(new ForwardingMethod.Nat(), 1, 0, 0));
            }
        }
    }

    /// The launcher has it made beside the first command.
    private static void awaitCache(String launcher, Path socket) throws IOException, InterruptedException {
        run(socket, new File("/dev/null"), launcher, "show", "services");
        Path folder = Path.of(launcher).resolveSibling("target").resolve("application");
        long startNs = System.nanoTime();
        while (!hasCache(folder)) {
            if (System.nanoTime() - startNs > CACHE_LIMIT_NS) {
                System.out.println("no cache has been made in " + folder + ": what follows is without one");
                return;
            }
            Thread.sleep(100);
        }
    }

    private static boolean hasCache(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".aot"));
        }
    }

    private static void measure(int runs, Path socket, String... command) throws IOException, InterruptedException {
        String name = "uvs " + String.join(" ", Arrays.copyOfRange(command, 1, command.length));
        Path out = Files.createTempFile("uvs-start", ".out");
        long[] took = new long[runs];
        try {
            for (int i = 0; i < runs; i++) {
                long startNs = System.nanoTime();
                if (run(socket, out.toFile(), command) != 0) {
                    System.out.println(name + ": failed");
                    return;
                }
                took[i] = System.nanoTime() - startNs;
            }
            Arrays.sort(took);
            try (var lines = Files.lines(out)) {
                System.out.printf(Locale.ROOT, "%-18s %,9d lines  best %5d ms  median %5d ms  worst %5d ms%n", name,
                    lines.count(), TimeUnit.NANOSECONDS.toMillis(took[0]),
                    TimeUnit.NANOSECONDS.toMillis(took[runs / 2]), TimeUnit.NANOSECONDS.toMillis(took[runs - 1]));
            }
        } finally {
            Files.delete(out);
        }
    }

    private static int run(Path socket, File out, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("UVS_CONTROL", socket.toString());
        return builder.start().waitFor();
    }
}
