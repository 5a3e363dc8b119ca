package uvs.tools.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import uvs.config.Configuration;
import uvs.config.net.IpAddress;
import uvs.config.parse.ConfigurationWriter;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.SyncDaemon;
import uvs.healthcheck.CheckStatus;
import uvs.tools.daemon.ChecksListing;
import uvs.tools.daemon.StatisticsListing;
import uvs.tools.daemon.VrrpJson;
import uvs.tools.daemon.VrrpListing;
import uvs.vrrp.agent.VrrpSnapshot;

/// The resources of version 1, but for those of virtual and real servers and of connections.
final class Resources {

    static final String VERSION = "v1";
    private static final int HIGHEST_SECONDS = Integer.MAX_VALUE;

    private final Controlled controlled;
    private final Routes routes;

    Resources(Controlled controlled, Routes routes) {
        this.controlled = controlled;
        this.routes = routes;
    }

    void add() {
        routes.add("GET", "/v1", request -> () -> index());
        routes.add("GET", "/v1/info", request -> () -> info(controlled.byHand().info()));
        routes.addShown("/v1/configuration", () -> {
            Configuration configuration = controlled.configuration();
            Supplier<String> text = () -> ConfigurationWriter.write(configuration);
            return shown(fields(json -> json.writeStringField("text", text.get())), text);
        });
        new ServerResources(controlled, routes).add();
        new ConnectionPages(controlled, routes).add();
        routes.add("POST", "/v1/zero", request -> done(() -> controlled.byHand().zero()));
        routes.addShown("/v1/timeouts", () -> {
            ConnectionTimeouts timeouts = controlled.byHand().timeouts();
            return shown(fields(json -> write(json, timeouts)),
                () -> "tcp " + timeouts.tcpSeconds() + " tcpfin " + timeouts.tcpFinSeconds() + " udp "
                    + timeouts.udpSeconds() + "\n");
        });
        routes.add("PUT", "/v1/timeouts", Resources.this::setTimeouts);
        addDaemons();
        addListings();
        routes.addShown("/v1/changes", () -> {
            List<String> changes = controlled.handChanges();
            return shown(fields(json -> texts(json, "changes", changes)), () -> changes.isEmpty()
                ? "no changes by hand\n" : String.join("\n", changes) + "\n");
        });
        routes.add("POST", "/v1/reload", request -> () -> {
            List<String> undone = controlled.reload();
            return object(json -> texts(json, "undone", undone));
        });
    }

    private void addListings() {
        routes.addShown("/v1/checks", () -> controlled.checks().thenApply(checks -> new Routes.Shown(
            fields(json -> writeChecks(json, checks)),
            () -> lines(lines -> ChecksListing.write(checks, lines)))));
        routes.addShown("/v1/vrrp", () -> {
            VrrpSnapshot snapshot = controlled.vrrp();
            return shown(fields(json -> writeVrrp(json, snapshot)),
                () -> lines(lines -> VrrpListing.write(snapshot, lines)));
        });
        routes.addShown("/v1/counters", () -> {
            var counters = controlled.counters();
            return shown(json -> JsonTree.write(json, counters),
                () -> lines(lines -> StatisticsListing.write(counters, lines)));
        });
    }

    static void writeChecks(JsonGenerator json, List<CheckStatus> checks) throws IOException {
        json.writeFieldName("checks");
        json.writeRawValue(ChecksListing.json(checks).toString());
    }

