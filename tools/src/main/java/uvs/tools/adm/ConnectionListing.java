package uvs.tools.adm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.ConnectionStatus;

/// The table of connections as `ipvsadm -Lc` writes it, ordered by protocol, client and virtual server, since
/// the kernel's own order is that of a hash.
public final class ConnectionListing {

    private static final Comparator<ConnectionStatus> ORDER = (one, other) -> {
        int order = Integer.compare(one.protocol(), other.protocol());
        order = order != 0 ? order : one.client().compareTo(other.client());
        order = order != 0 ? order : Integer.compare(one.clientPort(), other.clientPort());
        order = order != 0 ? order : one.virtual().compareTo(other.virtual());
        return order != 0 ? order : Integer.compare(one.virtualPort(), other.virtualPort());
    };

    private static final int ENDPOINT = 18;
    private static final int ENGINE = 16;
    /// The longest name of an endpoint that ipvsadm has room for.
    private static final int LONGEST = 59;

    private final EndpointName endpoints;
    private final boolean engines;

    /// @param names   empty for numbers only
    /// @param engines whether what persistence engines know is shown
    ConnectionListing(Optional<Names> names, boolean engines) {
        endpoints = new EndpointName(names);
        this.engines = engines;
    }

    /// Writes what `ipvsadm -Lnc` writes, line by line.
    public static void write(List<ConnectionStatus> connections, Consumer<String> lines) {
        new ConnectionListing(Optional.empty(), false).table(connections, lines);
    }

    void table(List<ConnectionStatus> connections, Consumer<String> lines) {
        lines.accept("IPVS connection entries");
        lines.accept("pro expire state       source             virtual            destination"
            + (engines ? "        pe name          pe_data" : ""));
        var ordered = new ArrayList<>(connections);
        ordered.sort(ORDER);
        for (ConnectionStatus each : ordered) {
            lines.accept(line(each));
        }
    }

    private String line(ConnectionStatus connection) {
        Optional<Protocol> protocol = protocol(connection.protocol());
        Line line = new Line()
            .left(connection.protocolName(), 3).add(" ")
            .left(clock(connection.expirySeconds()), 6).add(" ")
            .left(connection.state(), 11).add(" ")
            .left(endpoint(connection.client(), connection.clientPort(), protocol), ENDPOINT).add(" ")
            .left(endpoint(connection.virtual(), connection.virtualPort(), protocol), ENDPOINT).add(" ");
        String real = endpoint(connection.real(), connection.realPort(), protocol);
        if (engines && connection.engine().isPresent()) {
            line.left(real, ENDPOINT).add(" ").left(connection.engine().get().name(), ENGINE).add(" ")
                .add(connection.engine().get().data());
        } else {
            line.add(real);
        }
        return line.toString();
    }

    private String endpoint(IpAddress address, int port, Optional<Protocol> protocol) {
        String whole = endpoints.of(address, port, protocol);
        return whole.length() > LONGEST ? whole.substring(0, LONGEST) : whole;
    }

    /// Minutes and seconds: there are no hours.
    private static String clock(long seconds) {
        return two(seconds / 60) + ":" + two(seconds % 60);
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    private static Optional<Protocol> protocol(int number) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.number() == number) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
