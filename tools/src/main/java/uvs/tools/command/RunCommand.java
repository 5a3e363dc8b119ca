package uvs.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uvs.config.Configuration;
import uvs.config.parse.ConfigurationReader;
import uvs.config.parse.ReadResult;
import uvs.config.text.Diagnostic;
import uvs.config.text.Problem;
import uvs.dataplane.service.MarkRule;
import uvs.dataplane.service.VsSettings;
import uvs.healthcheck.check.Strictness;
import uvs.tools.control.StatusPlace;
import uvs.tools.daemon.BackendChoice;
import uvs.tools.daemon.Director;
import uvs.tools.daemon.DirectorOptions;
import uvs.tools.daemon.EngineChoice;
import uvs.tools.daemon.Log;
import uvs.tools.daemon.LogForm;

/// `uvs run`: forwards by a keepalived.conf until SIGTERM or SIGINT. SIGHUP reads the file again; SIGUSR1
/// writes the table of virtual and real servers to standard error.
@Command(name = "run", mixinStandardHelpOptions = true, defaultValueProvider = UsualFile.class,
    description = "Forward by a keepalived.conf, until SIGTERM.")
public final class RunCommand implements Callable<Integer> {

    /// As keepalived: the configuration cannot be used.
    private static final int EXIT_CONFIGURATION = 2;
    private static final int EXIT_FATAL = 1;

    @Option(names = {"-f", UsualFile.OPTION}, paramLabel = "FILE", description = UsualFile.DESCRIPTION)
    private Path file;

    @Option(names = "--interface", paramLabel = "NAME", split = ",",
        description = "Use these interfaces only. Default: every Ethernet interface there is, or comes to be.")
    private List<String> interfaces = List.of();

    @Option(names = {"-i", "--config-id"}, paramLabel = "ID", description = "Keep the lines for @ID.")
    private Optional<String> configId = Optional.empty();

    @Option(names = "--keep-going", description = "Start, and reload, with what is right in a file that has errors,"
        + " as keepalived does.")
    private boolean keepGoing;

    @Option(names = "--vs", paramLabel = "NAME=VALUE", description = "A setting of IPVS, under the name of its sysctl in"
        + " net.ipv4.vs; may be repeated.")
    private Map<String, String> vsSettings = Map.of();

    @Option(names = "--mark", paramLabel = "RULE", description = "Which packets have the mark of a firewall-mark service:"
        + " 'MARK=PROTOCOL ADDRESS PORT', with PORT-PORT for a range or 'any'; may be repeated.")
    private List<String> marks = List.of();

    @Option(names = "--strict-checks", paramLabel = "LIST", description = "Where health checks ask for more than"
        + " keepalived's: certificates (SSL_GET wants a valid one), dns (DNS_CHECK wants an answer), udp (UDP_CHECK wants a"
        + " reply).")
    private Optional<String> strictChecks = Optional.empty();

    @Option(names = "--control", paramLabel = "PATH", description = "The control socket, or none."
        + " Default: /run/uvs.sock, for an ordinary user uvs.sock in $XDG_RUNTIME_DIR.")
    private Optional<String> control = Optional.empty();

    @Option(names = "--metrics", paramLabel = "PLACE", description = "The status page and the metrics for Prometheus:"
        + " off, loopback, PORT or ADDRESS:PORT. Default: loopback, 127.0.0.1:9117.")
    private Optional<String> metrics = Optional.empty();

    @Option(names = "--backend", paramLabel = "NAME", description = "Who carries the packets: userspace (workers of this"
        + " program), ipvs (the kernel's; needs its module ip_vs) or auto, which is userspace. Default: auto.")
    private Optional<String> backend = Optional.empty();

    @Option(names = "--engine", paramLabel = "NAME", description = "How frames come and go: xdp (AF_XDP, for many small"
        + " frames), uring (AF_PACKET by io_uring, for streams in large ones) or auto. Default: auto, which is xdp where all"
        + " services are UDP and the kernel permits it.")
    private Optional<String> engine = Optional.empty();

    @Option(names = "--fast-path", paramLabel = "yes|no", description = "Whether packets of established IPv4"
        + " connections are rewritten and sent on by BPF programs, and only the others come to the workers. Default: yes.")
    private Optional<String> fastPath = Optional.empty();