    static void writeVrrp(JsonGenerator json, VrrpSnapshot snapshot) throws IOException {
        json.writeFieldName("instances");
        json.writeRawValue(VrrpJson.of(snapshot, 1));
        json.writeArrayFieldStart("groups");
        for (VrrpSnapshot.Group group : snapshot.groups()) {
            json.writeStartObject();
            json.writeStringField("name", group.name());
            json.writeStringField("state", group.state().name());
            texts(json, "members", group.members());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static CompletionStage<Routes.Shown> shown(JsonTree.Writer json, Supplier<String> text) {
        return CompletableFuture.completedStage(new Routes.Shown(json, text));
    }

    static String lines(Consumer<Consumer<String>> writer) {
        var text = new StringBuilder();
        writer.accept(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private Answer index() {
        return object(json -> {
            json.writeStringField("version", VERSION);
            texts(json, "resources", routes.list());
        });
    }

    private static Answer info(BackendInfo info) {
        return object(json -> {
            json.writeStringField("ipvs_version", info.versionText());
            json.writeNumberField("ipvs_version_number", info.version());
            json.writeNumberField("connection_table_size", info.connectionTableSize());
        });
    }

    static void write(JsonGenerator json, ConnectionTimeouts timeouts) throws IOException {
        json.writeNumberField("tcp", timeouts.tcpSeconds());
        json.writeNumberField("tcpfin", timeouts.tcpFinSeconds());
        json.writeNumberField("udp", timeouts.udpSeconds());
    }

    private Routes.Task setTimeouts(Request request) throws ControlException {
        ConnectionTimeouts timeouts = readTimeouts(request.object("timeouts"));
        return done(() -> controlled.byHand().timeouts(timeouts));
    }

    static ConnectionTimeouts readTimeouts(Fields fields) throws ControlException {
        var timeouts = new ConnectionTimeouts(fields.integer("tcp", 0, HIGHEST_SECONDS, 0),
            fields.integer("tcpfin", 0, HIGHEST_SECONDS, 0), fields.integer("udp", 0, HIGHEST_SECONDS, 0));
        fields.refuseOthers();
        return timeouts;
    }

    private void addDaemons() {
        routes.add("GET", "/v1/daemons", request -> () -> {
            List<SyncDaemon> daemons = controlled.byHand().syncDaemons();
            return object(json -> {
                json.writeArrayFieldStart("daemons");
                for (SyncDaemon daemon : daemons) {
                    write(json, daemon);
                }
                json.writeEndArray();
            });
        });
        routes.add("POST", "/v1/daemons", request -> {
            SyncDaemon daemon = readDaemon(request.object("daemon"));
            return done(() -> controlled.byHand().startSyncDaemon(daemon));
        });
        routes.add("DELETE", "/v1/daemons/{role}", Set.of("sync_id"), request -> {
            SyncDaemon.Role role =
                ServerJson.constant("role", SyncDaemon.Role.values(), request.path().get("role"));
            int syncId = request.parameter("sync_id", 0, 255, 0);
            return done(() -> controlled.byHand().stopSyncDaemon(role, syncId));
        });
    }

    static void write(JsonGenerator json, SyncDaemon daemon) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", ServerJson.word(daemon.role()));
        json.writeStringField("interface", daemon.interfaceName());
        json.writeNumberField("sync_id", daemon.syncId());
        json.writeNumberField("max_length", daemon.maxLength());
        if (daemon.group().isPresent()) {
            json.writeStringField("group", daemon.group().get().toString());
        }
        json.writeNumberField("port", daemon.port());
        json.writeNumberField("ttl", daemon.ttl());
        json.writeEndObject();
    }

    static SyncDaemon readDaemon(Fields fields) throws ControlException {
        Optional<IpAddress> group =
            fields.has("group") ? Optional.of(ServerJson.address(fields.text("group"))) : Optional.empty();
        var daemon = new SyncDaemon(
            ServerJson.constant("role", SyncDaemon.Role.values(), fields.text("role")), fields.text("interface"),
            fields.integer("sync_id", 0, 255, 0), fields.integer("max_length", 0, 65_535, 0), group,
            fields.integer("port", 0, 65_535, 0), fields.integer("ttl", 0, 255, 0));
        fields.refuseOthers();
        return daemon;
    }

    /// A change of the backend that has nothing to tell.
    @FunctionalInterface
    interface Change {
        void make() throws BackendException;
    }

    static Routes.Task done(Change change) {
        return () -> {
            change.make();
            return Answer.done();
        };
    }

    /// An object whose fields `writer` writes.
    static Answer object(JsonTree.Writer writer) {
        return Answer.ok(fields(writer));
    }

    static JsonTree.Writer fields(JsonTree.Writer writer) {
        return json -> {
            json.writeStartObject();
            writer.write(json);
            json.writeEndObject();
        };
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
