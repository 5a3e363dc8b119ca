package uvs.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import uvs.config.keyword.Nearest;
import uvs.dataplane.testbed.TestbedException;
import uvs.tools.adm.AdmProgram;
import uvs.tools.command.AdmCommand;
import uvs.tools.command.CheckCommand;
import uvs.tools.command.ExplainCommand;
import uvs.tools.command.GenerateCommand;
import uvs.tools.command.GenhashCommand;
import uvs.tools.command.ReplayCommand;
import uvs.tools.command.RunCommand;
import uvs.tools.command.ShowCommand;
import uvs.tools.command.StatsCommand;
import uvs.tools.command.TopCommand;
import uvs.tools.command.TuneCommand;
import uvs.tools.command.VipCommand;
import uvs.tools.daemon.HeadStart;
import uvs.tools.demo.DemoCommand;

/// The program `uvs`: the list of its commands, and what it says when one is called wrongly.
@Command(name = "uvs", mixinStandardHelpOptions = true, versionProvider = Version.class,
    description = "The userspace virtual server: a Layer-4 load balancer that reads keepalived.conf.",
    synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n",
    footer = "%nuvs COMMAND --help tells more of each.")
public final class Main implements Runnable {

    /// The commands, in the order of the help. Each class has the name of its command, with `Command` behind it.
    private static final List<Class<?>> COMMANDS = List.of(
        RunCommand.class,
        ShowCommand.class,
        StatsCommand.class,
        TopCommand.class,
        CheckCommand.class,
        ReplayCommand.class,
        ExplainCommand.class,
        GenerateCommand.class,
        GenhashCommand.class,
        AdmCommand.class,
        VipCommand.class,
        TuneCommand.class,
        DemoCommand.class);

    @Spec
    private CommandSpec spec;

    /// Without a command there is nothing to do.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command is given");
    }

    public static void main(String[] arguments) {
        // Netty looks for a hardware address to name its channels by, and warns where there is none. Nobody reads them.
        System.setProperty("io.netty.machineId", "02:00:00:00:00:00");
        // Without a detour: its grammar is its own, and it is to answer at once.
        if (arguments.length > 0 && arguments[0].equals("adm")) {
            System.exit(AdmProgram.run(List.of(arguments).subList(1, arguments.length)));
        }
        if (arguments.length > 0 && arguments[0].equals("run")) {
            HeadStart.begin();
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /// The program, with the one command that is called if there is one of that name: to read the options of all takes
    /// longer than many a command.
    public static CommandLine commandLine(String... arguments) {
        var program = new CommandLine(new Main());
        List<Class<?>> called = arguments.length == 0 ? List.of()
            : COMMANDS.stream().filter(command -> name(command).equals(arguments[0])).toList();
        (called.isEmpty() ? COMMANDS : called).forEach(command -> program.addSubcommand(command));
        return program
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::explainMistake)
            .setExecutionExceptionHandler(Main::explainFailure);
    }

    private static String name(Class<?> command) {
        return command.getSimpleName().replaceFirst("Command$", "").toLowerCase(Locale.ROOT);
    }

    /// One line, with what was probably meant.
    private static int explainMistake(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        boolean unknownCommand = command.getParent() == null && arguments.length > 0
            && !arguments[0].startsWith("-");
        if (unknownCommand) {
            String meant = Nearest.to(arguments[0], command.getSubcommands().keySet())
                .map(nearest -> "did you mean '" + nearest + "'? ").orElse("");
            err.println(name + ": there is no command '" + arguments[0] + "'; " + meant
                + "uvs --help lists them");
        } else {
            err.println(name + ": " + mistake.getMessage() + "; see " + name + " --help");
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /// A failure whose message has the cure is told in that one line; anything else is a fault of this
    /// program.
    private static int explainFailure(Exception failure, CommandLine command,
            CommandLine.ParseResult parsed) {
        if (failure instanceof TestbedException) {
            command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
