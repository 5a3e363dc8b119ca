package uvs.bench.failover;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.tools.demo.DemoNetwork;
import uvs.tools.demo.DirectorProgram;

/// How late the thread `vrrp` of a director is whose processors are all busy with forwarding: TCP streams through network
/// address translation, and as many deadlines as 50 virtual routers have, with intervals from 0.1 s on.
///
/// Beside it a witness on each processor, that nothing but the kernel and a hypervisor can keep waiting: what the
/// machine itself takes.
///
/// Budget: 20 ms at 99.99 %, and no change of state. Ends with 1 when it is missed.
public final class Lateness {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUTERS = 50;
    private static final int LEAST_INTERVAL_CS = 10;
    private static final int PORT = 5201;
    private static final double BUDGET_MS = 20;
    private static final Pattern FIGURES = Pattern.compile(
        "VRRP met ([0-9]+) deadlines, late by ([0-9.]+) ms in the median, ([0-9.]+) ms at 99.99 %, ([0-9.]+) ms at most");

    private Lateness() {
    }

    /// @param arguments for how many seconds, 60 if not given; then options for the JVM of the
    ///     director, all of whose lines are printed then
    public static void main(String[] arguments) throws IOException {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        String options = String.join(" ", List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
        try (var network = DemoNetwork.openPair()) {
            DirectorProgram master = network.startDirector(1, configuration(150), Map.of("JDK_JAVA_OPTIONS", options));
            master.program().awaitLine("\\(V" + ROUTERS + "\\) Entering MASTER STATE", LIMIT);
            DirectorProgram backup = network.startDirector(2, configuration(100), Map.of());
            long before = changes(master);
            // From here on only what comes under load counts.
            master.program().signal(Signal.USR2);
            master.program().awaitLine(FIGURES, LIMIT);
            List<Program> witnesses = startWitnesses(network, seconds);
            load(network, seconds);
            for (Program witness : witnesses) {
                witness.awaitExit(LIMIT);
                System.out.println("a witness on one processor: 99.99 %, and most: " + witness.lines().getFirst());
            }
            long changed = changes(master) - before;
            int taken = (int) backup.lines().stream().filter(line -> line.contains("Entering MASTER")).count();
            backup.program().kill();
            master.program().stop();
            if (!options.isEmpty()) {
                master.lines().forEach(System.out::println);
            }
            boolean kept = print(master, changed + taken);
            System.exit(kept ? 0 : 1);
        }
    }

    private static List<Program> startWitnesses(DemoNetwork network, int seconds) throws IOException {
        Path source = network.directory().resolve("witness.c");
        Path program = network.directory().resolve("witness");
        try (InputStream text = Lateness.class.getResourceAsStream("witness.c")) {
            Files.copy(text, source);
        }
        network.director(1).run("cc", "-O2", "-o", program.toString(), source.toString()).orThrow();
        var witnesses = new ArrayList<Program>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            witnesses.add(network.director(1).start(
                program.toString(), Integer.toString(seconds), Integer.toString(i)));
        }
        return witnesses;
    }

    private static boolean print(DirectorProgram master, long changes) {
        for (String line : master.lines().reversed()) {
            Matcher figures = FIGURES.matcher(line);
            if (figures.find()) {
                System.out.printf(Locale.ROOT, "%s deadlines; late by, in ms: median %s, 99.99 %% %s, most %s; %d changes"
                    + " of state%n", figures.group(1), figures.group(2), figures.group(3), figures.group(4), changes);
                return changes == 0 && Double.parseDouble(figures.group(3)) <= BUDGET_MS;
            }
        }
        throw new IllegalStateException("the director does not say how late it was");
    }

    private static long changes(DirectorProgram director) {
        return director.lines().stream().filter(line -> line.contains(") Entering ")).count();
    }

    /// Streams from the client to every real server, more than the processors can carry.
    private static void load(DemoNetwork network, int seconds) {
        var servers = new ArrayList<Program>();
        var clients = new ArrayList<Program>();
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            Program server = network.realServer(i).start("iperf3", "-s", "--forceflush", "-p", Integer.toString(PORT + i));
            server.awaitLine("listening", LIMIT);
            servers.add(server);
        }
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            clients.add(network.client().start("iperf3", "-c", DemoNetwork.VIP, "-p", Integer.toString(PORT + i),
                "-t", Integer.toString(seconds), "-i", "0", "-f", "m"));
        }
        for (Program client : clients) {
            client.awaitExit(LIMIT.plusSeconds(seconds));
            client.lines().stream().filter(line -> line.contains("receiver")).forEach(System.out::println);
        }
        servers.forEach(Program::kill);
    }

    /// The address of the service and the gateway stay together: both are master by the same priority.
    private static String configuration(int priority) {
        var text = new StringBuilder();
        for (int i = 1; i <= ROUTERS; i++) {
            String address = i == 1 ? DemoNetwork.VIP : i == 2 ? DemoNetwork.GATEWAY : "203.0.113." + i;
            text.append("vrrp_instance V%d {%n interface %s%n virtual_router_id %d%n priority %d%n version 3%n"
                .formatted(i, i == 2 ? "real0" : "client0", i, priority));
            text.append(" advert_int 0.%02d%n virtual_ipaddress {%n  %s/24%n }%n}%n"
                .formatted(LEAST_INTERVAL_CS + i - 1, address));
        }
        for (int i = 1; i <= DemoNetwork.REAL_SERVERS; i++) {
            text.append("virtual_server %s %d {%n lb_algo rr%n lb_kind NAT%n protocol TCP%n real_server %s %d {%n  weight 1%n }%n}%n"
                .formatted(DemoNetwork.VIP, PORT + i, DemoNetwork.address(i), PORT + i));
        }
        return text.toString();
    }
}
