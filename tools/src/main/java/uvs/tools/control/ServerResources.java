package uvs.tools.control;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.tools.adm.ServiceListing;

/// The resources of virtual and real servers.
///
/// `POST` adds, `PUT` gives all settings anew, `PATCH` changes those that it names, `DELETE` removes.
final class ServerResources {

    private static final String SERVICES = "/v1/services";
    private static final String SERVICE = SERVICES + "/{service}";
    private static final String SERVERS = SERVICE + "/servers";
    private static final String SERVER = SERVERS + "/{server}";

    private final Controlled controlled;
    private final Routes routes;

    ServerResources(Controlled controlled, Routes routes) {
        this.controlled = controlled;
        this.routes = routes;
    }

    void add() {
        routes.addShown(SERVICES, this::list);
        routes.add("POST", SERVICES, this::addVirtual);
        routes.add("DELETE", SERVICES, request -> Resources.done(() -> hand().flush()));
        routes.add("GET", SERVICE, request -> {
            VirtualServerId id = virtual(request);
            return () -> {
                VirtualServerStatus status = hand().get(id);
                return Answer.ok(json -> ServerJson.write(json, status));
            };
        });
        routes.add("PUT", SERVICE, this::editVirtual);
        routes.add("PATCH", SERVICE, this::changeVirtual);
        routes.add("DELETE", SERVICE, request -> {
            VirtualServerId id = virtual(request);
            return Resources.done(() -> hand().removeVirtualServer(id));
        });
        routes.add("POST", SERVICE + "/zero", request -> {
            VirtualServerId id = virtual(request);
            return Resources.done(() -> hand().zero(id));
        });
        addRealServers();
    }

    private void addRealServers() {
        routes.add("POST", SERVERS, this::addReal);
        routes.add("GET", SERVER, request -> {
            VirtualServerId virtual = virtual(request);
            RealServerId id = real(request);
            return () -> {
                RealServerStatus status = find(virtual, id);
                return Answer.ok(json -> ServerJson.write(json, status));
            };
        });
        routes.add("PUT", SERVER, this::editReal);
        routes.add("PATCH", SERVER, this::changeReal);
        routes.add("DELETE", SERVER, request -> {
            VirtualServerId virtual = virtual(request);
            RealServerId id = real(request);
            return Resources.done(() -> hand().removeRealServer(virtual, id));
        });
    }

    private HandBackend hand() {
        return controlled.byHand();
    }

    private static VirtualServerId virtual(Request request) throws ControlException {
        return ServerJson.virtualServer(request.path().get("service"));
    }

    private static RealServerId real(Request request) throws ControlException {
        return ServerJson.realServer(request.path().get("server"));
    }

    private CompletionStage<Routes.Shown> list() throws BackendException {
        List<VirtualServerStatus> servers = hand().list();
        BackendInfo info = hand().info();
        return Resources.shown(
            Resources.fields(json -> ServerJson.writeServices(json, servers)),
            () -> Resources.lines(lines -> ServiceListing.write(info, servers, lines)));
    }

    private Routes.Task addVirtual(Request request) throws ControlException {
        Fields fields = request.object("virtual server");
        VirtualServerId id = ServerJson.readId(fields);
        VirtualServerSettings settings = ServerJson.readSettings(fields, id.family());
        fields.refuseOthers();
        return Resources.done(() -> hand().addVirtualServer(id, settings));
    }

    private Routes.Task editVirtual(Request request) throws ControlException {
        VirtualServerId id = virtual(request);
        Fields fields = request.object("virtual server");
        VirtualServerSettings settings = ServerJson.readSettings(fields, id.family());
        fields.refuseOthers();
        return Resources.done(() -> hand().editVirtualServer(id, settings));
    }

    private Routes.Task changeVirtual(Request request) throws ControlException {
        VirtualServerId id = virtual(request);
        Fields fields = request.object("virtual server");
        return () -> {
            VirtualServerSettings settings = ServerJson.readSettings(fields, id.family(), hand().get(id).settings());
            fields.refuseOthers();
            hand().editVirtualServer(id, settings);
            return Answer.done();
        };
    }

    private Routes.Task addReal(Request request) throws ControlException {
        VirtualServerId virtual = virtual(request);
        Fields fields = request.object("real server");
        RealServerId id = ServerJson.readRealId(fields);
        RealServerSettings settings = ServerJson.readSettings(fields);
        fields.refuseOthers();
        return Resources.done(() -> hand().addRealServer(virtual, id, settings));
    }

    private Routes.Task editReal(Request request) throws ControlException {
        VirtualServerId virtual = virtual(request);
        RealServerId id = real(request);
        Fields fields = request.object("real server");
        RealServerSettings settings = ServerJson.readSettings(fields);
        fields.refuseOthers();
        return Resources.done(() -> hand().editRealServer(virtual, id, settings));
    }

    /// `drain` goes alone: it and a weight would contradict each other.
    private Routes.Task changeReal(Request request) throws ControlException {
        VirtualServerId virtual = virtual(request);
        RealServerId id = real(request);
        Fields fields = request.object("real server");
        if (fields.has("drain")) {
            boolean drain = fields.bool("drain", true);
            if (JsonTree.read(request.body()) instanceof Map<?, ?> all && all.size() > 1) {
                throw ControlException.invalid("drain of a real server goes alone; send the other fields before it");
            }
            return Resources.done(() -> {
                if (drain) {
                    hand().drain(virtual, id);
                } else {
                    hand().undrain(virtual, id);
                }
            });
        }
        return () -> {
            RealServerSettings settings = ServerJson.readSettings(fields, find(virtual, id).settings());
            fields.refuseOthers();
            hand().editRealServer(virtual, id, settings);
            return Answer.done();
        };
    }

    private RealServerStatus find(VirtualServerId virtual, RealServerId id) throws BackendException {
        return hand().get(virtual).realServers().stream().filter(real -> real.id().equals(id)).findFirst()
            .orElseThrow(() -> new BackendException(BackendException.Reason.NO_REAL_SERVER,
                "there is no real server " + id + " of " + virtual));
    }
}
