package uvs.tools.daemon;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uvs.config.Configuration;
import uvs.config.VirtualServer;
import uvs.dataplane.forward.WorkerStatus;
import uvs.dataplane.ipvs.IpvsBackend;
import uvs.dataplane.netlink.NetworkView;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerStatus;
import uvs.dataplane.service.VirtualServerStatus.RealServerStatus;
import uvs.healthcheck.Decision;
import uvs.healthcheck.Destinations;

/// Packets carried by the kernel's IPVS; this process programs its table.
///
/// The table may have had entries before, of an earlier run that was killed, or of somebody's hand. What the configuration
/// has too is taken over; what only an earlier run can have left is removed; the rest is reported, and left alone.
final class KernelPath implements PacketPath {

    private final IpvsBackend backend;
    private final KernelSettings settings;
    private final BackendInfo info;
    private final Log log;

    /// @throws IOException when the kernel has no IPVS or lets nobody change it: one line with the cure
    KernelPath(DirectorOptions options, Log log) throws IOException {
        this.log = log;
        try {
            backend = IpvsBackend.open();
            info = backend.info();
        } catch (BackendException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (!options.marks().isEmpty()) {
            log.warning("--mark has no effect with --backend ipvs: packets have the marks that the kernel gave them");
        }
        if (!options.interfaces().isEmpty()) {
            log.warning("--interface has no effect with --backend ipvs: the kernel forwards on every interface");
        }
        try {
            settings = new KernelSettings(options.settings(), log);
        } catch (IOException e) {
            backend.close();
            throw e;
        }
    }

    @Override
    public Backend backend() {
        return backend;
    }

    /// Takes over what is there already, and is content with what is gone already.
    @Override
    public void carryOut(Decision.Programming decision, Backend table) throws BackendException {
        try {
            decision.carryOut(table);
        } catch (BackendException e) {
            switch (decision) {
                case Decision.AddVirtualServer(var id, var wanted) when e.reason() == Reason.EXISTS -> {
                    log.notice(e.getMessage() + " in the kernel's table: taken over");
                    table.editVirtualServer(id, wanted);
                }
                case Decision.AddRealServer(var virtual, var id, var wanted) when e.reason() == Reason.EXISTS -> {
                    log.notice(e.getMessage() + " in the kernel's table: taken over");
                    table.editRealServer(virtual, id, wanted);
                }
                case Decision.RemoveVirtualServer _ when e.reason() == Reason.NO_VIRTUAL_SERVER ->
                    log.notice(e.getMessage() + " to remove: somebody else has done it");
                case Decision.RemoveRealServer _ when isGone(e) ->
                    log.notice(e.getMessage() + " to remove: somebody else has done it");
                default -> throw e;
            }
        }
    }

    private static boolean isGone(BackendException e) {
        return e.reason() == Reason.NO_VIRTUAL_SERVER || e.reason() == Reason.NO_REAL_SERVER;
    }

    /// Settles what the table has besides what was just added.
    @Override
    public void started(Configuration configuration, HandChanges changes) throws BackendException {
        Map<VirtualServerId, Set<RealServerId>> configured = configured(configuration);
        for (VirtualServerStatus standing : backend.list()) {
            Set<RealServerId> ours = configured.get(standing.id());
            if (ours == null) {
                log.notice("virtual server " + standing.id()
                    + " is in the kernel's table and not in the configuration: left alone");
                continue;
            }
            for (RealServerStatus real : standing.realServers()) {
                if (!changes.isWanted(standing.id(), real.id())) {
                    settle(standing.id(), real.id(), ours);
                }
            }
        }
    }

    private void settle(VirtualServerId virtual, RealServerId real, Set<RealServerId> ours) throws BackendException {
        String name = "real server " + real + " of " + virtual + " is in the kernel's table and ";
        if (ours.contains(real)) {
            log.notice(name + "is not to serve now: removed");
            backend.removeRealServer(virtual, real);
        } else {
            log.notice(name + "not in the configuration: left alone");
        }
    }

    private static Map<VirtualServerId, Set<RealServerId>> configured(Configuration configuration) {
        var configured = new HashMap<VirtualServerId, Set<RealServerId>>();
        for (VirtualServer virtual : configuration.virtualServers()) {
            for (VirtualServerId id : Destinations.ids(virtual)) {
                configured.computeIfAbsent(id, _ -> new HashSet<>()).addAll(Destinations.all(virtual, id));
            }
        }
        return configured;
    }

    @Override
    public void follow(NetworkView network) {
        // The kernel follows its own network.
    }

    @Override
    public void onCycle() {
        // The kernel keeps its own time.
    }

    /// Dropped packets the kernel counts for the whole machine, not for IPVS.
    @Override
    public Map<String, Map<String, Long>> counters() throws BackendException {
        long present = 0;
        long opened = 0;
        for (VirtualServerStatus virtual : backend.list()) {
            opened += virtual.counters().connections();
            for (RealServerStatus real : virtual.realServers()) {
                present += real.activeConnections() + real.inactiveConnections();
            }
        }
        return Map.of("connections",
            Map.of("present", present, "capacity", (long) info.connectionTableSize(), "opened", opened),
            "dropped", Map.of(), "malformed", Map.of());
    }

    @Override
    public List<WorkerStatus> workers() {
        return List.of();
    }

    @Override
    public String describe() {
        return "by the kernel's IPVS " + info.versionText();
    }

    /// The kernel does not say.
    @Override
    public Optional<String> ill() {
        return Optional.empty();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        backend.close();
        settings.close();
    }
}
