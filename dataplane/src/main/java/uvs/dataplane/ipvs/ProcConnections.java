package uvs.dataplane.ipvs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionStatus;
import uvs.dataplane.service.ConnectionStatus.EngineData;

/// The kernel's connections, out of the file that ipvsadm reads too.
final class ProcConnections implements ConnectionScan {

    static final Path FILE = Path.of("/proc/net/ip_vs_conn");

    private static final String HEADER = "Pro ";
    /// Protocol, three addresses with a port each, state, seconds; then perhaps an engine and its data.
    private static final int FIELDS = 9;

    private final BufferedReader lines;

    ProcConnections() throws IOException {
        // What a client gave as its Call-ID may have any bytes.
        lines = Files.newBufferedReader(FILE, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean next(int limit, Consumer<ConnectionStatus> consumer) throws BackendException {
        try {
            for (int i = 0; i < limit; i++) {
                String line = lines.readLine();
                if (line == null) {
                    return false;
                }
                if (!line.startsWith(HEADER) && !line.isBlank()) {
                    consumer.accept(connection(line));
                }
            }
            return true;
        } catch (IOException e) {
            throw new BackendException(Reason.SYSTEM, FILE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Reads one line.
    static ConnectionStatus connection(String line) throws BackendException {
        String[] fields = line.strip().split("\\s+", FIELDS + 1);
        if (fields.length < FIELDS) {
            throw nonsense(line, fields.length + " fields instead of " + FIELDS);
        }
        try {
            return new ConnectionStatus(protocol(fields[0]), address(fields[1]), port(fields[2]), address(fields[3]),
                port(fields[4]), address(fields[5]), port(fields[6]), fields[7], Long.parseUnsignedLong(fields[8]),
                fields.length > FIELDS ? engine(fields[FIELDS]) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw nonsense(line, e.getMessage());
        }
    }

    private static int protocol(String name) {
        return switch (name) {
            case "IP" -> 0;
            case "ICMP" -> 1;
            case "TCP" -> 6;
            case "UDP" -> 17;
            case "ICMPv6" -> 58;
            case "SCTP" -> 132;
            default -> {
                if (!name.startsWith("IP_")) {
                    throw new IllegalArgumentException("protocol " + name);
                }
                yield Integer.parseInt(name.substring("IP_".length()));
            }
        };
    }

    /// Eight hex digits, or an IPv6 address with all of its digits.
    private static IpAddress address(String text) {
        byte[] bytes = HexFormat.of().parseHex(text.replace(":", ""));
        return IpAddress.of(bytes);
    }

    private static int port(String text) {
        int port = Integer.parseInt(text, 16);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + text);
        }
        return port;
    }

    private static Optional<EngineData> engine(String text) {
        String[] parts = text.split(" ", 2);
        return parts[0].isEmpty() ? Optional.empty()
            : Optional.of(new EngineData(parts[0], parts.length > 1 ? parts[1] : ""));
    }

    private static BackendException nonsense(String line, String why) {
        String shown = line.length() > 200 ? line.substring(0, 200) : line;
        return new BackendException(Reason.SYSTEM, FILE + " has a line that makes no sense (" + why + "): " + shown);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
