package uvs.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import uvs.tools.command.RunCommand;

/// The program `uvs`.
@Command(name = "uvs", mixinStandardHelpOptions = true, version = "uvs 0.1.0",
    description = "The userspace virtual server: a Layer-4 load balancer that reads keepalived.conf.",
    subcommands = RunCommand.class)
public final class Main implements Runnable {

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
