package uvs.tools.manual;

import static uvs.config.parse.KeywordManual.roff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import uvs.config.parse.KeywordManual;
import uvs.tools.Main;
import uvs.tools.Version;

/// Writes uvs(8) out of the commands' own help, and uvs.conf(5) out of the table of keywords.
public final class ManualPages {

    private ManualPages() {
    }

    /// @param arguments the folder for `uvs.8` and `uvs.conf.5`
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.writeString(folder.resolve("uvs.8"), program());
        Files.writeString(folder.resolve("uvs.conf.5"), configuration());
    }

    static String configuration() {
        return KeywordManual.write(Version.text());
    }

    static String program() {
        CommandLine program = Main.commandLine();
        var page = new StringBuilder(".TH UVS 8 \"\" \"uvs " + roff(Version.text()) + "\" \"uvs\"\n");
        page.append("""
            .SH NAME
            uvs \\- userspace virtual server, a Layer\\-4 load balancer
            .SH SYNOPSIS
            .B uvs
            .I COMMAND
            [\\fIOPTION\\fR...]
            .br
            .B uvs\\-ipvsadm
            [\\fIOPTION of ipvsadm\\fR...]
            .br
            .B uvs\\-genhash
            [\\fIOPTION of genhash\\fR...]
            .SH DESCRIPTION
            .B uvs
            does what keepalived and Linux IPVS do together, in one program in userspace: it reads a
            keepalived.conf, forwards the packets of its virtual servers, checks the real servers, and speaks VRRP.
            .B uvs\\-ipvsadm
            is
            .BR "uvs adm" ,
            .B uvs\\-genhash
            is
            .BR "uvs genhash" .
            The Java runtime of the program is its own.
            .SH COMMANDS
            """);
        for (CommandLine command : program.getSubcommands().values()) {
            command(page, command.getCommandSpec());
        }
        return page.append("""
            .SH SIGNALS
            .B uvs run
            reads its configuration again at SIGHUP, writes its table at SIGUSR1 and what it has counted at SIGUSR2
            to standard error, and ends at SIGTERM and SIGINT, when it takes back all that it has added to the
            machine.
            .SH EXIT STATUS
            0 when all went well, 1 when not, 2 when the command line or the configuration cannot be used. Commands
            that take the place of another program, such as
            .BR "uvs check" ", " "uvs adm" ,
            have the status of that one.
            .SH ENVIRONMENT
            .TP
            .B UVS_JAVA_OPTIONS
            further options for the Java runtime; with
            .B \\-\\-module\\-path
            .I FOLDER
            .B \\-\\-add\\-modules
            .I MODULE
            schedulers of others come in
            .TP
            .B UVS_CONTROL
            the control socket that
            .B uvs adm
            asks
            .TP
            .BR NOTIFY_SOCKET ", " WATCHDOG_USEC
            as sd_notify(3) has them:
            .B uvs run
            tells a service manager when it is ready, reloads, stops, and that it is alive
            .SH FILES
            .TP
            .I /etc/uvs/uvs.conf
            the configuration; without it
            .I /etc/keepalived/keepalived.conf
            .TP
            .I /run/uvs.sock
            the control socket
            .SH SEE ALSO
            .BR uvs.conf (5),
            .BR ipvsadm (8),
            .BR keepalived.conf (5)
            """).toString();
    }

    private static void command(StringBuilder page, CommandSpec spec) {
        page.append(".SS \"uvs ").append(roff(spec.name())).append("\"\n");
        page.append(roff(text(spec.usageMessage().description()))).append('\n');
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String value = option.arity().max() == 0 ? "" : " \\fI" + roff(option.paramLabel()) + "\\fR";
                page.append(".TP\n\\fB").append(roff(String.join(", ", option.names()))).append("\\fR").append(value)
                    .append('\n').append(description(option)).append('\n');
            }
        }
        for (ArgSpec words : spec.positionalParameters()) {
            if (!words.hidden()) {
                page.append(".TP\n\\fI").append(roff(words.paramLabel())).append("\\fR\n").append(description(words))
                    .append('\n');
            }
        }
    }

    private static String description(ArgSpec argument) {
        String text = text(argument.description())
            .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
        return text.isEmpty() ? "\\&" : roff(text);
    }

    private static String text(String[] lines) {
        // picocli's own marks, and what its format makes of a percent sign.
        return String.join(" ", List.of(lines)).lines().map(line -> Ansi.OFF.string(line)).reduce("", String::concat)
            .replace("%n", " ").replace("%%", "%").strip();
    }
}
