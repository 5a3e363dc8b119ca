package uvs.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import uvs.config.Configuration;
import uvs.config.parse.ConfigurationReader;
import uvs.config.parse.ReadResult;
import uvs.config.text.ReaderOptions;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.VsSettings;

/// The options of the commands that look at a configuration without running it.
final class ConfigurationOptions {

    /// As keepalived: the configuration cannot be used.
    static final int EXIT_CONFIGURATION = 2;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-f", "--use-file"}, paramLabel = "FILE", required = true,
        description = "The configuration.")
    private Path file;

    @Option(names = "--vs", paramLabel = "NAME=VALUE",
        description = "A setting of IPVS, under the name of its sysctl in net.ipv4.vs; may be repeated.")
    private Map<String, String> vsSettings = Map.of();

    @Option(names = "--mark", paramLabel = "RULE", description = "Which packets have the mark of a firewall-mark service:"
        + " 'MARK=PROTOCOL ADDRESS PORT', with PORT-PORT for a range or 'any'; may be repeated.")
    private List<String> marks = List.of();

    @Option(names = {"-i", "--config-id"}, paramLabel = "ID", description = "Keep the lines for @ID.")
    private Optional<String> configId = Optional.empty();

    /// Reads the configuration, and tells all that is wrong with it. Empty when it cannot be used.
    ///
    /// @param host what the configuration is read for, out of this host's own options
    Optional<Configuration> read(UnaryOperator<ReaderOptions> host) {
        ReadResult result = ConfigurationReader.read(file, host.apply(HostOptions.read(configId)));
        result.diagnostics().forEach(spec.commandLine().getErr()::println);
        return result.hasErrors() ? Optional.empty() : result.configuration();
    }

    /// The settings on the command line, and in the properties beside the configuration.
    VsSettings settings() {
        try {
            return VsOptions.settings(RunProperties.beside(file), vsSettings, this::tell);
        } catch (IllegalArgumentException | IOException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /// Which packets have firewall marks, by the command line and the properties beside the configuration.
    List<MarkRule> marks() {
        try {
            var rules = new ArrayList<>(RunProperties.beside(file).marks());
            marks.forEach(rule -> rules.add(MarkRule.parse(rule)));
            return rules;
        } catch (IllegalArgumentException | IOException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /// Writes a line of error, with the name of the command.
    void tell(String line) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + line);
    }
}
