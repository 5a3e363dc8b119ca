package uvs.tools.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `uvs stats`: what a running director has counted, dropped packets by reason among it. The same as
/// `uvs show counters`.
@Command(name = "stats", mixinStandardHelpOptions = true,
    description = "Show what a running director has counted: drops by reason. The same as uvs show counters.")
public final class StatsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Option(names = "--control", paramLabel = "PATH", description = "The control socket of the director.")
    private Optional<Path> control = Optional.empty();

    @Override
    public Integer call() {
        return ShowCommand.show(control, ShowCommand.Subject.COUNTERS, json, spec);
    }
}
