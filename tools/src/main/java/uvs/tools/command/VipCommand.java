package uvs.tools.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import uvs.config.Configuration;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationReader;
import uvs.config.parse.ReadResult;
import uvs.config.text.Diagnostic;
import uvs.config.text.Problem.Severity;
import uvs.tools.vip.AddressKeeper;
import uvs.tools.vip.FolderWatch;
import uvs.tools.vip.WantedAddresses;
import uvs.tools.vip.WantedAddresses.Asker;

/// `uvs vip`: on a real server, has exactly those virtual addresses whose virtual servers send packets here
/// by direct routing or tunnel.
@Command(name = "vip", mixinStandardHelpOptions = true, defaultValueProvider = UsualFile.class,
    description = {
        "On a real server, put the virtual addresses that a configuration sends here on an interface that nobody"
            + " asks by ARP, and take away those that it no longer does.",
        "What others put there is never touched. The configuration is the directors'.",
        "Exit status: 0 done or nothing to do, 1 something failed, 2 the configuration cannot be used."
    })
public final class VipCommand implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;

    /// An address, as in the configuration.
    static final class AddressConverter implements ITypeConverter<IpAddress> {

        @Override
        public IpAddress convert(String text) {
            return IpAddress.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not an IP address"));
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS", arity = "0..*", converter = AddressConverter.class,
        description = "This host's address as a real_server. Default: any address of its interfaces.")
    private List<IpAddress> addresses = List.of();

    @Option(names = {"-f", UsualFile.OPTION}, paramLabel = "FILE", description = UsualFile.DESCRIPTION)
    private String file;

    @Option(names = {"-i", "--config-id"}, paramLabel = "ID", description = "Keep the lines for @ID.")
    private Optional<String> configId = Optional.empty();

    @Option(names = "--dev", paramLabel = "NAME", defaultValue = "dummy0",
        description = "The interface: a dummy, or lo. Default: ${DEFAULT-VALUE}, which is made if it is not there.")
    private String device;

    @Option(names = "--clear",
        description = "Take all addresses away, and change back all that was changed for them.")
    private boolean clear;

    @Option(names = {"-n", "--dry-run"}, description = "Tell what would be changed, and change nothing.")
    private boolean dryRun;

    @Option(names = {"-w", "--watch"},
        description = "Go on until SIGTERM, following the file and what it includes. The addresses stay afterwards.")
    private boolean watch;

    @Option(names = {"-d", "--debug"}, description = "Tell which virtual servers want what.")
    private boolean debug;

    @Option(names = "--sorry", description = "This host serves as sorry_server too.")
    private boolean sorryServer;

    @Option(names = "--nat", description = "The addresses of virtual servers that reach this host by NAT too,"
        + " though their packets come to its own address.")
    private boolean nat;

    @Option(names = "--state", paramLabel = "FOLDER", defaultValue = "/run/uvs",
        description = "Where to keep what --clear changes back. Default: ${DEFAULT-VALUE}")
    private Path state;

    private Set<Path> folders = Set.of();

    @Override
    public Integer call() throws IOException {
        if (clear && watch) {
            throw new ParameterException(spec.commandLine(), "--clear and --watch exclude each other");
        }
        if (dryRun && watch) {
            throw new ParameterException(spec.commandLine(), "--dry-run and --watch exclude each other");
        }
        return watch ? follow() : once();
    }

    private int once() {
        try (var keeper = new AddressKeeper(device, state, dryRun, this::print)) {
            return clear ? clear(keeper) : apply(keeper);
        } catch (IOException e) {
            tell(e.getMessage());
            return EXIT_FAILED;
        }
    }

    private int clear(AddressKeeper keeper) throws IOException {
        if (keeper.clear() == 0) {
            print("nothing to do: there are no addresses of uvs on " + device);
        }
        return 0;
    }

    private int follow() throws IOException {
        try (var folderWatch = new FolderWatch()) {
            Signals.on("TERM", () -> close(folderWatch));
            Signals.on("INT", () -> close(folderWatch));
            int last = once();
            // What came before a folder was watched may have been missed.
            while (folderWatch.add(folders)) {
                last = once();
            }
            print("following " + file);
            while (folderWatch.awaitChange(folders)) {
                last = once();
            }
            return last;
        }
    }

    private static void close(FolderWatch folderWatch) {
        try {
            folderWatch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int apply(AddressKeeper keeper) throws IOException {
        Optional<Configuration> configuration = read();
        if (configuration.isEmpty()) {
            tell("nothing is changed");
            return ConfigurationOptions.EXIT_CONFIGURATION;
        }
        if (!WantedAddresses.speaksOfRealServers(configuration.get())) {
            tell(file + " has no real_server at all, so nothing is changed; --clear takes all addresses away");
            return ConfigurationOptions.EXIT_CONFIGURATION;
        }
        Set<IpAddress> own = addresses.isEmpty() ? keeper.ownAddresses() : Set.copyOf(addresses);
        debug("this host is " + own.stream().sorted().map(IpAddress::toString).collect(Collectors.joining(", ")));
        WantedAddresses wanted = WantedAddresses.of(configuration.get(), new Asker(own, sorryServer, nat));
        wanted.details().forEach(this::debug);
        wanted.warnings().forEach(this::tell);
        if (wanted.addresses().isEmpty()) {
            tell("no virtual server sends packets for a virtual address to this host; -d tells more, and "
                + spec.qualifiedName() + " ADDRESS says who it is");
        }
        if (keeper.apply(wanted.addresses()) == 0 && !watch) {
            print("nothing to do: " + new TreeSet<>(wanted.addresses()) + " on " + device);
        }
        return 0;
    }

    /// The configuration, unless anything is wrong with it: what it says less is taken away.
    private Optional<Configuration> read() {
        // It is for the directors: their interfaces and scripts are not here.
        ReadResult result = ConfigurationReader.read(file, HostOptions.ofName(configId));
        folders = result.folders();
        for (Diagnostic diagnostic : result.diagnostics()) {
            if (debug || diagnostic.severity() == Severity.ERROR) {
                spec.commandLine().getErr().println(diagnostic);
            }
        }
        return result.hasErrors() ? Optional.empty() : result.configuration();
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void debug(String line) {
        if (debug) {
            tell(line);
        }
    }

    private void tell(String line) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + line);
    }
}
