package uvs.tools.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import uvs.config.net.IpAddress;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionStatus;

/// The connections, a page at a time: arrays under a list of column names, since a million objects with the same names
/// would be four times as long.
///
/// A walk is opened on the conductor; its pages are made on the thread of the control socket, which all other
/// methods of this class are called on. A walk that nobody goes on with is given up when too many newer ones have begun.
final class ConnectionPages {

    static final List<String> COLUMNS = List.of("protocol", "client", "client_port", "virtual", "virtual_port", "real",
        "real_port", "state", "expires", "engine", "engine_data");
    static final int LARGEST_PAGE = 10_000;
    static final String PATH = "/v1/connections";

    private static final int WALKS = 16;

    private final Controlled controlled;
    private final Routes routes;
    private final SequencedMap<Integer, ConnectionScan> walks = new LinkedHashMap<>();
    private int lastCursor;

    ConnectionPages(Controlled controlled, Routes routes) {
        this.controlled = controlled;
        this.routes = routes;
    }

    void add() {
        routes.addAction("GET", PATH, Set.of("limit", "cursor"), request -> {
            int limit = request.parameter("limit", 1, LARGEST_PAGE, LARGEST_PAGE);
            int cursor = request.parameter("cursor", 1, Integer.MAX_VALUE, 0);
            if (cursor != 0) {
                return CompletableFuture.completedStage(goOn(cursor, limit));
            }
            return open(limit);
        });
    }

    /// The answer is written, and so the page made, on the thread of the control socket.
    private CompletionStage<Answer> open(int limit) {
        return routes.onConductor(() -> {
            ConnectionScan walk = controlled.byHand().connections();
            return Answer.ok(json -> write(json, walk, limit));
        });
    }

    private Answer goOn(int cursor, int limit) throws ControlException {
        ConnectionScan walk = walks.remove(cursor);
        if (walk == null) {
            throw new ControlException(410, "NO_CURSOR",
                "cursor " + cursor + " has been used, or is too old; begin anew without one");
        }
        return Answer.ok(json -> write(json, walk, limit));
    }

    private void write(JsonGenerator json, ConnectionScan walk, int limit) throws IOException {
        var page = new ArrayList<ConnectionStatus>();
        boolean more = true;
        try {
            while (more && page.size() < limit) {
                more = walk.next(limit - page.size(), page::add);
            }
        } catch (BackendException e) {
            walk.close();
            throw new IOException(e.getMessage(), e);
        }
        json.writeStartObject();
        writeHead(json);
        for (ConnectionStatus connection : page) {
            write(json, connection);
        }
        json.writeEndArray();
        if (more) {
            json.writeNumberField("next", keep(walk));
        } else {
            walk.close();
        }
        json.writeEndObject();
    }

    private int keep(ConnectionScan walk) {
        if (walks.size() == WALKS) {
            walks.pollFirstEntry().getValue().close();
        }
        lastCursor = lastCursor == Integer.MAX_VALUE ? 1 : lastCursor + 1;
        walks.put(lastCursor, walk);
        return lastCursor;
    }

    /// The names of the columns, and the beginning of the rows.
    static void writeHead(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("columns");
        for (String column : COLUMNS) {
            json.writeString(column);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("connections");
    }

    static void write(JsonGenerator json, ConnectionStatus each) throws IOException {
        json.writeRaw('\n');
        json.writeStartArray();
        json.writeNumber(each.protocol());
        json.writeString(each.client().toString());
        json.writeNumber(each.clientPort());
        json.writeString(each.virtual().toString());
        json.writeNumber(each.virtualPort());
        json.writeString(each.real().toString());
        json.writeNumber(each.realPort());
        json.writeString(each.state());
        json.writeNumber(each.expirySeconds());
        if (each.engine().isPresent()) {
            json.writeString(each.engine().get().name());
            json.writeString(each.engine().get().data());
        }
        json.writeEndArray();
    }

    /// Reads a page, the other way: connection by connection, without a tree of all of it.
    ///
    /// @return the cursor of the next page, or 0
    static int read(byte[] page, Consumer<ConnectionStatus> consumer) throws ControlException {
        try (JsonParser json = JsonTree.parser(page)) {
            int next = 0;
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "connections" -> {
                        expect(json.currentToken() == JsonToken.START_ARRAY);
                        while (json.nextToken() == JsonToken.START_ARRAY) {
                            consumer.accept(readRow(json));
                        }
                    }
                    case "next" -> next = json.getIntValue();
                    default -> json.skipChildren();
                }
            }
            return next;
        } catch (IOException e) {
            throw ControlException.invalid("a page of connections: " + e.getMessage());
        }
    }

    private static ConnectionStatus readRow(JsonParser json) throws IOException, ControlException {
        int protocol = json.nextIntValue(0);
        IpAddress client = ServerJson.address(json.nextTextValue());
        int clientPort = json.nextIntValue(0);
        IpAddress virtual = ServerJson.address(json.nextTextValue());
        int virtualPort = json.nextIntValue(0);
        IpAddress real = ServerJson.address(json.nextTextValue());
        int realPort = json.nextIntValue(0);
        String state = json.nextTextValue();
        long expires = json.nextLongValue(0);
        Optional<ConnectionStatus.EngineData> engine = Optional.empty();
        if (json.nextToken() != JsonToken.END_ARRAY) {
            String name = json.getText();
            engine = Optional.of(new ConnectionStatus.EngineData(name, json.nextTextValue()));
            expect(json.nextToken() == JsonToken.END_ARRAY);
        }
        return new ConnectionStatus(
            protocol, client, clientPort, virtual, virtualPort, real, realPort, state, expires, engine);
    }

    private static void expect(boolean present) throws ControlException {
        if (!present) {
            throw ControlException.invalid("a page of connections has another form than " + COLUMNS);
        }
    }
}