    @Option(names = "--workers", paramLabel = "N", description = "How many threads forward: one for each receive queue of"
        + " the interfaces. Default: 1.")
    private Optional<String> workers = Optional.empty();

    @Option(names = "--pin", paramLabel = "LIST", description = "Pin worker N to the Nth of these processors: numbers and"
        + " ranges such as 0,2-5, or all for those that this process may use.")
    private Optional<String> pin = Optional.empty();

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "The log's lines: text, for people, or json."
        + " Default: text.")
    private Optional<String> logFormat = Optional.empty();

    private Log log = new Log(System.err);

    @Override
    public Integer call() throws Exception {
        DirectorOptions options;
        try {
            log = new Log(System.err, LogForm.of(logFormat, System.getenv()));
            RunProperties properties = RunProperties.beside(file);
            log = new Log(
                System.err, LogForm.of(logFormat.or(() -> properties.value("log-format")), System.getenv()));
            options = options(properties);
        } catch (IOException | IllegalArgumentException e) {
            log.error(e.getMessage());
            return EXIT_CONFIGURATION;
        }
        Optional<Configuration> configuration = read();
        if (configuration.isEmpty()) {
            return EXIT_CONFIGURATION;
        }
        var director = new Director(configuration.get(), this::readAgain, options, log);
        Signals.on("HUP", director::reload);
        Signals.on("USR1", director::dump);
        Signals.on("USR2", director::dumpStatistics);
        Signals.on("TERM", director::stop);
        Signals.on("INT", director::stop);
        try {
            director.run();
            return 0;
        } catch (IOException e) {
            log.error(e.getMessage());
            return EXIT_FATAL;
        }
    }

    /// What is on the command line, and what the properties say of the rest.
    private DirectorOptions options(RunProperties properties) {
        List<String> names = interfaces.isEmpty()
            ? properties.value("interface").map(value -> List.of(value.split("[ ,]+"))).orElse(List.of())
            : interfaces;
        configId = configId.or(() -> properties.value("config-id"));
        keepGoing |= properties.value("keep-going").map(Boolean::parseBoolean).orElse(false);
        BackendChoice choice = BackendChoice.of(backend, properties.value("backend"));
        VsSettings settings = VsOptions.settings(properties, vsSettings,
            choice.kind() == BackendChoice.Kind.USERSPACE ? log::warning : _ -> { });
        var rules = new ArrayList<>(properties.marks());
        marks.forEach(rule -> rules.add(MarkRule.parse(rule)));
        String strictness = strictChecks.or(() -> properties.value("strict-checks")).orElse("");
        int threads = workers(workers.or(() -> properties.value("workers")));
        return new DirectorOptions(Set.copyOf(names), threads,
            DirectorOptions.pin(pin.or(() -> properties.value("pin")), threads), settings, rules, Strictness.parse(strictness),
            control.or(() -> properties.value("control")),
            StatusPlace.parse(metrics.or(() -> properties.value("metrics"))), choice,
            EngineChoice.of(engine, properties.value("engine")),
            DirectorOptions.fastPath(fastPath, properties.value("fast-path")));
    }

    private static int workers(Optional<String> text) {
        try {
            return text.map(String::strip).map(Integer::parseInt).orElse(1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("workers: " + text.orElseThrow() + " is not a number", e);
        }
    }

    private Optional<Configuration> readAgain() {
        Optional<Configuration> configuration = read();
        if (configuration.isEmpty()) {
            log.error(file + ": not reloaded, the configuration before it runs on");
        }
        return configuration;
    }

    /// Reads the file and logs all that is to be said of it. Empty when it is not to be used.
    private Optional<Configuration> read() {
        ReadResult result = ConfigurationReader.read(file, HostOptions.read(configId));
        for (Diagnostic diagnostic : result.diagnostics()) {
            log.diagnostic(diagnostic.severity() == Problem.Severity.ERROR
                ? Log.Severity.ERROR : Log.Severity.WARNING, diagnostic.toString());
        }
        return result.hasErrors() && !keepGoing ? Optional.empty() : result.configuration();
    }
}
