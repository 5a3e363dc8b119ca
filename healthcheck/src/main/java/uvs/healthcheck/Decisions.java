package uvs.healthcheck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uvs.config.Command;
import uvs.config.RealServer;
import uvs.config.VirtualServer;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;

/// Collects the decisions of one event, in order.
final class Decisions {

    /// What a notifier gets at the end of the program, when nobody will wait for it.
    static final Duration LIMIT_AT_STOP = Duration.ofSeconds(1);

    private final List<Decision> list = new ArrayList<>();

    List<Decision> list() {
        return list;
    }

    void add(Decision decision) {
        list.add(decision);
    }

    void info(VirtualServer about, String text) {
        list.add(new Decision.Log(Decision.Log.Level.INFO, text, Names.fields(about)));
    }

    void info(VirtualServer virtual, RealServer about, String text) {
        list.add(new Decision.Log(Decision.Log.Level.INFO, text, Names.fields(about, virtual)));
    }

    /// The steps from one pool to another. Additions come first, so that a pool which is exchanged is at no
    /// moment empty.
    void program(
        List<VirtualServerId> ids, Map<RealServer.Key, RealServerSettings> pool,
        Map<RealServer.Key, RealServerSettings> wanted) {
        wanted.forEach((key, settings) -> {
            RealServerSettings programmed = pool.get(key);
            if (programmed == null) {
                ids.forEach(id -> list.add(new Decision.AddRealServer(
                    id, Destinations.destination(id, key, settings.method()), settings)));
            } else if (!programmed.equals(settings)) {
                ids.forEach(id -> edit(id, key, programmed, settings));
            }
        });
        pool.forEach((key, settings) -> {
            if (!wanted.containsKey(key)) {
                ids.forEach(id -> list.add(new Decision.RemoveRealServer(
                    id, Destinations.destination(id, key, settings.method()))));
            }
        });
    }

    /// A changed forwarding method may change the port, and with it which destination this is.
    private void edit(
        VirtualServerId id, RealServer.Key key, RealServerSettings before, RealServerSettings after) {
        var old = Destinations.destination(id, key, before.method());
        var now = Destinations.destination(id, key, after.method());
        if (old.equals(now)) {
            list.add(new Decision.EditRealServer(id, now, after));
        } else {
            list.add(new Decision.AddRealServer(id, now, after));
            list.add(new Decision.RemoveRealServer(id, old));
        }
    }

    /// Everything that a virtual server has, on addresses that are new.
    void programAll(
        List<VirtualServerId> added, VirtualServer virtual, Map<RealServer.Key, RealServerSettings> pool) {
        for (VirtualServerId id : added) {
            list.add(new Decision.AddVirtualServer(id, Destinations.settings(virtual)));
            program(List.of(id), new LinkedHashMap<>(), pool);
        }
    }

    /// Tells of a real server: by its script and by the FIFO.
    void notifyReal(VirtualServer virtual, RealServer server, boolean up, Optional<Duration> limit) {
        Optional<Command> script = up ? server.notifyUp() : server.notifyDown();
        String name = Names.of(server, virtual);
        String virtualName = Names.of(virtual);
        script.ifPresent(command -> {
            info(virtual, server, "Executing [" + String.join(" ", command.words()) + "] for service " + name
                + " in VS " + virtualName);
            list.add(new Decision.RunScript(command, limit));
        });
        list.add(new Decision.WriteFifo("RS " + name + " " + virtualName + (up ? " UP" : " DOWN")));
    }

    /// Tells of a quorum: by its script, by the FIFO and by mail.
    void notifyQuorum(VirtualServer virtual, boolean up, String body, Optional<Duration> limit) {
        Optional<Command> script = up ? virtual.quorum().up() : virtual.quorum().down();
        String name = Names.of(virtual);
        script.ifPresent(command -> {
            info(virtual, "Executing [" + String.join(" ", command.words()) + "] for VS " + name);
            list.add(new Decision.RunScript(command, limit));
        });
        list.add(new Decision.WriteFifo("VS " + name + (up ? " UP" : " DOWN")));
        if (virtual.smtpAlert()) {
            list.add(new Decision.SendMail("Virtualserver " + name + (up ? " - UP" : " - DOWN"), body));
        }
    }

    void mailReal(VirtualServer virtual, RealServer server, boolean up, String body) {
        if (server.smtpAlert()) {
            list.add(new Decision.SendMail(
                "Realserver " + Names.of(server, virtual) + " of virtual server " + Names.of(virtual)
                    + (up ? " - UP" : " - DOWN"),
                body));
        }
    }
}
