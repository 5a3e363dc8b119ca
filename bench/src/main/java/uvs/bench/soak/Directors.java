package uvs.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;
import uvs.tools.demo.DirectorProgram;
import uvs.tools.demo.ThisProgram;

/// Both directors: which of them is master of what, and what is done to them. One thread.
final class Directors {

    static final Duration LIMIT = Duration.ofSeconds(60);
    static final List<String> GROUPS = List.of("A", "B");
    static final int COUNT = 2;

    /// With a heap as large as it likes, memory would grow until there is a reason to collect.
    private static final Map<String, String> HEAP = Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m");

    private static final Pattern ENTERED = Pattern.compile("\\(([AB])\\) Entering (\\S+) STATE");
    private static final Pattern RELOADED = Pattern.compile("(?<!not )reloaded$");
    private static final Pattern REFUSED = Pattern.compile("not reloaded, the configuration before it runs on");

    private static final Pattern LOG_LINE = Pattern.compile("^[0-9-]+T[0-9:.]+Z ");
    private static final int LOG_LINES = 60;

    private final SoakNetwork network;
    private final DirectorProgram[] programs = new DirectorProgram[COUNT];
    /// What each director's host was like before.
    private final List<String> untouched = new ArrayList<>();
    private SoakConfiguration configuration = SoakConfiguration.FIRST;

    Directors(SoakNetwork network) {
        this.network = network;
        for (int i = 0; i < COUNT; i++) {
            untouched.add(state(i));
        }
    }

    /// Starts both, and waits until each virtual router has one master.
    void startBoth() {
        IntStream.range(0, COUNT).parallel().forEach(this::launch);
        GROUPS.forEach(group -> Await.until("no master of " + group, LIMIT,
            () -> IntStream.range(0, COUNT).filter(i -> isMaster(i, group)).count() == 1
                && IntStream.range(0, COUNT).filter(i -> state(i, group).equals("BACKUP")).count() == 1));
        IntStream.range(0, COUNT).forEach(this::awaitWholeTable);
    }

    private void launch(int index) {
        programs[index] =
            DirectorProgram.start(network.director(index), network.directory(), configuration.text(index), HEAP);
    }

    /// Starts one beside the other, which is master of all, and waits until it could take over.
    void startBeside(int index) {
        launch(index);
        GROUPS.forEach(group -> awaitState(index, group, "BACKUP"));
        awaitWholeTable(index);
    }

    Program program(int index) {
        return programs[index].program();
    }

    Host host(int index) {
        return network.director(index);
    }

    boolean isMaster(int index, String group) {
        return state(index, group).equals("MASTER");
    }

    /// Which virtual routers a director is master of.
    List<String> groups(int index) {
        return GROUPS.stream().filter(group -> isMaster(index, group)).toList();
    }

    void awaitState(int index, String group, String state) {
        Await.until(
            () -> "director" + (index + 1) + " is " + state(index, group) + " of " + group + ", not " + state,
            LIMIT, () -> state(index, group).equals(state));
    }

    private String state(int index, String group) {
        String state = "none";
        for (String line : programs[index].lines()) {
            Matcher entered = ENTERED.matcher(line);
            if (entered.find() && entered.group(1).equals(group)) {
                state = entered.group(2);
            }
        }
        return state;
    }

    /// Waits until all real servers are in a director's table.
    void awaitWholeTable(int index) {
        Await.until(() -> "real servers are missing: " + programs[index].table(), LIMIT,
            () -> lines(index, "  -> ") - 1 == configuration.realServers());
    }

    void awaitWholeTables() {
        IntStream.range(0, COUNT).forEach(this::awaitWholeTable);
    }

    /// Waits until no table has a real server, or none at this port, of the services that have it.
    void awaitAbsence(String server, String ports) {
        for (int i = 0; i < COUNT; i++) {
            int index = i;
            Await.until(() -> server + " is still there: " + programs[index].table(), LIMIT,
                () -> Stream.of(4, 6).allMatch(version -> programs[index].table().stream().noneMatch(
                    line -> line.matches("  -> " + Pattern.quote(endpoint(server, version)) + ports + " .*"))));
        }
    }

    private long lines(int index, String beginning) {
        return programs[index].table().stream().filter(line -> line.startsWith(beginning)).count();
    }

    /// A real server's address as the table has it.
    static String endpoint(String server, int version) {
        String address = SoakNetwork.address(server, version);
        return version == 4 ? address + ":" : "[" + address + "]:";
    }

