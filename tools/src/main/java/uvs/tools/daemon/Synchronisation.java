package uvs.tools.daemon;

import java.util.Optional;
import uvs.config.Configuration;
import uvs.config.LvsSettings;
import uvs.config.VrrpInstance;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendException.Reason;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.SyncDaemon.Role;
import uvs.vrrp.VrrpState;
import uvs.vrrp.agent.Notice;

/// `lvs_sync_daemon`: tells the other director of connections while a virtual router is master, and hears of them
/// otherwise. Used on the conductor.
final class Synchronisation {

    private final Backend backend;
    private final Log log;
    private Optional<LvsSettings.SyncDaemon> configured = Optional.empty();
    private Optional<SyncDaemon> running = Optional.empty();
    private int routerId;
    private Role role = Role.BACKUP;

    Synchronisation(Backend backend, Log log) {
        this.backend = backend;
        this.log = log;
    }

    /// Goes over to what a configuration says.
    void configure(Configuration configuration) {
        configured = configuration.globalDefs().lvs().syncDaemon();
        routerId = configured.flatMap(daemon -> configuration.vrrpInstances().stream()
            .filter(instance -> instance.name().equals(daemon.vrrpInstance())).findFirst())
            .map(VrrpInstance::virtualRouterId).orElse(0);
        become(role);
    }

    /// Follows the virtual router that is named.
    void hear(Notice.StateChanged change) {
        boolean ours = change.kind() == Notice.Kind.INSTANCE
            && configured.filter(daemon -> daemon.vrrpInstance().equals(change.name())).isPresent();
        if (ours) {
            become(change.to() == VrrpState.MASTER ? Role.MASTER : Role.BACKUP);
        }
    }

    private void become(Role newRole) {
        role = newRole;
        Optional<SyncDaemon> wanted = configured.map(this::daemon);
        if (!wanted.equals(running)) {
            stop();
            wanted.ifPresent(this::start);
        }
    }

    private SyncDaemon daemon(LvsSettings.SyncDaemon daemon) {
        return new SyncDaemon(role, daemon.interfaceName(), daemon.syncId().orElse(routerId),
            daemon.maxLength().orElse(0), daemon.group(), daemon.port().orElse(0), daemon.ttl().orElse(0));
    }

    private void start(SyncDaemon daemon) {
        try {
            backend.startSyncDaemon(daemon);
            running = Optional.of(daemon);
        } catch (BackendException e) {
            if (e.reason() == Reason.EXISTS) {
                restart(daemon);
            } else {
                log.error("lvs_sync_daemon: " + e.getMessage());
            }
        }
    }

    /// An earlier run was killed, or somebody started one by hand with who knows which settings.
    private void restart(SyncDaemon daemon) {
        log.notice("lvs_sync_daemon: one was running already, and is started anew");
        try {
            backend.stopSyncDaemon(daemon.role(), 0);
            backend.startSyncDaemon(daemon);
            running = Optional.of(daemon);
        } catch (BackendException e) {
            log.error("lvs_sync_daemon: " + e.getMessage());
        }
    }

    /// Stops what was started here.
    void stop() {
        running.ifPresent(daemon -> {
            try {
                backend.stopSyncDaemon(daemon.role(), daemon.syncId());
            } catch (BackendException e) {
                log.error("lvs_sync_daemon: " + e.getMessage());
            }
        });
        running = Optional.empty();
    }
}
