package uvs.tools.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionStatus;

/// All connections of a director, page by page: for `uvs show connections`.
public final class ConnectionDump {

    private static final String HEAD = "IPVS connection entries\n"
        + "pro expire state       source             virtual            destination\n";

    private ConnectionDump() {
    }

    /// Writes them as `ipvsadm -Lnc` does, in the order of the table, or as one JSON object.
    public static void write(ControlClient client, boolean json, OutputStream out)
        throws BackendException, IOException {
        try (ConnectionScan scan = new PageScan(client)) {
            if (json) {
                writeJson(scan, out);
            } else {
                out.write(HEAD.getBytes(StandardCharsets.UTF_8));
                var line = new StringBuilder();
                walk(scan, each -> {
                    line.setLength(0);
                    write(each, line);
                    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
                });
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Something that takes connections and may fail at writing them.
    @FunctionalInterface
    private interface Sink {
        void take(ConnectionStatus connection) throws IOException;
    }

    private static void walk(ConnectionScan scan, Sink sink) throws BackendException {
        boolean more = true;
        while (more) {
            more = scan.next(ConnectionPages.LARGEST_PAGE, each -> {
                try {
                    sink.take(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void writeJson(ConnectionScan scan, OutputStream out) throws BackendException, IOException {
        try (JsonGenerator generator = JsonTree.generator(out)) {
            generator.writeStartObject();
            ConnectionPages.writeHead(generator);
            walk(scan, each -> ConnectionPages.write(generator, each));
            generator.writeEndArray();
            generator.writeEndObject();
            generator.writeRaw('\n');
        }
    }

    /// Without a formatter: there may be a million.
    private static void write(ConnectionStatus each, StringBuilder line) {
        int start = line.length();
        line.append(each.protocolName());
        pad(line, start + 4);
        two(line, each.expirySeconds() / 60).append(':');
        two(line, each.expirySeconds() % 60).append("  ").append(each.state());
        pad(line, start + 23);
        endpoint(line, each.client(), each.clientPort());
        pad(line, start + 42);
        endpoint(line, each.virtual(), each.virtualPort());
        pad(line, start + 61);
        endpoint(line, each.real(), each.realPort());
        each.engine().ifPresent(
            engine -> line.append(' ').append(engine.name()).append(' ').append(engine.data()));
        line.append('\n');
    }

    private static StringBuilder two(StringBuilder line, long number) {
        return (number < 10 ? line.append('0') : line).append(number);
    }

    /// Up to a column; one blank at least.
    private static void pad(StringBuilder line, int column) {
        line.append(' ');
        while (line.length() < column) {
            line.append(' ');
        }
    }

    private static void endpoint(StringBuilder line, IpAddress address, int port) {
        if (address.family() == Family.IPV6) {
            line.append('[').append(address).append(']');
        } else {
            line.append(address);
        }
        line.append(':').append(port);
    }
}
