package uvs.tools.daemon;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.conn.ConnectionEntry;

/// The table of connections in the form of `ipvsadm -Lnc`, ordered by protocol, client and virtual server,
/// since the kernel's own order is that of a hash.
public final class ConnectionListing {

    private static final Comparator<ConnectionEntry> ORDER = Comparator
        .comparingInt(ConnectionEntry::protocol)
        .thenComparing(ConnectionEntry::client)
        .thenComparingInt(ConnectionEntry::clientPort)
        .thenComparing(ConnectionEntry::virtual)
        .thenComparingInt(ConnectionEntry::virtualPort)
        .thenComparing(ConnectionEntry::isTemplate);

    private ConnectionListing() {
    }

    /// Writes the connections, line by line.
    public static void write(List<ConnectionEntry> connections, Consumer<String> lines) {
        lines.accept("IPVS connection entries");
        lines.accept("pro expire state       source             virtual            destination");
        connections.stream().sorted(ORDER).map(ConnectionListing::line).forEach(lines);
    }

    private static String line(ConnectionEntry connection) {
        long seconds = connection.remainingNs() / 1_000_000_000L;
        return "%-3s %02d:%02d  %-11s %-18s %-18s %s".formatted(
            protocol(connection.protocol()), seconds / 60, seconds % 60, connection.state().listed(),
            endpoint(connection.client(), connection.clientPort()),
            endpoint(connection.virtual(), connection.virtualPort()),
            endpoint(connection.real(), connection.realPort()));
    }

    private static String protocol(int number) {
        return switch (number) {
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 132 -> "SCTP";
            case 50 -> "ESP";
            case 51 -> "AH";
            default -> "IP";
        };
    }

    private static String endpoint(IpAddress address, int port) {
        return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
