package uvs.tools.daemon;

import java.util.List;
import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.BackendInfo;
import uvs.dataplane.service.ConnectionScan;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerStatus;

/// A backend in front of another, which has all that is only read, counted or made once.
abstract class PassedThrough implements Backend {

    private final Backend behind;

    PassedThrough(Backend behind) {
        this.behind = behind;
    }

    @Override
    public void zero() throws BackendException {
        behind.zero();
    }

    @Override
    public void zero(VirtualServerId id) throws BackendException {
        behind.zero(id);
    }

    @Override
    public ConnectionTimeouts timeouts() throws BackendException {
        return behind.timeouts();
    }

    @Override
    public void startSyncDaemon(SyncDaemon daemon) throws BackendException {
        behind.startSyncDaemon(daemon);
    }

    @Override
    public void stopSyncDaemon(SyncDaemon.Role role, int syncId) throws BackendException {
        behind.stopSyncDaemon(role, syncId);
    }

    @Override
    public List<SyncDaemon> syncDaemons() throws BackendException {
        return behind.syncDaemons();
    }

    @Override
    public BackendInfo info() throws BackendException {
        return behind.info();
    }

    @Override
    public List<VirtualServerStatus> list() throws BackendException {
        return behind.list();
    }

    @Override
    public VirtualServerStatus get(VirtualServerId id) throws BackendException {
        return behind.get(id);
    }

    @Override
    public ConnectionScan connections() throws BackendException {
        return behind.connections();
    }

    @Override
    public void batch(Changes changes) throws BackendException {
        behind.batch(changes);
    }

    /// The backend behind is closed by who opened it.
    @Override
    public void close() {
    }
}
