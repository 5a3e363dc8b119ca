package uvs.tools.command;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import uvs.dataplane.service.BackendException;
import uvs.tools.control.SocketFile;
import uvs.tools.top.Top;

/// `uvs top`: what a running director does, live; where there is no terminal, one picture of it as plain text.
@Command(name = "top", mixinStandardHelpOptions = true,
    description = "Watch what a running director does, live in a terminal; elsewhere print it once. Key h lists the keys.")
public final class TopCommand implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;
    private static final double SHORTEST = 0.1;
    private static final double LONGEST = 3600;
    private static final int MILLIS = 1000;

    /// Those that end a program, as signal(7) numbers them.
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "TERM", 15);
    private static final int SIGNALLED = 128;

    private volatile int ended;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-d", "--interval"}, paramLabel = "SECONDS", defaultValue = "1",
        description = "How often to ask, 0.1 to 3600. Default: ${DEFAULT-VALUE}.")
    private double interval;

    @Option(names = "--once", description = "Print it once, also in a terminal.")
    private boolean once;

    @Option(names = "--control", paramLabel = "PATH", description = "The control socket of the director."
        + " Default: $UVS_CONTROL, else /run/uvs.sock, else uvs.sock in $XDG_RUNTIME_DIR.")
    private Optional<Path> control = Optional.empty();

    @Override
    public Integer call() {
        if (!(interval >= SHORTEST && interval <= LONGEST)) {
            throw new ParameterException(spec.commandLine(),
                "interval " + interval + " is not in 0.1..3600; write it as --interval 1");
        }
        Console console = System.console();
        try {
            if (once || console == null || !console.isTerminal()) {
                Top.print(control.orElseGet(SocketFile::found),
                    new PrintStream(System.out, false, StandardCharsets.UTF_8));
            } else {
                var top = new Top(() -> control.orElseGet(SocketFile::found),
                    Duration.ofMillis(Math.round(interval * MILLIS)));
                // The terminal is restored before the program ends.
                SIGNALS.forEach((name, number) -> Signals.on(name, () -> {
                    ended = SIGNALLED + number;
                    top.stop();
                }));
                top.run();
            }
            return ended;
        } catch (BackendException | IOException e) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
            return EXIT_FAILED;
        }
    }
}
