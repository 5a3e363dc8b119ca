package uvs.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import uvs.dataplane.service.BackendException;
import uvs.tools.control.ControlClient;
import uvs.tools.control.ConnectionDump;
import uvs.tools.control.SocketFile;

/// `uvs show`: what a running director knows, as a table or as JSON.
@Command(name = "show", mixinStandardHelpOptions = true, description = "Show what a running director knows.")
public final class ShowCommand implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;

    /// What can be shown, under the names of the control socket's resources.
    enum Subject {
        CHECKS, SERVICES, CONNECTIONS, VRRP, COUNTERS, CONFIGURATION, TIMEOUTS, CHANGES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.")
    private Subject subject;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Option(names = "--control", paramLabel = "PATH", description = "The control socket of the director."
        + " Default: $UVS_CONTROL, else /run/uvs.sock, else uvs.sock in $XDG_RUNTIME_DIR.")
    private Optional<Path> control = Optional.empty();

    @Override
    public Integer call() {
        return show(control, subject, json, spec);
    }

    static int show(Optional<Path> control, Subject subject, boolean json, CommandSpec spec) {
        try (ControlClient client = ControlClient.connect(control.orElseGet(SocketFile::found))) {
            // Not the writer of the command line: a million connections are bytes already.
            var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            if (subject == Subject.CONNECTIONS) {
                ConnectionDump.write(client, json, out);
            } else {
                out.print(client.text("/v1/" + subject + (json ? "" : "?format=text")));
            }
            out.flush();
            return 0;
        } catch (BackendException | IOException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return EXIT_FAILED;
        }
    }
}
