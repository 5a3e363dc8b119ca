package uvs.tools.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import uvs.dataplane.service.MarkRule;

/// The file `uvs.properties` beside a configuration: options of `uvs run` that keepalived does not know, so that the
/// keepalived.conf stays one that keepalived reads. What is given on the command line wins.
///
/// The keys are the long names of the options without dashes, `vs.NAME` for `--vs NAME=VALUE`, and `mark.MARK` for
/// `--mark`, with any number of rules behind commas.
final class RunProperties {

    private static final String FILE = "uvs.properties";
    private static final String VS = "vs.";
    private static final String MARK = "mark.";
    private static final List<String> KEYS =
        List.of("interface", "config-id", "keep-going", "strict-checks", "control", "metrics", "log-format", "backend",
            "engine", "fast-path", "workers", "pin");

    private final Properties properties = new Properties();

    private RunProperties() {
    }

    /// Reads the file beside `configuration`, if there is one.
    ///
    /// @throws IOException with the file's name, the key and the cure
    static RunProperties beside(Path configuration) throws IOException {
        var read = new RunProperties();
        Path file = configuration.resolveSibling(FILE);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                read.properties.load(reader);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": " + e.getMessage() + "; write KEY=VALUE lines", e);
            }
            for (String key : read.properties.stringPropertyNames()) {
                if (!KEYS.contains(key) && !key.startsWith(VS) && !key.startsWith(MARK)) {
                    throw new IOException(file + ": there is no option " + key + "; write one of "
                        + String.join(" ", KEYS) + " vs.NAME mark.MARK");
                }
            }
        }
        return read;
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(properties.getProperty(key)).map(String::strip);
    }

    /// The settings under `vs.`, by their names without it.
    Map<String, String> vsSettings() {
        var settings = new TreeMap<String, String>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(VS)) {
                settings.put(key.substring(VS.length()), properties.getProperty(key).strip());
            }
        }
        return settings;
    }

    /// The rules under `mark.`.
    ///
    /// @throws IllegalArgumentException with what is wrong
    List<MarkRule> marks() {
        var rules = new ArrayList<MarkRule>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (key.startsWith(MARK)) {
                for (String rule : properties.getProperty(key).split(",")) {
                    rules.add(MarkRule.parse(key.substring(MARK.length()) + "=" + rule.strip()));
                }
            }
        }
        return rules;
    }
}
