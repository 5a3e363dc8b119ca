package uvs.tools.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.netlink.NetworkMonitor;
import uvs.dataplane.xdp.FrameGenerator;

/// `uvs generate`: sends frames of many flows, millions a second, as a source for measurements.
@Command(name = "generate", mixinStandardHelpOptions = true,
    description = {
        "Send frames of many flows by an interface, millions a second, for measurements.",
        "The kernel sends them (XDP live frames), so it takes root. The other end of a veth pair must have an XDP program or"
            + " GRO: ethtool -K DEV gro on."
    })
public final class GenerateCommand implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;
    private static final int CHECK_SEQUENCE = 4;
    private static final int SHORTEST_FRAME = 64;
    /// The word of a line of `/proc/net/dev`, whose first is the name.
    private static final int TRANSMITTED_PACKETS = 10;

    /// What the flows are of.
    enum Kind {
        /// UDP datagrams.
        UDP,
        /// TCP SYNs.
        SYN
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--interface", paramLabel = "NAME", required = true, description = "The interface to send by.")
    private String interfaceName;

    @Option(names = "--to", paramLabel = "MAC", required = true, description = "The Ethernet address of the next hop.")
    private String to;

    @Option(names = "--source", paramLabel = "ADDRESS", required = true,
        description = "The source address of the first 60000 flows; the next ones have the next addresses.")
    private String source;

    @Option(names = "--destination", paramLabel = "ADDRESS", required = true, description = "The destination address.")
    private String destination;

    @Option(names = "--port", paramLabel = "PORT", required = true, description = "The destination port.")
    private int port;

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "udp",
        description = "udp, or syn for TCP SYNs. Default: ${DEFAULT-VALUE}")
    private Kind kind;

    @Option(names = "--flows", paramLabel = "N", defaultValue = "1000",
        description = "How many flows; each frame is of one drawn at random. Default: ${DEFAULT-VALUE}")
    private int flows;

    @Option(names = "--size", paramLabel = "BYTES",
        description = "The length of a frame, with the 4 bytes of its check sequence. Default: 64, or what the headers need")
    private Integer size;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0",
        description = "Frames a second at most; 0 for as many as can be. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--frames", paramLabel = "N", defaultValue = "0",
        description = "How many frames in all at most; 0 for any number. Default: ${DEFAULT-VALUE}")
    private int frames;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "How long. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (var monitor = new NetworkMonitor()) {
            Optional<Link> link = monitor.view().link(interfaceName);
            if (link.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "interface " + interfaceName + " does not exist");
            }
            long carried = transmitted();
            try (var generator = new FrameGenerator(wanted(link.get()))) {
                out.println("sending");
                out.flush();
                long startNs = System.nanoTime();
                generator.send(TimeUnit.SECONDS.toNanos(seconds));
                double took = (System.nanoTime() - startNs) / 1e9;
                long sent = generator.sent();
                out.printf(Locale.ROOT, "sent %d frames in %.3f s: %.0f a second%n", sent, took, sent / took);
                out.flush();
                carried = transmitted() - carried;
                if (carried < sent * 0.99) {
                    err.printf(Locale.ROOT, "uvs generate: %s counted only %d frames; if it is one end of a veth pair, the"
                        + " other needs an XDP program or GRO: ethtool -K DEV gro on%n", interfaceName, carried);
                }
            }
            return 0;
        } catch (SystemCallException e) {
            err.println("uvs generate: " + e.getMessage());
            return EXIT_FAILED;
        }
    }

    private FrameGenerator.Flows wanted(Link link) {
        if (seconds < 1) {
            throw new ParameterException(spec.commandLine(), "seconds=" + seconds + " is not 1 or more");
        }
        try {
            IpAddress from = IpAddress.of(source);
            Protocol protocol = kind == Kind.UDP ? Protocol.UDP : Protocol.TCP;
            int length = size != null ? size - CHECK_SEQUENCE
                : Math.max(SHORTEST_FRAME - CHECK_SEQUENCE, FrameGenerator.Flows.headers(from.family(), protocol));
            return new FrameGenerator.Flows(link, MacAddress.of(to), from, IpAddress.of(destination), port, protocol, length,
                flows, rate, frames);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /// How many frames the interface says that it has sent. /sys may be that of another network namespace.
    private long transmitted() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/net/dev"))) {
            return lines.map(line -> line.strip().split("[:\\s]+")).filter(words -> words[0].equals(interfaceName))
                .mapToLong(words -> Long.parseLong(words[TRANSMITTED_PACKETS])).findFirst().orElse(0);
        }
    }
}
