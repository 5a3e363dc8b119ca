package uvs.tools.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;

/// The table of a running director, over its control socket: for commands, which are not that program.
///
/// Changes are made by hand: they hold until the director reads its configuration again.
public final class ControlBackend implements HandBackend {

    private static final String SERVICES = "/v1/services";

    private final ControlClient client;

    private ControlBackend(ControlClient client) {
        this.client = client;
    }

    /// @throws BackendException `UNAVAILABLE` where nobody listens, `NOT_PERMITTED` for who may not call: one line with
    ///                          the cure
    public static ControlBackend connect(Path path) throws BackendException {
        return new ControlBackend(ControlClient.connect(path));
    }

    /// Over a connection that is there.
    public static ControlBackend over(ControlClient client) {
        return new ControlBackend(client);
    }

    private static String path(VirtualServerId id) {
        return SERVICES + "/" + ServerJson.path(id);
    }

    private static String path(VirtualServerId virtual, RealServerId id) {
        return path(virtual) + "/servers/" + ServerJson.path(id);
    }

    private void change(String method, String resource, JsonTree.Writer body) throws BackendException {
        client.ask(method, resource, body);
    }

    @Override
    public void addVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        change("POST", SERVICES, Resources.fields(json -> {
            ServerJson.writeId(json, id);
            ServerJson.writeSettings(json, settings);
        }));
    }

    @Override
    public void editVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        change("PUT", path(id), Resources.fields(json -> ServerJson.writeSettings(json, settings)));
    }

    @Override
    public void removeVirtualServer(VirtualServerId id) throws BackendException {
        change("DELETE", path(id), null);
    }

    @Override
    public void addRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        change("POST", path(virtual) + "/servers", Resources.fields(json -> {
            ServerJson.writeId(json, id);
            ServerJson.writeSettings(json, settings);
        }));
    }

    @Override
    public void editRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        change("PUT", path(virtual, id), Resources.fields(json -> ServerJson.writeSettings(json, settings)));
    }

    @Override
    public void removeRealServer(VirtualServerId virtual, RealServerId id) throws BackendException {
        change("DELETE", path(virtual, id), null);
    }

    @Override
    public void drain(VirtualServerId virtual, RealServerId id) throws BackendException {
        setDrain(virtual, id, true);
    }

    @Override
    public void undrain(VirtualServerId virtual, RealServerId id) throws BackendException {
        setDrain(virtual, id, false);
    }

    private void setDrain(VirtualServerId virtual, RealServerId id, boolean drain) throws BackendException {
        change("PATCH", path(virtual, id), Resources.fields(json -> json.writeBooleanField("drain", drain)));
    }

    @Override
    public void flush() throws BackendException {
        change("DELETE", SERVICES, null);
    }

    @Override
    public void zero() throws BackendException {
        change("POST", "/v1/zero", null);
    }

    @Override
    public void zero(VirtualServerId id) throws BackendException {
        change("POST", path(id) + "/zero", null);
    }

    @Override
    public ConnectionTimeouts timeouts() throws BackendException {
        return ControlClient.understood(() -> Resources.readTimeouts(client.object("GET", "/v1/timeouts", null)));
    }

    @Override
    public void timeouts(ConnectionTimeouts timeouts) throws BackendException {
        change("PUT", "/v1/timeouts", Resources.fields(json -> Resources.write(json, timeouts)));
    }

    @Override
    public void startSyncDaemon(SyncDaemon daemon) throws BackendException {
        change("POST", "/v1/daemons", json -> Resources.write(json, daemon));
    }

    @Override
    public void stopSyncDaemon(SyncDaemon.Role role, int syncId) throws BackendException {
        change("DELETE", "/v1/daemons/" + ServerJson.word(role) + "?sync_id=" + syncId, null);
    }

    @Override
    public List<SyncDaemon> syncDaemons() throws BackendException {
        return ControlClient.understood(() -> {
            var daemons = new ArrayList<SyncDaemon>();
            for (Fields each : client.object("GET", "/v1/daemons", null).objects("daemons")) {
                daemons.add(Resources.readDaemon(each));
            }
            return daemons;
        });
    }

    @Override
    public BackendInfo info() throws BackendException {
        return ControlClient.understood(() -> {
            Fields fields = client.object("GET", "/v1/info", null);
            return new BackendInfo(fields.integer("ipvs_version_number", 0, Integer.MAX_VALUE),
                fields.integer("connection_table_size", 0, Integer.MAX_VALUE));
        });
    }

    @Override
    public List<VirtualServerStatus> list() throws BackendException {
        return ControlClient.understood(() -> {
            var servers = new ArrayList<VirtualServerStatus>();
            for (Fields each : client.object("GET", SERVICES, null).objects("services")) {
                servers.add(ServerJson.readStatus(each));
            }
            return servers;
        });
    }

    @Override
    public VirtualServerStatus get(VirtualServerId id) throws BackendException {
        return ControlClient.understood(() -> ServerJson.readStatus(client.object("GET", path(id), null)));
    }

    @Override
    public ConnectionScan connections() {
        return new PageScan(client);
    }

    @Override
    public void close() {
        client.close();
    }
}
