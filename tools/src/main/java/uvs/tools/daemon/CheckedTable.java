package uvs.tools.daemon;

import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;

/// The table as the decisions of the checks change it: see [HandChanges].
final class CheckedTable extends PassedThrough {

    private final HandChanges changes;

    CheckedTable(HandChanges changes) {
        super(changes.table());
        this.changes = changes;
    }

    @Override
    public void addVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        changes.wantVirtual(id, settings);
    }

    @Override
    public void editVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        changes.wantVirtual(id, settings);
    }

    @Override
    public void removeVirtualServer(VirtualServerId id) throws BackendException {
        changes.dropVirtual(id);
    }

    @Override
    public void addRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        changes.wantReal(virtual, id, settings);
    }

    @Override
    public void editRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        changes.wantReal(virtual, id, settings);
    }

    @Override
    public void removeRealServer(VirtualServerId virtual, RealServerId id) throws BackendException {
        changes.dropReal(virtual, id);
    }

    @Override
    public void flush() throws BackendException {
        throw new BackendException(BackendException.Reason.NOT_SUPPORTED, "checks remove servers one by one");
    }

    @Override
    public void timeouts(ConnectionTimeouts timeouts) throws BackendException {
        changes.table().timeouts(timeouts);
    }
}
