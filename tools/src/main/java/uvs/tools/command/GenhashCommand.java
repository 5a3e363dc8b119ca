package uvs.tools.command;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import uvs.config.HealthChecker.Connection;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.net.IpAddress;
import uvs.healthcheck.check.CheckLoop;
import uvs.healthcheck.check.PageDigest;

/// `uvs genhash`: asks a server for a page as `HTTP_GET` and `SSL_GET` do, and prints the MD5 that `digest` is
/// compared with. The options and what is printed are those of keepalived's `genhash`; but a page that cannot be had
/// is an error on standard error with exit status 1, where keepalived's prints it in place of the digest and exits with 0.
@Command(name = "genhash", exitCodeOnInvalidInput = 1, description = "Print the MD5 of a page for the digest of HTTP_GET and SSL_GET.")
public final class GenhashCommand implements Callable<Integer> {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int GREATEST_PORT = 65_535;

    @Option(names = {"-s", "--server"}, paramLabel = "ADDRESS", required = true,
        description = "The server's address or name.")
    private String server;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", description = "Its port. Default: 80, with -S 443.")
    private Integer port;

    @Option(names = {"-u", "--url"}, paramLabel = "PATH", required = true, description = "The page, such as /index.html.")
    private String path;

    @Option(names = {"-S", "--use-ssl"}, description = "Over TLS, as SSL_GET does.")
    private boolean secure;

    @Option(names = {"-I", "--use-sni"}, description = "Say in the TLS greeting which host is meant: that of -V.")
    private boolean serverName;

    @Option(names = {"-V", "--use-virtualhost"}, paramLabel = "HOST", description = "The header Host.")
    private String virtualHost;

    @Option(names = {"-P", "--protocol"}, paramLabel = "VERSION",
        description = "1.0, 1.0C (which adds Connection: close) or 1.1. Default: 1.0")
    private String protocol = "1.0";

    @Option(names = {"-m", "--fwmark"}, paramLabel = "MARK", description = "The firewall mark of the packets sent.")
    private int mark;

    @Option(names = {"-t", "--timeout"}, paramLabel = "SECONDS", description = "For connecting, and for each read. Default: 5")
    private int timeoutSeconds = 5;

    @Option(names = {"-v", "--verbose"}, description = "Print the headers and the page too, in hexadecimal.")
    private boolean verbose;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Connection connection = connection();
        try (var loop = CheckLoop.open()) {
            var page = new PageDigest(loop, connection, secure, serverName ? Optional.ofNullable(virtualHost) : Optional.empty())
                .fetch(path, Optional.ofNullable(virtualHost), protocol());
            return switch (page) {
                case PageDigest.Page.Fetched fetched -> {
                    if (verbose) {
                        GenhashReport.write(fetched, path, out);
                    } else {
                        out.println(fetched.digest());
                    }
                    yield 0;
                }
                case PageDigest.Page.Failed failed -> {
                    spec.commandLine().getErr().println(
                        "uvs genhash: " + server + " port " + connection.port() + ": " + failed.outcome().words());
                    yield 1;
                }
            };
        }
    }

    private Connection connection() {
        int number = port == null ? secure ? HTTPS_PORT : HTTP_PORT : port;
        if (number < 1 || number > GREATEST_PORT) {
            throw new ParameterException(spec.commandLine(), "port " + number + " is not in 1.." + GREATEST_PORT);
        }
        if (timeoutSeconds < 1) {
            throw new ParameterException(spec.commandLine(), "timeout " + timeoutSeconds + " is not positive");
        }
        return new Connection(
            address(), number, Optional.empty(), 0, Optional.empty(), Duration.ofSeconds(timeoutSeconds), mark);
    }

    private IpAddress address() {
        return IpAddress.parse(server).orElseGet(() -> {
            try {
                return IpAddress.of(InetAddress.getByName(server).getAddress());
            } catch (UnknownHostException e) {
                throw new ParameterException(spec.commandLine(), "server " + server + " is neither an address nor a known name", e);
            }
        });
    }

    private HttpProtocol protocol() {
        return switch (protocol.replace("HTTP/", "")) {
            case "1.0" -> HttpProtocol.HTTP_1_0;
            case "1.0C", "1.0c" -> HttpProtocol.HTTP_1_0C;
            case "1.1" -> HttpProtocol.HTTP_1_1;
            default -> throw new ParameterException(
                spec.commandLine(), "HTTP version " + protocol + " is none of 1.0, 1.0C and 1.1");
        };
    }
}