    /// Has both go over to another configuration, and waits until they have.
    void reload(SoakConfiguration changed) {
        configuration = changed;
        reload();
    }

    void reload() {
        for (int i = 0; i < COUNT; i++) {
            int index = i;
            write("keepalived-" + network.director(i).name() + ".conf", configuration.text(i));
            long before = reloads(index);
            program(i).signal(Signal.HUP);
            Await.until("no reload", LIMIT, () -> reloads(index) > before);
        }
        awaitWholeTables();
    }

    /// Has both read a configuration with a mistake, and waits until they have refused it.
    void refuse() {
        for (int i = 0; i < COUNT; i++) {
            int index = i;
            write("keepalived-" + network.director(i).name() + ".conf",
                configuration.text(i).replaceFirst("lb_kind NAT", "lb_kind TAN"));
            long before = count(index, REFUSED);
            program(i).signal(Signal.HUP);
            Await.until("a mistake is not refused", LIMIT, () -> count(index, REFUSED) > before);
            write("keepalived-" + network.director(i).name() + ".conf", configuration.text(i));
        }
        awaitWholeTables();
    }

    private long reloads(int index) {
        return count(index, RELOADED);
    }

    private long count(int index, Pattern pattern) {
        return programs[index].lines().stream().filter(line -> pattern.matcher(line).find()).count();
    }

    SoakConfiguration configuration() {
        return configuration;
    }

    /// Has `uvs adm -R` carry out these lines on both.
    void adm(List<String> lines) {
        Path file = write("adm", String.join("\n", lines) + "\n");
        for (int i = 0; i < COUNT; i++) {
            var command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < " + file, "-"));
            command.addAll(ThisProgram.uvs("adm", "--control", programs[i].control().toString(), "-R"));
            host(i).run(command.toArray(String[]::new)).orThrow();
        }
    }

    /// What director1 takes.
    Footprint footprint() {
        return Footprint.of(program(0));
    }

    /// Waits until every connection has expired.
    void awaitNoConnections(Duration limit) {
        for (int i = 0; i < COUNT; i++) {
            int index = i;
            Await.until(() -> "director" + (index + 1) + " still has connections: " + connections(index), limit,
                () -> connections(index) == 0);
        }
    }

    private int connections(int index) {
        Failures.pause(Duration.ofSeconds(1));
        program(index).signal(Signal.USR2);
        return Integer.parseInt(program(index).awaitLine("^Connections: ", LIMIT).split(" ")[1]);
    }

    /// The ends of both logs, without tables and counters, and what their threads do.
    List<String> logs() {
        var logs = new ArrayList<String>();
        for (int i = 0; i < COUNT; i++) {
            List<String> lines = programs[i].lines().stream().filter(line -> LOG_LINE.matcher(line).find()).toList();
            logs.add("the log of director" + (i + 1) + ":");
            logs.addAll(lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
            logs.addAll(Footprint.threads(program(i)));
        }
        return logs;
    }

    /// Stops both, and says what they have left behind.
    List<String> stopBoth() {
        return IntStream.range(0, COUNT).mapToObj(this::stop).flatMap(List::stream).toList();
    }

    /// Stops one, and says what it has left behind: nothing, if all is well.
    List<String> stop(int index) {
        var left = new ArrayList<String>();
        int exit = programs[index].program().stop();
        if (exit != 0) {
            left.add("director" + (index + 1) + " ended with " + exit);
        }
        if (!state(index).equals(untouched.get(index))) {
            left.add("director" + (index + 1) + " left " + state(index) + "\nwhere there was " + untouched.get(index));
        }
        if (Files.exists(programs[index].control())) {
            left.add("director" + (index + 1) + " left its control socket");
        }
        return left;
    }

    /// All of a host that a director changes: addresses, routes, rules of nftables, programs on interfaces.
    private String state(int index) {
        Host host = network.director(index);
        return String.join("\n", sorted(host.ip("-o address show").replaceAll("valid_lft.*", "")),
            sorted(host.ip("route show table all")), host.ip("rule show"), host.run("nft", "list", "ruleset").orThrow().out(),
            String.valueOf(host.ip("link show").contains("xdp")));
    }

    private static String sorted(String lines) {
        return lines.lines().sorted().collect(Collectors.joining("\n"));
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(network.directory().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
