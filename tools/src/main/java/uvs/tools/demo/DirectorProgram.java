package uvs.tools.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uvs.dataplane.testbed.Await;
import uvs.dataplane.testbed.Host;
import uvs.dataplane.testbed.Program;
import uvs.dataplane.testbed.Signal;

/// The program `uvs run` on a host of a testbed.
public final class DirectorProgram {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TABLE_BEGINS = "^IP Virtual Server version";

    private static final Pattern ENTERED = Pattern.compile("\\((\\S+)\\) Entering (\\S+) STATE");

    private final Program program;
    private final Path control;

    private DirectorProgram(Program program, Path control) {
        this.program = program;
        this.control = control;
    }

    /// Its control socket.
    public Path control() {
        return control;
    }

    /// Starts the director and waits until it forwards.
    ///
    /// @param folder        where the file of the configuration goes
    /// @param configuration the text of a keepalived.conf
    public static DirectorProgram start(Host host, Path folder, String configuration) {
        return start(host, folder, configuration, Map.of());
    }

    /// As the other, with variables for the program's environment.
    ///
    /// @param options further ones of `uvs run`
    public static DirectorProgram start(
        Host host, Path folder, String configuration, Map<String, String> environment, String... options) {
        Path file = folder.resolve("keepalived-" + host.name() + ".conf");
        try {
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Of several directors on one machine each needs a control socket of its own.
        Path control = folder.resolve(host.name() + ".sock");
        var arguments = new ArrayList<>(List.of("run", "-f", file.toString(), "--control", control.toString()));
        arguments.addAll(List.of(options));
        Program program = host.start(environment, ThisProgram.uvs(arguments.toArray(String[]::new)));
        program.awaitLine("forwarding for", LIMIT);
        program.awaitLine("control socket ", LIMIT);
        return new DirectorProgram(program, control);
    }

    /// The virtual and real servers as `ipvsadm -Ln` shows them, line by line.
    public List<String> table() {
        program.signal(Signal.USR1);
        var table = new ArrayList<String>();
        String line = program.awaitLine(TABLE_BEGINS, LIMIT);
        while (!line.isEmpty()) {
            table.add(line);
            line = program.awaitLine("", LIMIT);
        }
        return table;
    }

    /// Waits until a real server is in the table, or is not.
    ///
    /// @param endpoint as the table has it: `198.51.100.11:8080`
    public void awaitRealServer(String endpoint, boolean present) {
        Await.until(() -> endpoint + (present ? " is not in the table" : " is still in the table"), LIMIT,
            () -> table().stream().anyMatch(line -> line.contains("-> " + endpoint + " ")) == present);
    }

    /// Whether all its virtual routers were master when it last said something of them.
    public boolean isMaster() {
        var states = new HashMap<String, String>();
        for (String line : lines()) {
            Matcher entered = ENTERED.matcher(line);
            if (entered.find()) {
                states.put(entered.group(1), entered.group(2));
            }
        }
        return !states.isEmpty() && Set.of("MASTER").containsAll(states.values());
    }

    /// All that the director has written.
    public List<String> lines() {
        return program.lines();
    }

    /// The process, for signals.
    public Program program() {
        return program;
    }
}
