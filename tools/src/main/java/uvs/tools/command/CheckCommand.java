package uvs.tools.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import uvs.config.parse.ConfigurationReader;
import uvs.config.parse.ConfigurationWriter;
import uvs.config.parse.ReadResult;
import uvs.config.text.Diagnostic;
import uvs.config.text.Problem.Severity;

/// `uvs check`: tells every problem of a keepalived.conf, and what uvs would not act on, with the exit status
/// of `keepalived -t`.
@Command(name = "check", mixinStandardHelpOptions = true, defaultValueProvider = UsualFile.class,
    description = {
        "Tell every problem of a configuration, and what is read and not acted on.",
        "Exit status as keepalived -t: 0 clean, 4 cannot run, 5 runs less what is wrong, 6 scripts are not safe."
    })
public final class CheckCommand implements Callable<Integer> {

    private static final String NO_LOG = "";

    @Spec
    private CommandSpec spec;

    @Option(names = {"-f", UsualFile.OPTION}, paramLabel = "FILE", description = UsualFile.DESCRIPTION)
    private String file;

    @Option(names = {"-t", "--config-test"}, arity = "0..1", paramLabel = "LOG", fallbackValue = NO_LOG,
        description =
            "Write the problems to LOG. Without LOG, this changes nothing: checking is what check does.")
    private String log = NO_LOG;

    @Option(names = {"-i", "--config-id"}, paramLabel = "ID", description = "Keep the lines for @ID.")
    private Optional<String> configId;

    @Option(names = "--dump", description =
        "Write the configuration in effect, with every default, to standard output.")
    private boolean dump;

    @Option(names = "--json", description = "Write one JSON object to standard output, for machines.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ReadResult result = ConfigurationReader.read(file, HostOptions.read(configId));
        if (json) {
            writeJson(result);
        } else {
            tell(result);
            if (dump) {
                result.configuration().ifPresent(configuration -> {
                    spec.commandLine().getOut().print(ConfigurationWriter.write(configuration));
                    spec.commandLine().getOut().flush();
                });
            }
        }
        return result.verdict().exitStatus();
    }

    private void tell(ReadResult result) throws IOException {
        if (log.equals(NO_LOG)) {
            PrintWriter err = spec.commandLine().getErr();
            result.diagnostics().forEach(err::println);
            summary(result).ifPresent(err::println);
            err.flush();
        } else {
            Files.write(Path.of(log), result.diagnostics().stream().map(Diagnostic::toString).toList());
        }
    }

    /// How many of each, unless there is nothing to tell.
    private Optional<String> summary(ReadResult result) {
        if (result.diagnostics().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(file + ": " + count(result, Severity.ERROR, "error") + ", "
            + count(result, Severity.WARNING, "warning") + ", " + count(result, Severity.NOTE, "note"));
    }

    private static String count(ReadResult result, Severity severity, String name) {
        long number = result.diagnostics().stream().filter(d -> d.severity() == severity).count();
        return number + " " + name + (number == 1 ? "" : "s");
    }

    private void writeJson(ReadResult result) throws JsonProcessingException {
        var report = new LinkedHashMap<String, Object>();
        report.put("file", file);
        report.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        report.put("exitStatus", result.verdict().exitStatus());
        List<Map<String, Object>> diagnostics = result.diagnostics().stream().map(CheckCommand::fields)
            .toList();
        report.put("diagnostics", diagnostics);
        if (dump) {
            report.put("dump", result.configuration().map(ConfigurationWriter::write).orElse(null));
        }
        var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writeValueAsString(report));
        out.flush();
    }

    private static Map<String, Object> fields(Diagnostic diagnostic) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("file", diagnostic.file());
        fields.put("line", diagnostic.line());
        fields.put("column", diagnostic.column());
        fields.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
        fields.put("problem", diagnostic.problem().name().toLowerCase(Locale.ROOT));
        fields.put("text", diagnostic.text());
        fields.put("cure", diagnostic.cure());
        return fields;
    }
}
