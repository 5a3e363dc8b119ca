package uvs.tools.daemon;

import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;
import uvs.tools.control.HandBackend;

/// The table as commands change it: see [HandChanges].
final class HandTable extends PassedThrough implements HandBackend {

    private final HandChanges changes;

    HandTable(HandChanges changes) {
        super(changes.table());
        this.changes = changes;
    }

    @Override
    public void addVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        changes.addVirtual(id, settings);
    }

    @Override
    public void editVirtualServer(VirtualServerId id, VirtualServerSettings settings) throws BackendException {
        changes.editVirtual(id, settings);
    }

    @Override
    public void removeVirtualServer(VirtualServerId id) throws BackendException {
        changes.removeVirtual(id);
    }

    @Override
    public void addRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        changes.addReal(virtual, id, settings);
    }

    @Override
    public void editRealServer(VirtualServerId virtual, RealServerId id, RealServerSettings settings)
        throws BackendException {
        changes.editReal(virtual, id, settings);
    }

    @Override
    public void removeRealServer(VirtualServerId virtual, RealServerId id) throws BackendException {
        changes.removeReal(virtual, id);
    }

    @Override
    public void drain(VirtualServerId virtual, RealServerId id) throws BackendException {
        changes.drain(virtual, id);
    }

    @Override
    public void undrain(VirtualServerId virtual, RealServerId id) throws BackendException {
        changes.undrain(virtual, id);
    }

    @Override
    public void flush() throws BackendException {
        changes.flush();
    }

    @Override
    public void timeouts(ConnectionTimeouts timeouts) throws BackendException {
        changes.setTimeouts(timeouts);
    }
}
