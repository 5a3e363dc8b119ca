package uvs.tools.adm;

import java.util.Optional;
import uvs.dataplane.service.ConnectionTimeouts;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.RealServerSettings;
import uvs.dataplane.service.SyncDaemon;
import uvs.dataplane.service.VirtualServerId;
import uvs.dataplane.service.VirtualServerSettings;

/// A command line that was understood.
sealed interface Operation {

    record AddService(VirtualServerId id, VirtualServerSettings settings) implements Operation {}

    record EditService(VirtualServerId id, VirtualServerSettings settings) implements Operation {}

    record DeleteService(VirtualServerId id) implements Operation {}

    record Clear() implements Operation {}

    record AddServer(VirtualServerId id, RealServerId real,
        RealServerSettings settings) implements Operation {}

    record EditServer(VirtualServerId id, RealServerId real,
        RealServerSettings settings) implements Operation {}

    record DeleteServer(VirtualServerId id, RealServerId real) implements Operation {}

    /// @param id the service to list; empty for all, with a first line on the table
    record ListServices(Optional<VirtualServerId> id, ServiceColumns columns, boolean numeric, boolean exact,
        boolean sorted) implements Operation {}

    /// @param engines whether what persistence engines know is shown
    record ListConnections(boolean numeric, boolean engines) implements Operation {}

    record ListTimeouts() implements Operation {}

    record ListDaemons() implements Operation {}

    /// @param id empty for all
    record Zero(Optional<VirtualServerId> id) implements Operation {}

    record Save(boolean numeric) implements Operation {}

    record Restore() implements Operation {}

    record SetTimeouts(ConnectionTimeouts timeouts) implements Operation {}

    record StartDaemon(SyncDaemon daemon) implements Operation {}

    record StopDaemon(SyncDaemon.Role role, int syncId) implements Operation {}

    record Help() implements Operation {}

    record Version() implements Operation {}
}
