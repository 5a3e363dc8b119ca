package uvs.tools.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import uvs.config.Configuration;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionStatus;
import uvs.tools.adm.ConnectionListing;
import uvs.tools.replay.Replay;
import uvs.tools.replay.StaticNetwork;

/// `uvs replay`: sends captured packets through the packet path, and writes what the director would have
/// sent.
@Command(name = "replay", mixinStandardHelpOptions = true,
    description = "Send captured packets through the packet path, at the times of the capture. Needs no root;"
        + " the result is the same every time. Every real server counts as up.")
public final class ReplayCommand implements Callable<Integer> {

    private static final int EXIT_FATAL = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Option(names = "--interface", paramLabel = "NAME=MAC,ADDRESS/LEN[,ADDRESS/LEN...]", required = true,
        description = "An interface of the director. mtu=BYTES in the list gives it another MTU than 1500.")
    private List<String> interfaces = List.of();

    @Option(names = {"--neighbour", "--neighbor"}, paramLabel = "ADDRESS=MAC@NAME",
        description = "The Ethernet address of a neighbour.")
    private List<String> neighbours = List.of();

    @Option(names = "--route", paramLabel = "PREFIX@NAME[,via ADDRESS]",
        description = "A route. Those to the subnets of the interfaces are there already.")
    private List<String> routes = List.of();

    @Option(names = "--in", paramLabel = "NAME=FILE.pcap", required = true,
        description = "The frames that arrive on an interface: pcap or pcapng.")
    private List<String> captures = List.of();

    @Option(names = "--out", paramLabel = "FOLDER", required = true,
        description = "Where to write the frames that were sent, to NAME.pcap for each interface.")
    private Path out;

    @Option(names = "--connections", description = "Print the connections at the end, as ipvsadm -Lnc does.")
    private boolean connections;

    @Override
    public Integer call() throws BackendException, SystemCallException {
        StaticNetwork network = network();
        List<Replay.Capture> from = captures.stream().map(text -> capture(network, text)).toList();
        Set<String> names = network.links().stream().map(Link::name).collect(Collectors.toSet());
        Optional<Configuration> configuration = options.read(host -> host.withInterfaces(names));
        if (configuration.isEmpty()) {
            return ConfigurationOptions.EXIT_CONFIGURATION;
        }
        try {
            report(new Replay(configuration.get(), options.settings(), options.marks(), network, from, out).run());
            return 0;
        } catch (IOException e) {
            options.tell(e.getMessage());
            return EXIT_FATAL;
        }
    }

    private StaticNetwork network() {
        var network = new StaticNetwork();
        add(interfaces, network::addInterface);
        add(neighbours, network::addNeighbour);
        add(routes, network::addRoute);
        return network;
    }

    private void add(List<String> texts, Consumer<String> consumer) {
        try {
            texts.forEach(consumer);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Replay.Capture capture(StaticNetwork network, String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new ParameterException(spec.commandLine(), "input '" + text + "' is not NAME=FILE");
        }
        try {
            return new Replay.Capture(
                network.link(text.substring(0, equals)), Path.of(text.substring(equals + 1)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void report(Replay.Result result) {
        PrintWriter err = spec.commandLine().getErr();
        result.received().forEach((name, count) ->
            err.println(name + ": " + count + " frames in, " + result.sent().get(name) + " out"));
        if (result.notTaken() > 0) {
            err.println("not taken: " + result.notTaken() + " frames of more than 64 KiB");
        }
        for (Map.Entry<String, Long> drop : result.drops().entrySet()) {
            err.println("dropped: " + drop.getValue() + " " + drop.getKey());
        }
        if (connections) {
            var lines = new ArrayList<String>();
            ConnectionListing.write(result.connections().stream().map(ConnectionStatus::of).toList(), lines::add);
            lines.forEach(spec.commandLine().getOut()::println);
        }
        err.flush();
        spec.commandLine().getOut().flush();
    }
}
