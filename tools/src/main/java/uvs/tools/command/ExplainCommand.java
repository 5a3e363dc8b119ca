package uvs.tools.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import uvs.config.Configuration;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.service.BackendException;
import uvs.tools.replay.Explanation;

/// `uvs explain`: which real server a connection would go to and why, and what its first packet looks like
/// then.
@Command(name = "explain", mixinStandardHelpOptions = true,
    description = "Tell which virtual server and which real server the first packet of a connection goes to,"
        + " why, and what it looks like when it leaves. Every real server counts as up, and there are no"
        + " other connections.")
public final class ExplainCommand implements Callable<Integer> {

    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:]*)):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Parameters(index = "0", paramLabel = "tcp|udp|sctp", description = "The protocol.")
    private String protocol;

    @Parameters(index = "1", paramLabel = "SOURCE:PORT",
        description = "The client. An IPv6 address in brackets.")
    private String source;

    @Parameters(index = "2", paramLabel = "DESTINATION:PORT", description = "What the client connects to.")
    private String destination;

    private record Endpoint(IpAddress address, int port) {}

    @Override
    public Integer call() throws BackendException, SystemCallException {
        Explanation.Opening opening = opening();
        Optional<Configuration> configuration = options.read(host -> host);
        if (configuration.isEmpty()) {
            return ConfigurationOptions.EXIT_CONFIGURATION;
        }
        new Explanation(configuration.get(), options.settings(), options.marks(), opening).lines()
            .forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Explanation.Opening opening() {
        Protocol known = Arrays.stream(Protocol.values())
            .filter(each -> each.name().equals(protocol.toUpperCase(Locale.ROOT))).findFirst()
            .orElseThrow(() -> mistake("protocol '" + protocol + "' is not tcp, udp or sctp"));
        Endpoint from = endpoint(source);
        Endpoint to = endpoint(destination);
        try {
            return new Explanation.Opening(known, from.address(), from.port(), to.address(), to.port());
        } catch (IllegalArgumentException e) {
            throw mistake(e.getMessage());
        }
    }

    private Endpoint endpoint(String text) {
        Matcher parts = ENDPOINT.matcher(text);
        if (parts.matches() && Integer.parseInt(parts.group(3)) <= MAX_PORT) {
            Optional<IpAddress> address =
                IpAddress.parse(parts.group(1) == null ? parts.group(2) : parts.group(1));
            if (address.isPresent()) {
                return new Endpoint(address.get(), Integer.parseInt(parts.group(3)));
            }
        }
        throw mistake("'" + text + "' is not ADDRESS:PORT such as 192.0.2.10:80 or [2001:db8::10]:80");
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
